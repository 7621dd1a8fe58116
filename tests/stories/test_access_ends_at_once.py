"""Access ends at once, on the real server: what opened a page a second ago opens nothing, by cookie or by token.

Also the command line on real processes: a first administrator's way from an empty database, and the end of an account.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import pytest

from tests.support.people import settle
from tests.support.server import Server
from tests.support.world import PASSWORD

pytestmark = pytest.mark.clause("7.1-platform")


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """A redirect is an answer too."""


class Browser:
    """Cookies and no more."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), _Stay())
        self.text = ""

    def get(self, path: str, **headers: str) -> int:
        return self._ask(Request(self.url + path, headers=headers))

    def post(self, path: str, **said: str) -> int:
        """The form of the page that was looked at last."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.text)
        assert token
        data = urlencode({"csrfmiddlewaretoken": token[1], **said}).encode()
        return self._ask(Request(self.url + path, data, {"Referer": self.url + path}))

    def sign_in(self, email: str, password: str = PASSWORD) -> int:
        self.get("/sign-in")
        return self.post("/sign-in", email=email, password=password)

    def _ask(self, request: Request) -> int:
        try:
            answer = self.opener.open(request, timeout=30)
        except HTTPError as error:
            answer = error
        self.text = answer.read().decode()
        return int(answer.status)


@pytest.fixture
def house(serve: Callable[..., Server]) -> Server:
    server = serve(lang="en")
    settle(server)
    return server


def as_shown(page: str) -> dict[str, str]:
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    return {"reason": "left", "seen": html.unescape(seen[1])}


def test_a_leavers_session_and_token_are_refused_a_moment_later(house: Server) -> None:
    theirs, admin = Browser(house), Browser(house)
    token = house.run("token", "issue", "duty@house.example").stdout.strip()
    machine = {"Authorization": f"Bearer {token}"}
    assert theirs.sign_in("duty@house.example") == 302
    assert (theirs.get("/desk/"), Browser(house).get("/api/v1/cases", **machine)) == (200, 200)
    assert admin.sign_in("admin@house.example") == 302
    assert admin.get("/desk/access?view=staff&q=duty@house.example") == 200
    found = re.search(r"/desk/access/people/\d+", admin.text)
    assert found
    assert admin.get(f"{found[0]}/leaving") == 200
    assert admin.post(f"{found[0]}/leaving", **as_shown(admin.text)) == 303
    assert (theirs.get("/desk/"), Browser(house).get("/api/v1/cases", **machine)) == (302, 401)
    assert Browser(house).sign_in("duty@house.example") == 422
    assert admin.get(found[0]) == 200
    assert "已停用" in admin.text
    assert house.run("logbook", "verify").returncode == 0


def test_a_role_that_ended_opens_nothing_with_the_old_cookie(house: Server) -> None:
    theirs = Browser(house)
    assert theirs.sign_in("duty@house.example") == 302
    assert theirs.get("/desk/new") == 200
    assert house.run("account", "role", "duty@house.example", "--end", "duty_engineer").returncode == 0
    assert (theirs.get("/desk/new"), theirs.get("/desk/")) == (403, 200)


def test_the_command_line_ends_an_account_and_its_sessions(house: Server) -> None:
    theirs, other = Browser(house), Browser(house)
    assert theirs.sign_in("duty@house.example") == other.sign_in("second@house.example") == 302
    ended = house.run("account", "end", "duty@house.example", "--reason", "left")
    assert ended.returncode == 0, ended.stderr
    assert "Duty (Duty engineer): nobody took it over" in ended.stdout
    assert (theirs.get("/desk/"), other.get("/desk/")) == (302, 200)
    changed = house.run(
        "account", "password", "second@house.example", "--password-stdin", stdin="quite-another-one\n"
    )
    assert changed.returncode == 0, changed.stderr
    assert other.get("/desk/") == 302
    assert Browser(house).sign_in("second@house.example") == 422
    assert Browser(house).sign_in("second@house.example", "quite-another-one") == 302
    last = house.run("account", "end", "admin@house.example")
    assert (last.returncode, last.stderr) == (
        1,
        "This is the last administrator; make somebody else one first\n",
    )


def test_a_first_administrators_way_from_an_empty_house(installation: Server) -> None:
    """As README's “Running it for real” says, word for word."""
    house = installation
    house.environ["SHOUNUO_LANG"] = "en"
    assert "no colleague has an account" in house.run("doctor", "--only", "people").stdout
    secret = "quite-a-long-one\n"
    you = ["you@house.example", "--name", "You", "--role", "administrator", "--role", "duty_engineer"]
    without = house.run("account", "add", *you, "--password-stdin", stdin=secret)
    assert (without.returncode, "needs a level" in without.stderr) == (1, True)
    more = ["--level", "L2", "--skill", "outage=4", "--duty-days", "30", "--password-stdin"]
    added = house.run("account", "add", *you, *more, stdin=secret)
    assert added.returncode == 0, added.stderr
    assert "you@house.example can sign in now at " in added.stdout
    assert house.run("customer", "add", "Blue Ltd").returncode == 0
    wang = ["wang@blue.example", "--name", "Wang", "--role", "customer_manager", "--password-stdin"]
    slip = house.run("account", "add", *wang, "--customer", "Bleu Ltd", stdin=secret)
    assert slip.stderr == "There is no customer “Bleu Ltd”; did you mean Blue Ltd?\n"
    assert house.run("account", "add", *wang, "--customer", "Blue Ltd", stdin=secret).returncode == 0
    for check in ("people", "coverage"):
        assert house.run("doctor", "--only", check).returncode == 0
    assert len(house.run("account", "list").stdout.splitlines()) == 2
    assert house.run("customer", "list").stdout == "Blue Ltd\tBlue Ltd\tcontacts: 1\t–\n"
    house.start()
    first, customer = Browser(house), Browser(house)
    assert first.sign_in("you@house.example", secret.strip()) == 302
    assert first.get("/desk/access") == 200
    assert customer.sign_in("wang@blue.example", secret.strip()) == 302
    assert customer.get("/cases/new") == 200


def test_all_of_it_speaks_chinese(installation: Server) -> None:
    house = installation
    house.environ["SHOUNUO_LANG"] = "zh"
    refused = [
        ("account add a@b.example --name 周明 --role duty_engineer --password-stdin", "需要工程师级别"),
        ("account add a@b.example --name 周明 --role customer_member --customer 蓝海 --password-stdin", "没有客户“蓝海”"),
        ("account end nobody@b.example", "没有账号 nobody@b.example"),
        ("duty add a@b.example --role administrator --days 3", "以 administrator 的角色不能值班"),
        ("doctor --only people", "还没有任何员工账号"),
    ]  # fmt: skip
    for words, sentence in refused:
        told = house.run(*words.split(), stdin="quite-a-long-one\n")
        assert told.returncode == 1
        assert sentence in told.stdout + told.stderr
