"""What is adopted in one process holds in every other, without a restart. [5.3.3-P3]"""

from __future__ import annotations

import http.cookiejar
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable

import pytest

from tests.support.people import settle
from tests.support.server import Server
from tests.support.world import PASSWORD

pytestmark = pytest.mark.clause("5.3.3-P3")
SHEET = "2031-01-01,off,元旦\n2031-01-23,off,春节\n2031-01-25,work,春节\n"


class Window:
    """Somebody of the house signed in at the running server."""

    def __init__(self, server: Server, email: str) -> None:
        self.url = server.url
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.read("/sign-in"))
        assert token
        said = {"csrfmiddlewaretoken": token[1], "email": email, "password": PASSWORD, "next": "/desk/"}
        asked = urllib.request.Request(
            self.url + "/sign-in", urllib.parse.urlencode(said).encode(), {"Referer": self.url + "/sign-in"}
        )
        self.browser.open(asked).close()

    def read(self, path: str) -> str:
        with self.browser.open(self.url + path) as answer:
            return str(answer.read().decode())


def test_a_running_server_sees_what_the_command_line_adopts(serve: Callable[..., Server]) -> None:
    server = serve()
    settle(server)
    window = Window(server, "lead@house.example")
    assert "/desk/calendars/years/cn/2026" in window.read("/desk/calendars")
    assert "/desk/calendars/years/cn/2031" not in window.read("/desk/calendars")
    adopted = server.run("calendar", "import", "-", "--year", "2031", "--anyway", stdin=SHEET)
    assert adopted.returncode == 0, adopted.stderr
    until = time.monotonic() + 5
    while "/desk/calendars/years/cn/2031" not in window.read("/desk/calendars"):
        assert time.monotonic() < until, "the server never saw the table"
        time.sleep(0.2)
    assert window.read("/desk/calendars/years/cn/2031").count('class="is-worked"') == 1
    told = server.run("calendar", "list")
    assert "2026 2031" in told.stdout
