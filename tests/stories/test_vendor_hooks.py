"""Vendors tell by themselves what became of a submission: late, twice, out of order, and sometimes it is not them. [5.2-notify]"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from shounuo.cases.models import Case
from shounuo.channels.hooks import address_of, path_of
from shounuo.channels.models import Provider
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.sealing import seal
from shounuo.intake import hooks
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Call, Delivery, Page
from shounuo.waiting.models import Due
from tests.support.api import written
from tests.support.clock import StandingClock
from tests.support.pager import calling, everybody_reachable, keeping
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
SIGNED = {"Signature": "kept"}


@pytest.fixture
def world(clock: StandingClock) -> Iterator[World]:
    world = build(clock.now)
    everybody_reachable(world, clock.now)
    with keeping("wecom", "sms", "voice", at=clock.now):
        yield world


@pytest.fixture
def vendor() -> Client:
    return Client(enforce_csrf_checks=True)


def submission(call: Call, channel: str) -> Delivery:
    return Delivery.objects.get(message=call.message, channel=channel, ordinal=1)


def tell(vendor: Client, delivery: Delivery, fate: str, at: datetime, **said: Any) -> Any:
    assert delivery.provider
    named = said.pop("named", {"key": f"sn-{delivery.pk}"})
    body = json.dumps([{"fate": fate, "at": at.isoformat(), **named, **said}])
    return vendor.post(path_of(delivery.provider), body, "application/json", headers=SIGNED)


def fate_of(delivery: Delivery) -> tuple[str, datetime | None]:
    delivery.refresh_from_db()
    return delivery.fate, delivery.fate_at


@pytest.mark.clause("5.2-notify")
def test_a_receipt_is_heard_and_answered_as_the_vendor_wants(
    world: World, clock: StandingClock, vendor: Client
) -> None:
    _, call = calling(world, clock)
    sms, at = submission(call, "sms"), clock.forward(seconds=5)
    answer = tell(vendor, sms, "delivered", at, code="DELIVRD")
    assert (answer.status_code, answer.content.decode()) == (202, '{"taken": 1, "hello": ""}')
    assert answer["Content-Type"] == "application/json"
    assert fate_of(sms) == ("delivered", at)
    assert sms.code == "DELIVRD"
    assert Entry.objects.filter(verb="message.delivered").count() == 1
    wecom = submission(call, "wecom")
    tell(vendor, wecom, "delivered", at, named={"provider_id": wecom.provider_ref})
    assert fate_of(wecom) == ("delivered", at)
    assert Page.objects.get(occasion="new_case").state == "open"


@pytest.mark.clause("5.2-notify")
def test_late_twice_and_out_of_order_change_nothing_twice(
    world: World, clock: StandingClock, vendor: Client
) -> None:
    _, call = calling(world, clock)
    sms, first = submission(call, "sms"), clock.now + timedelta(seconds=2)
    clock.forward(seconds=9)
    last = clock.now
    tell(vendor, sms, "delivered", last)
    before = written()
    for fate, at in (
        ("delivered", last), ("undelivered", first), ("undelivered", last), ("delivered", first), ("delivered", last),
    ):  # fmt: skip
        assert tell(vendor, sms, fate, at).status_code == 202
    clock.forward(hours=2)
    assert tell(vendor, sms, "undelivered", first).status_code == 202
    assert written() == before
    assert fate_of(sms) == ("delivered", last)


@pytest.mark.clause("5.2-notify")
def test_what_did_not_arrive_climbs_once_nothing_else_can_arrive(
    world: World, clock: StandingClock, vendor: Client
) -> None:
    case, call = calling(world, clock, "P1")
    due = Due.objects.get(kind="page.new_case", subject_id=case.pk)
    sms, wecom = submission(call, "sms"), submission(call, "wecom")
    at = clock.forward(seconds=20)
    tell(vendor, sms, "undelivered", at, code="UNDELIV")
    due.refresh_from_db()
    assert due.due_at > clock.now
    tell(vendor, wecom, "undelivered", at)
    due.refresh_from_db()
    assert due.due_at == clock.now


@pytest.mark.clause("5.2-accept")
def test_a_pressed_key_takes_the_case_once(world: World, clock: StandingClock, vendor: Client) -> None:
    case, call = calling(world, clock)
    voice, at = submission(call, "voice"), clock.forward(seconds=25)
    for _ in range(3):
        assert tell(vendor, voice, "acknowledged", at).status_code == 202
        tell(vendor, voice, "delivered", at)
        tell(vendor, voice, "undelivered", at + timedelta(minutes=1))
    page = Page.objects.get(occasion="new_case")
    assert (page.state, page.ended_by, page.ended_via) == ("acknowledged", call.user, "keypad")
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.assignee) == ("working", call.user)
    assert Entry.objects.filter(verb="page.acknowledged").count() == 1
    assert Entry.objects.filter(verb="case.accepted").count() == 1
    assert fate_of(voice) == ("acknowledged", at)


@pytest.mark.clause("7.1-platform")
def test_who_is_not_the_vendor_is_not_heard(
    world: World, clock: StandingClock, vendor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    _, call = calling(world, clock)
    sms = submission(call, "sms")
    assert sms.provider
    path, other = path_of(sms.provider), Provider.objects.exclude(pk=sms.provider.pk).first()
    assert other
    body, before = (
        json.dumps([{"fate": "acknowledged", "at": clock.now.isoformat(), "key": f"sn-{sms.pk}"}]),
        written(),
    )
    with caplog.at_level(logging.WARNING, "shounuo.intake"):
        forged = vendor.post(path, body, "application/json", headers={"Signature": "guessed"})
    assert forged.status_code == 403
    assert "is not kept's" in caplog.text
    secret = path.rpartition("/")[2]
    for wrong in (
        f"/hooks/{other.pk}/{secret}", path[:-1], path + "0", f"/hooks/{sms.provider_id}/{'0' * 32}", f"/hooks/{10**30}/{secret}",
        f"/hooks/{sms.provider_id}/%ff", f"/hooks/x/{secret}",
    ):  # fmt: skip
        assert vendor.post(wrong, body, "application/json", headers=SIGNED).status_code == 404, wrong
    assert vendor.put(path, body, headers=SIGNED).status_code == 405
    assert written() == before
    call.refresh_from_db()
    assert call.answered_at is None


def test_another_account_of_the_house_cannot_speak_for_this_one(
    world: World, clock: StandingClock, vendor: Client
) -> None:
    _, call = calling(world, clock)
    sms, voice = submission(call, "sms"), submission(call, "voice")
    assert voice.provider
    body = json.dumps([{"fate": "acknowledged", "at": clock.now.isoformat(), "key": f"sn-{sms.pk}"}])
    assert vendor.post(path_of(voice.provider), body, "application/json", headers=SIGNED).status_code == 202
    assert fate_of(sms) == ("", None)
    assert Page.objects.get(occasion="new_case").state == "open"


def test_too_much_is_not_read(
    world: World, clock: StandingClock, vendor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "MOST", 100)
    path = path_of(Provider.objects.all()[0])
    assert vendor.post(path, b"x" * 101, "text/plain", headers=SIGNED).status_code == 413
    lying = vendor.post(path, b"x" * 5, "text/plain", headers=SIGNED, CONTENT_LENGTH="many")
    assert lying.status_code == 413
    assert vendor.post(path, b"[" + b" " * 98 + b"]", "text/plain", headers=SIGNED).status_code == 202


def test_a_vendor_that_looks_whether_we_are_there_is_answered(
    world: World, clock: StandingClock, vendor: Client
) -> None:
    one = Provider.objects.all()[0]
    assert address_of(one).endswith(path_of(one))
    answer = vendor.get(path_of(one) + "?hello=echo", headers=SIGNED)
    assert (answer.status_code, answer.content.decode()) == (202, '{"taken": 0, "hello": "echo"}')
    assert "no-store" in answer["Cache-Control"]


def test_an_account_that_has_ended_still_hears_and_one_that_is_unknown_does_not(
    world: World, clock: StandingClock, vendor: Client
) -> None:
    _, call = calling(world, clock)
    sms = submission(call, "sms")
    account = sms.provider
    assert account
    Provider.objects.filter(pk=account.pk).update(ended_at=clock.now)
    assert tell(vendor, sms, "delivered", clock.now).status_code == 202
    assert fate_of(sms)[0] == "delivered"
    gone = Provider.objects.create(
        kind="gone", channel="sms", vendor="gone", name="旧账号", sealed=seal({}), added_at=clock.now
    )
    assert "gone" not in ADAPTERS
    assert vendor.post(path_of(gone), b"[]", "text/plain", headers=SIGNED).status_code == 404
    Provider.objects.filter(pk=account.pk).update(sealed="not ours")
    assert vendor.post(path_of(account), b"[]", "text/plain", headers=SIGNED).status_code == 503
