"""Devices that are told: allowed by their person, tried out, ended, gone, taken over; never by somebody else, never a rung."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from shounuo.accounts import actions as accounts
from shounuo.casework.leave_house import Decided, leave
from shounuo.channels.models import Provider, PushSubscription
from shounuo.channels.shape import Outgoing
from shounuo.channels.webpush import actions, reads
from shounuo.channels.webpush.telling import tell_devices
from shounuo.channels.webpush.vapid import public_key
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from shounuo.staff.models import ContactWay
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.vendors.base import Vendor
from tests.support.vendors.push import PushService
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-notify")]
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0"


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def mine(world: World) -> Client:
    return desk(world.duty)


@pytest.fixture
def service(clock: StandingClock) -> PushService:
    return PushService(lambda: clock.now, public_key())


@pytest.fixture
def vendor(service: PushService) -> Iterator[Vendor]:
    with Vendor(service) as listening:
        service.at = listening.url
        yield listening


def allow(client: Client, vendor: Vendor, service: PushService, person: int, name: str = "laptop") -> Any:
    given = json.dumps(service.browser(name).subscription(vendor.url))
    return client.post(f"/desk/people/{person}/devices", {"subscription": given}, HTTP_USER_AGENT=WINDOWS)


def do(client: Client, person: int, device: int, what: str) -> Any:
    return client.post(f"/desk/people/{person}/devices/{device}", {"do": what})


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__startswith="push_").order_by("pk").values_list("verb", flat=True))


def test_a_device_is_allowed_and_tried_out(
    world: World, mine: Client, vendor: Vendor, service: PushService, clock: StandingClock
) -> None:
    before = look(mine, f"/desk/people/{world.duty.pk}")
    assert f'data-push="{public_key()}"' in before
    assert allow(mine, vendor, service, world.duty.pk).status_code == 302
    held = PushSubscription.objects.get()
    assert (held.user_id, held.device, held.service) == (world.duty.pk, "Edge · Windows", "127.0.0.1")
    assert (held.added_at, held.ended_at) == (clock.now, None)
    page = look(mine, f"/desk/people/{world.duty.pk}")
    assert "Edge · Windows" in page
    assert "周值班 允许在设备 Edge · Windows 上通知" in page
    assert do(mine, world.duty.pk, held.pk, "try").status_code == 302
    [took] = vendor.taken
    assert took["said"]["title"] == "守诺：通知已开通"
    assert took["said"]["url"].endswith("/desk/")
    assert took["urgency"] == "normal"


def test_nothing_that_could_push_lies_open(
    world: World, mine: Client, vendor: Vendor, service: PushService
) -> None:
    allow(mine, vendor, service, world.duty.pk)
    held = PushSubscription.objects.get()
    given = service.browser("laptop").subscription(vendor.url)
    facts = str(list(Entry.objects.values_list("facts", flat=True)))
    for secret in (given["endpoint"], given["keys"]["auth"], given["keys"]["p256dh"]):
        assert secret not in held.sealed + held.mark + held.service + facts
    do(mine, world.duty.pk, held.pk, "end")
    held.refresh_from_db()
    assert held.sealed == ""


def test_it_is_no_way_to_be_reached_and_no_account(
    world: World, mine: Client, vendor: Vendor, service: PushService
) -> None:
    allow(mine, vendor, service, world.duty.pk)
    assert not ContactWay.objects.exists()
    assert not Provider.objects.exists()
    assert not Message.objects.exists()
    assert vendor.asked == []


def test_the_same_browser_again_changes_nothing(
    world: World, mine: Client, vendor: Vendor, service: PushService
) -> None:
    allow(mine, vendor, service, world.duty.pk)
    allow(mine, vendor, service, world.duty.pk)
    assert PushSubscription.objects.count() == 1
    assert verbs() == ["push_device.added"]


def test_whoever_sits_at_it_now_is_told_and_nobody_else(
    world: World, mine: Client, vendor: Vendor, service: PushService
) -> None:
    allow(mine, vendor, service, world.duty.pk)
    allow(desk(world.senior), vendor, service, world.senior.pk)
    assert not reads.devices(world.duty).exists()
    assert reads.devices(world.senior).count() == 1
    assert PushSubscription.objects.get(user=world.duty).why == "other"


@pytest.mark.parametrize("what", ["gone", "not found"])
def test_a_device_that_is_gone_is_forgotten(
    what: str, world: World, mine: Client, vendor: Vendor, service: PushService, clock: StandingClock
) -> None:
    allow(mine, vendor, service, world.duty.pk, "laptop")
    allow(mine, vendor, service, world.duty.pk, "phone")
    vendor.next(what)
    told = tell_devices(world.duty, Outgoing("page:1", "", "P0", "…", urgent=True), at=clock.now)
    assert [answer.state for answer in told] == ["failed", "sent"]
    assert [took["to"] for took in vendor.taken] == ["phone"]
    assert [held.why for held in PushSubscription.objects.order_by("pk")] == ["gone", ""]
    assert [
        answer.state for answer in tell_devices(world.duty, Outgoing("page:2", "", "P0", "…"), at=clock.now)
    ] == ["sent"]
    assert verbs() == ["push_device.added", "push_device.added", "push_device.ended"]


def test_what_the_service_refuses_for_now_is_said_and_kept(
    world: World, mine: Client, vendor: Vendor, service: PushService
) -> None:
    allow(mine, vendor, service, world.duty.pk)
    held = PushSubscription.objects.get()
    vendor.next("throttle")
    answer = do(mine, world.duty.pk, held.pk, "try")
    assert answer.status_code == 502
    assert "推送服务没有接收" in answer.content.decode()
    assert reads.devices(world.duty).count() == 1
    vendor.next("gone")
    assert "这台设备已不再接收" in do(mine, world.duty.pk, held.pk, "try").content.decode()
    assert do(mine, world.duty.pk, held.pk, "try").status_code == 404


def test_it_is_ended_by_its_person(
    world: World, mine: Client, vendor: Vendor, service: PushService, clock: StandingClock
) -> None:
    allow(mine, vendor, service, world.duty.pk)
    held = PushSubscription.objects.get()
    clock.forward(minutes=5)
    assert do(mine, world.duty.pk, held.pk, "end").status_code == 302
    held.refresh_from_db()
    assert (held.ended_at, held.why) == (clock.now, "person")
    assert tell_devices(world.duty, Outgoing("page:1", "", "P0", "…"), at=clock.now) == []
    assert do(mine, world.duty.pk, held.pk, "end").status_code == 404
    assert allow(mine, vendor, service, world.duty.pk).status_code == 302
    assert reads.devices(world.duty).count() == 1


def test_nobody_allows_a_device_for_somebody_else(
    world: World, mine: Client, vendor: Vendor, service: PushService
) -> None:
    """Nor does a lead, who may manage people; and nobody sees another's devices."""
    allow(mine, vendor, service, world.duty.pk)
    held = PushSubscription.objects.get()
    lead = desk(world.lead)
    assert allow(lead, vendor, service, world.duty.pk, "theirs").status_code == 404
    assert do(lead, world.duty.pk, held.pk, "end").status_code == 404
    assert do(lead, world.lead.pk, held.pk, "end").status_code == 404
    assert do(mine, world.duty.pk, held.pk, "borrow").status_code == 404
    page = look(lead, f"/desk/people/{world.duty.pk}")
    assert "data-push" not in page
    assert "devices.js" not in page
    assert PushSubscription.objects.count() == 1
    assert Client().post(f"/desk/people/{world.duty.pk}/devices", {}).status_code in (302, 403)


@pytest.mark.parametrize(
    "given", ["", "null", "{}", '{"endpoint":"https://x","keys":{"p256dh":"AA","auth":"AA"}}', "[" * 9000]
)
def test_what_is_no_subscription_is_refused_in_words(given: str, world: World, mine: Client) -> None:
    answer = mine.post(f"/desk/people/{world.duty.pk}/devices", {"subscription": given})
    assert answer.status_code == 422
    assert "浏览器没有给出可用的订阅" in answer.content.decode()
    assert not PushSubscription.objects.exists()


def test_two_who_allow_the_same_browser_at_once(
    world: World, mine: Client, vendor: Vendor, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one who is a moment later is asked to try again, and keeps nothing half done."""
    allow(mine, vendor, service, world.duty.pk)
    nobody = PushSubscription.objects.none()
    monkeypatch.setattr(PushSubscription.objects, "select_for_update", lambda: nobody)
    answer = allow(desk(world.senior), vendor, service, world.senior.pk)
    assert answer.status_code == 409
    assert "请再试一次" in answer.content.decode()
    assert [held.user_id for held in PushSubscription.objects.all()] == [world.duty.pk]
    monkeypatch.undo()
    assert allow(desk(world.senior), vendor, service, world.senior.pk).status_code == 302


def test_ten_devices_are_enough(world: World, mine: Client, vendor: Vendor, service: PushService) -> None:
    for n in range(actions.MOST_DEVICES):
        assert allow(mine, vendor, service, world.duty.pk, f"device{n}").status_code == 302
    answer = allow(mine, vendor, service, world.duty.pk, "one more")
    assert answer.status_code == 422
    assert "最多 10 台设备" in answer.content.decode()


@pytest.mark.clause("7.1-platform")
def test_whoever_has_no_access_is_told_nothing(
    world: World, mine: Client, vendor: Vendor, service: PushService, clock: StandingClock
) -> None:
    allow(mine, vendor, service, world.duty.pk)
    accounts.end_access(world.duty, reason="离职", by=SYSTEM, at=clock.now)
    assert tell_devices(world.duty, Outgoing("page:1", "", "P0", "…"), at=clock.now) == []
    assert vendor.asked == []


@pytest.mark.clause("7.1-platform")
def test_whoever_leaves_takes_no_device_along(
    world: World, mine: Client, vendor: Vendor, service: PushService, clock: StandingClock
) -> None:
    allow(mine, vendor, service, world.duty.pk)
    allow(desk(world.senior), vendor, service, world.senior.pk, "phone")
    leave(world.duty, "离职", Decided(), by=world.admin.actor, at=clock.now)
    assert [held.why for held in PushSubscription.objects.order_by("pk")] == ["left", ""]


def test_a_new_signing_key_forgets_devices_instead_of_failing(
    world: World, mine: Client, vendor: Vendor, service: PushService, clock: StandingClock, settings: Any
) -> None:
    allow(mine, vendor, service, world.duty.pk)
    settings.SECRET_KEY = "another" * 8
    [answer] = tell_devices(world.duty, Outgoing("page:1", "", "P0", "…"), at=clock.now)
    assert answer.state == "failed"
    assert PushSubscription.objects.get().why == "gone"
    assert vendor.asked == []


def test_the_worker_speaks_for_the_desk(mine: Client) -> None:
    answer = mine.get("/desk/push-worker.js")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert mine.post("/desk/push-worker.js").status_code == 405
