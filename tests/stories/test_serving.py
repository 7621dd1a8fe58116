"""`shounuo serve` as an operator meets it: it comes up, it goes down, and nothing of it is left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from http.client import HTTPConnection

import pytest
from playwright.sync_api import Page

from tests.support.server import Server


def test_comes_up_and_goes_down_cleanly(serve: Callable[..., Server]) -> None:
    server = serve()
    status = server.stop()
    assert status == 0
    assert not _listens(server)


def test_says_in_one_line_that_the_port_is_taken(serve: Callable[..., Server]) -> None:
    server = serve()
    second = server.run("serve")
    assert second.returncode == 1
    assert len(second.stderr.splitlines()) == 1
    assert str(server.port) in second.stderr


def test_a_killed_supervisor_leaves_no_orphan(serve: Callable[..., Server]) -> None:
    server = serve()
    server.kill()
    assert _eventually(lambda: not _listens(server), seconds=30)


def test_a_killed_web_process_comes_back(serve: Callable[..., Server]) -> None:
    server = serve()
    assert server.process is not None
    for child in _children(server.process.pid):
        os.kill(child, signal.SIGKILL)
    assert _eventually(lambda: _listens(server), seconds=30)


def test_refuses_to_serve_a_database_that_was_never_made(serve: Callable[..., Server]) -> None:
    server = serve()
    server.stop()
    empty = {"SHOUNUO_DATABASE": f"sqlite:///{server.folder}/empty.sqlite3", "SHOUNUO_LANG": "en"}
    server.environ |= empty
    refused = server.run("serve")
    assert refused.returncode == 1
    assert "shounuo migrate" in refused.stdout


def _listens(server: Server) -> bool:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _children(parent: int) -> list[int]:
    """The children of a process, by what /proc and ps know of it."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (line.split() for line in told.splitlines())
    return [int(pid) for pid, ppid in pairs if int(ppid) == parent]


def _eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.browser
def test_a_browser_reaches_it(serve: Callable[..., Server], page: Page) -> None:
    page.goto(f"{serve().url}/health")
    assert page.inner_text("body").strip() == "ok"
