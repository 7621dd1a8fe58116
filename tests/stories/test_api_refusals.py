"""Every error that the API's own document names, operation by operation: its status, its shape, and nothing written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shounuo.accounts.actions import enrol, issue_token, revoke_token
from shounuo.accounts.models import ApiToken
from shounuo.api.app import api
from shounuo.api.openapi import document
from shounuo.kernel.actor import SYSTEM
from tests.support.api import CALM, Answer, House, Machine, open_house, refused, token_of, written
from tests.support.clock import StandingClock
from tests.support.world import MONDAY

pytestmark = pytest.mark.django_db
BODIES: dict[str, Any] = {
    "open_case": CALM,
    "propose_case": CALM,
    "say": {"body": "正在处理"},
    "accept_case": {},
    "hand_over_case": {"to": "second@house.example", "reason": "交班"},
    "offer_case": {"to": "second@house.example", "reason": "交班"},
    "accept_offer": {},
    "decline_offer": {"reason": "手上有 P0"},
    "raise_priority": {"level": "P0", "reason": "全站受影响"},
    "resolve_case": {"kind": "permanent", "solution": "重启", "root_cause": "泄漏", "prevention": "监控"},
    "confirm_resolution": {},
    "deny_resolution": {"reason": "还是不行"},
    "deliver_report": {"body": "报告"},
    "fix_for_good": {"body": "已修复"},
    "resume_case": {},
    "move_clock": {"move_seconds": 1},
    "acknowledge_page": {},
    "respond_to_incident": {},
    "move_case": {"level": "P0", "text": "全站受影响"},
    "propose_upgrade": {"reason": "影响扩大"},
}
CUSTOMERS_ONLY = {"confirm_resolution", "deny_resolution", "propose_upgrade"}
DEED = {"respond_to_incident": "join", "move_case": "raise"}
"""One of the deeds that these name in their address."""
TWO_MEGABYTES = 2 * 1024 * 1024


@pytest.fixture
def house(clock: StandingClock) -> House:
    return open_house()


@pytest.fixture
def number(house: House) -> str:
    return house.wang.opens()


@pytest.fixture
def may_write() -> None:
    """This test does something besides being refused."""


Operation = tuple[str, str, str]
"""operationId, method, path."""


def operations(status: int) -> list[Operation]:
    """The operations whose document names this status."""
    told = document(api)["paths"]
    found = [
        (operation["operationId"], method.upper(), path.removeprefix("/api/v1"))
        for path, methods in told.items()
        for method, operation in methods.items()
        if str(status) in operation["responses"]
    ]
    assert found
    return found


@pytest.fixture(autouse=True)
def nothing_is_written(house: House, request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a refusal test sends, no table grows – from its `number` on."""
    if "number" in request.fixturenames:
        request.getfixturevalue("number")
    before = written()
    yield
    if "may_write" not in request.fixturenames:
        assert written() == before


def _filled(name: str, path: str, number: str) -> str:
    return (
        path.replace("{number}", number).replace("{page_id}", "1").replace("{deed}", DEED.get(name, "{deed}"))
    )


def each(status: int, number: str, send: Callable[[Operation], Answer | None]) -> None:
    for name, method, path in operations(status):
        answer = send((name, method, _filled(name, path, number)))
        if answer is not None:
            assert answer.status == status, (name, answer.status, answer.content)
            refused(answer, status)


def who(house: House, name: str) -> Machine:
    return house.wang if name in CUSTOMERS_ONLY or name in ("open_case", "propose_case") else house.duty


# ------------------------------------------------------------------ status by status, over all operations


@pytest.mark.parametrize(
    "body", [b"{", b"{'a': 1}", b'{"a": NaN}', b"\xff\xfe", b'{"subject": "\xc3\x28"}', b'{"a": "\\ud800"}']
)
def test_400_malformed(house: House, number: str, body: bytes) -> None:
    def send(one: Operation) -> Answer | None:
        return who(house, one[0]).send("POST", one[2], body) if _json(one) else None

    each(400, number, send)


def test_400_a_form_that_can_not_be_read(house: House, number: str) -> None:
    answer = house.wang.send("POST", f"/cases/{number}/attachments", b"x", media="multipart/form-data")
    refused(answer, 400, "request.malformed")


@pytest.mark.parametrize("token", ["", "sn_nobody", "x" * 5000, "sn_\xe9"])
def test_401_without_a_known_token(house: House, number: str, token: str) -> None:
    each(401, number, lambda one: Machine(token).send(one[1], one[2], BODIES.get(one[0], b"")))


def test_401_says_what_is_wrong_with_the_token(house: House, number: str, clock: StandingClock) -> None:
    refused(Machine("").get("/me"), 401, "auth.missing")
    refused(Machine("sn_nobody").get("/me"), 401, "auth.unknown")
    refused(house.wang.get("/me", authorization="Basic eDp5"), 401, "auth.scheme")
    clock.to(MONDAY + timedelta(days=365))
    answer = house.wang.get("/me", accept_language="en")
    refused(answer, 401, "auth.expired")
    assert answer.body["error"]["message"] == "This token has expired; have a new one issued"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.usefixtures("may_write")
def test_401_for_a_revoked_token_and_for_who_has_left(house: House) -> None:
    user = house.world.duty
    revoke_token(ApiToken.objects.get(user=user), by=user.actor, at=MONDAY)
    refused(house.duty.get("/me"), 401, "auth.revoked")
    house.world.second.is_active = False
    house.world.second.save()
    refused(house.second.get("/me"), 401, "auth.unknown")


@pytest.mark.usefixtures("may_write")
def test_a_token_holds_until_the_very_second(house: House, clock: StandingClock) -> None:
    user = house.world.duty
    machine = Machine(issue_token(user, "short", by=user.actor, at=MONDAY, life=timedelta(minutes=1)))
    clock.to(MONDAY + timedelta(seconds=59))
    assert machine.get("/me").status == 200
    clock.to(MONDAY + timedelta(seconds=60))
    refused(machine.get("/me"), 401, "auth.expired")


@pytest.mark.usefixtures("may_write")
def test_a_session_cookie_opens_no_door(house: House) -> None:
    client = Client()
    client.force_login(house.world.admin)
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.clause("7.1-platform")
@pytest.mark.parametrize(
    "number",
    ["SN-100000000", "SN-1", "x", "SN-１２３４５６７８９", "%00", "..%2F", "' OR 1=1", "SN-123456789%0A"],
)
def test_404_for_a_number_of_nobody(house: House, number: str) -> None:
    def send(one: Operation) -> Answer | None:
        if "/cases/" not in one[2] or one[0] == "attach_files":
            return None
        return who(house, one[0]).send(one[1], one[2], BODIES.get(one[0], b""))

    each(404, number, send)


@pytest.mark.clause("7.1-platform")
def test_404_for_a_foreign_case_is_the_same_as_for_none(house: House, number: str) -> None:
    """Staff operations refuse customers with 403 before they look, so they tell nothing either."""
    for name, method, path in operations(404):
        if "{number}" not in path or name == "attach_files":
            continue
        answers = [
            house.zhao.send(method, path.replace("{number}", n), BODIES.get(name, b""))
            for n in (number, "SN-100000000")
        ]
        assert answers[0].content == answers[1].content, name
        assert answers[0].status in (403, 404)
    upload = house.zhao.upload(f"/cases/{number}/attachments", file=SimpleUploadedFile("a.log", b"x"))
    refused(upload, 404, "case.not_found")
    refused(house.li.get(f"/cases/{number}"), 404, "case.not_found")


def test_403_for_the_wrong_role(house: House, number: str) -> None:
    wrong: dict[str, tuple[Machine, Any]] = {
        "open_case": (house.wang, CALM | {"on_behalf_of": {"contact_id": 1}}),
        "propose_case": (house.wang, CALM | {"on_behalf_of": {"contact_id": 1}}),
        "say": (house.wang, {"body": "x", "kind": "internal"}),
        "read_attainment": (house.li, b""),
    }
    period = "?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z"

    def send(one: Operation) -> Answer | None:
        if one[0] in ("attach_files", "read_clock", "move_clock"):
            return None
        other = house.duty if one[0] in CUSTOMERS_ONLY else house.wang
        machine, body = wrong.get(one[0], (other, BODIES.get(one[0], b"")))
        return machine.send(one[1], one[2] + (period if one[0] == "read_attainment" else ""), body)

    each(403, number, send)
    refused(house.wang.post(f"/cases/{number}/messages", {"body": "x", "wait": True}), 403, "auth.forbidden")


@pytest.mark.clause("7.1-platform")
@pytest.mark.usefixtures("may_write")
@pytest.mark.parametrize("role", ["auditor", "management"])
def test_403_for_those_who_only_look(house: House, number: str, role: str) -> None:
    looker = enrol(
        "look@house.example", "钱旁观", staff=True, password=None, roles=[role], by=SYSTEM, at=MONDAY
    )
    machine = Machine(token_of(looker))
    before = written()
    assert machine.get(f"/cases/{number}").status == 200
    for name, method, path in operations(403):
        if method == "POST" and name not in ("attach_files", "move_clock", "acknowledge_page"):
            # whoever was called may answer, whatever else they may do
            if role == "management" and name == "respond_to_incident":
                continue  # at minute 5 of a P0 management is called, and comes
            refused(machine.send(method, _filled(name, path, number), BODIES[name]), 403, "auth.forbidden")
    upload = machine.upload(f"/cases/{number}/attachments", file=SimpleUploadedFile("a.log", b"x"))
    refused(upload, 403, "auth.forbidden")
    assert written() == before


def test_403_for_an_account_of_no_customer(house: House) -> None:
    house.world.wang.user_id = None
    house.world.wang.save()
    refused(house.wang.post("/cases", CALM), 403, "auth.forbidden")


@pytest.mark.usefixtures("may_write")
def test_409_for_what_has_moved_on_or_is_not_due(house: House, number: str) -> None:
    old = {"seen": 999}
    for name, method, path in operations(409):
        if method == "GET":
            continue  # no incident, no decisions: tests/stories/test_decision_rights.py
        if name in ("attach_files", *CUSTOMERS_ONLY, "deliver_report", "fix_for_good", "resume_case"):
            continue
        if name == "respond_to_incident":
            none = house.duty.send(method, _filled(name, path, number), {})
            refused(none, 409, "incident.none")  # whatever was seen, nothing burns
            continue
        if name in ("accept_offer", "decline_offer"):
            continue  # there is no offer: 404; tests/stories/test_assignment.py has their 409
        refused(
            house.duty.send(method, _filled(name, path, number), BODIES[name] | old),
            409,
            "case.moved_on",
        )
    for name, code in (
        ("confirmation", "case.not_resolved"), ("denial", "case.not_resolved"), ("report", "case.no_report_owed"),
        ("permanent-fix", "case.no_fix_owed"), ("resumption", "case.not_waiting"),
    ):  # fmt: skip
        machine = house.wang if name in ("confirmation", "denial") else house.duty
        body = {"denial": {"reason": "x"}, "report": {"body": "x"}, "permanent-fix": {"body": "x"}}.get(
            name, {}
        )
        refused(machine.post(f"/cases/{number}/{name}", body), 409, code)
    house.duty.post(f"/cases/{number}/resolution", BODIES["resolve_case"])
    house.wang.post(f"/cases/{number}/confirmation")
    before = written()
    refused(house.wang.post(f"/cases/{number}/messages", {"body": "x"}), 409, "case.closed")
    refused(
        house.wang.upload(f"/cases/{number}/attachments", file=SimpleUploadedFile("a.log", b"x")),
        409,
        "case.closed",
    )
    assert written() == before


def test_413_for_a_body_too_large(house: House, number: str) -> None:
    large = b'{"subject": "' + b"x" * TWO_MEGABYTES + b'"}'

    def send(one: Operation) -> Answer | None:
        return who(house, one[0]).send("POST", one[2], large) if _json(one) else None

    each(413, number, send)


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_415_for_another_media_type(house: House, number: str, media: str) -> None:
    each(415, number, lambda one: who(house, one[0]).send("POST", one[2], b"a=b", media=media))


@pytest.mark.parametrize("body", [{"nonsense": 1}, [], None, "text", 1])
def test_422_for_an_unknown_field_and_for_no_object(house: House, number: str, body: Any) -> None:
    def send(one: Operation) -> Answer | None:
        return who(house, one[0]).send("POST", one[2], body) if one[1] == "POST" and _json(one) else None

    each(422, number, send)


@pytest.mark.parametrize(
    "query",
    ["nonsense=1", "limit=0", "limit=101", "limit=x", "view=nix", "priority=P9", "state=nix", "q=a%00b"],
)
def test_422_for_a_query_of_another_kind(house: House, query: str) -> None:
    refused(house.duty.get(f"/cases?{query}"), 422, "request.invalid")


def test_405_and_unknown_addresses_are_json_too(house: House, number: str) -> None:
    answer = house.wang.send("DELETE", f"/cases/{number}", accept_language="en")
    refused(answer, 405, "request.method")
    assert answer.headers["Allow"] == "GET"
    for path in ("/nix", "/", "/cases/", f"/cases/{number}/nix", "/openapi.yaml"):
        refused(house.wang.get(path), 404, "request.unknown_address")


def _json(one: Operation) -> bool:
    """Whether it reads JSON: files come in a form."""
    return one[0] != "attach_files"


# ------------------------------------------------------------------ our own bugs


def test_a_bug_of_ours_tells_no_secrets(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def bug(*_: object, **__: object) -> None:
        raise RuntimeError("password in a traceback")

    monkeypatch.setattr("shounuo.api.cases.reads.queue", bug)
    house.wang.client.raise_request_exception = False
    answer = house.wang.get("/cases")
    refused(answer, 500, "server.error")
    assert "password" not in answer.content.decode()
    assert "password in a traceback" in caplog.text


def test_no_token_is_needed_for_the_document(house: House) -> None:
    assert Machine("").get("/openapi.json").status == 200
