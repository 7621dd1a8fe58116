"""A telephone is proved by a code in an SMS, and used only after it came back. [5.2-notify]"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from shounuo.channels.models import Provider
from shounuo.notifications.models import Delivery, Message
from shounuo.staff.models import ContactWay
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import desk
from tests.support.pager import aliyun_accounts
from tests.support.vendors.aliyun import Aliyun
from tests.support.vendors.base import Vendor
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-notify")]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def vendor(world: World, clock: StandingClock) -> Iterator[Vendor]:
    with Vendor(Aliyun(lambda: clock.now)) as listening:
        aliyun_accounts(listening.url, clock.now)
        for one in Provider.objects.all():
            template = "SMS_2" if one.channel == "sms" else "TTS_3"
            one.settings |= {"code_template": template}
            one.save()
        yield listening


def _added(client: Client, world: World, channel: str) -> ContactWay:
    at = f"/desk/people/{world.duty.pk}/ways"
    assert client.post(at, {"channel": channel, "address": "+86 138 0000 0001"}).status_code == 303
    return ContactWay.objects.get(channel=channel)


@pytest.mark.parametrize("channel", ["sms", "voice"])
def test_the_code_leaves_by_that_channel_and_proves_it(
    world: World, vendor: Vendor, clock: StandingClock, channel: str
) -> None:
    client = desk(world.duty)
    way = _added(client, world, channel)
    door = f"/desk/people/{world.duty.pk}/ways/{way.pk}"
    assert client.post(door, {"do": "code"}).status_code == 302
    while tick(clock.now):
        pass
    [taken] = vendor.taken
    code = taken["values"]["code"]
    kept = Message.objects.get(kind="contact.code")
    assert code not in f"{kept.text}{kept.subject}{kept.facts}"
    assert not Delivery.objects.filter(channel="mail", message=kept).exists()
    way.refresh_from_db()
    assert way.verified_at is None
    assert client.post(door, {"do": "verify", "code": code}).status_code == 302
    way.refresh_from_db()
    assert way.verified_at == clock.now


def test_a_vendor_that_refuses_leaves_it_unverified_and_says_so_on_the_desk(
    world: World, vendor: Vendor, clock: StandingClock
) -> None:
    client = desk(world.duty)
    way = _added(client, world, "sms")
    vendor.next("template")
    assert client.post(f"/desk/people/{world.duty.pk}/ways/{way.pk}", {"do": "code"}).status_code == 302
    while tick(clock.now):
        pass
    delivery = Delivery.objects.get(message__kind="contact.code")
    assert (delivery.state, vendor.taken) == ("failed", [])
