"""One idempotency key, one act: sent again, sent changed, sent eight times at once at a real server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import orjson
import pytest

from shounuo.api.models import Remembered
from shounuo.cases.models import Case
from tests.support.api import CALM, House, open_house, written
from tests.support.clock import StandingClock
from tests.support.server import Server
from tests.support.world import MONDAY


@pytest.fixture
def house(clock: StandingClock, db: None) -> House:
    return open_house()


@pytest.mark.clause("5.1-online-24x7")
def test_the_same_key_and_body_get_the_same_answer(house: House) -> None:
    first = house.wang.post("/cases", CALM, key="k-1")
    after = written()
    again = house.wang.post("/cases", CALM, key="k-1")
    assert (first.status, again.status) == (201, 201)
    assert again.content == first.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert written() == after


def test_the_same_key_with_another_request_is_refused(house: House) -> None:
    number = house.wang.post("/cases", CALM, key="k-1").body["number"]
    after = written()
    for path, body in (
        ("/cases", CALM | {"impact": "few_users"}),
        (f"/cases/{number}/messages", {"body": "x"}),
    ):
        answer = house.wang.post(path, body, key="k-1")
        assert (answer.status, answer.code) == (422, "idempotency.mismatch")
    assert written() == after


def test_keys_belong_to_a_token(house: House) -> None:
    first, other = (
        machine.post("/cases", CALM, key="k-1").body["number"] for machine in (house.wang, house.zhao)
    )
    assert first != other


@pytest.mark.parametrize("key", ["x" * 101, "with space", "中"])
def test_a_key_that_is_none_is_refused(house: House, key: str) -> None:
    before = written()
    answer = house.wang.post("/cases", CALM, key=key)
    assert (answer.status, answer.code, answer.paths) == (422, "idempotency.key", ["Idempotency-Key"])
    assert written() == before


def test_a_key_lives_for_48_hours(house: House, clock: StandingClock) -> None:
    first = house.wang.post("/cases", CALM, key="k-1").body["number"]
    clock.to(MONDAY + timedelta(hours=48) - timedelta(seconds=1))
    assert house.wang.post("/cases", CALM, key="k-1").body["number"] == first
    clock.to(MONDAY + timedelta(hours=48))
    assert house.wang.post("/cases", CALM, key="k-1").body["number"] != first
    assert Remembered.objects.count() == 1


def test_a_refused_act_leaves_its_key_free(house: House) -> None:
    number = house.wang.opens()
    before = written()
    assert house.wang.post(f"/cases/{number}/confirmation", key="k-1").status == 409
    assert written() == before
    house.duty.post(
        f"/cases/{number}/resolution",
        {"kind": "permanent", "solution": "重启", "root_cause": "泄漏", "prevention": "监控"},
    )
    assert house.wang.post(f"/cases/{number}/confirmation", key="k-1").status == 200


def test_an_act_that_breaks_half_way_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("after the case was written")

    monkeypatch.setattr("shounuo.api.cases.strip_row", breaks)
    house.wang.client.raise_request_exception = False
    before = written()
    assert house.wang.post("/cases", CALM, key="k-1").status == 500
    assert written() == before


def test_every_act_on_a_case_takes_a_key(house: House) -> None:
    number = house.wang.opens()
    for _ in range(2):
        assert house.duty.post(f"/cases/{number}/messages", {"body": "正在处理"}, key="m-1").status == 201
    assert Case.objects.get().messages.count() == 1


# ------------------------------------------------------------------ at a real server

SETTLE_IN = """
import django
django.setup()
from shounuo.kernel.clock import now
from tests.support.api import token_of
from tests.support.world import build
at = now()
print(token_of(build(at).wang.user, at))
"""


def settle_in(server: Server) -> str:
    """The cast moves into the server's database; a token of its first customer."""
    environ = server.environ | {"DJANGO_SETTINGS_MODULE": "shounuo.site.settings"}
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SETTLE_IN],
        env=environ | {"PYTHONPATH": str(root)},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_eight_at_once_make_one_case(serve: Callable[..., Server]) -> None:
    server = serve()
    token = settle_in(server)
    answers: list[tuple[int, str | None, bytes]] = []
    start = threading.Barrier(8)

    def send() -> None:
        start.wait()
        answers.append(_post(server, token, "/cases", CALM, key="k-1"))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _, _ in answers} == {201}
    assert len({content for _, _, content in answers}) == 1
    assert sorted(replayed or "" for _, replayed, _ in answers) == ["", *["true"] * 7]
    assert len(_get(server, token, "/cases")["cases"]) == 1


def test_fifty_megabytes_are_refused_at_once(serve: Callable[..., Server]) -> None:
    server = serve()
    token = settle_in(server)
    number = orjson.loads(_post(server, token, "/cases", CALM)[2])["number"]
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("POST", f"/api/v1/cases/{number}/attachments")
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader("Content-Length", str(50 * 1024 * 1024))
    connection.endheaders()
    connection.send(os.urandom(64 * 1024))
    response = connection.getresponse()
    assert response.status == 413
    assert orjson.loads(response.read())["error"]["code"] == "file.too_large"
    connection.close()


def _post(server: Server, token: str, path: str, body: Any, key: str = "") -> tuple[int, str | None, bytes]:
    response = _ask(server, "POST", token, path, orjson.dumps(body), {"Idempotency-Key": key} if key else {})
    return response.status, response.headers["Idempotency-Replayed"], response.read()


def _get(server: Server, token: str, path: str) -> Any:
    return orjson.loads(_ask(server, "GET", token, path, b"", {}).read())


def _ask(
    server: Server, method: str, token: str, path: str, body: bytes, more: dict[str, str]
) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | more
    connection.request(method, f"/api/v1{path}", body, headers)
    return connection.getresponse()
