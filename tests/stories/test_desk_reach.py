"""How people of the house are reached: a code goes out by mail and comes back; the weekly notice finds its readers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from shounuo.casework.rounds import set_out
from shounuo.casework.weekly_people import next_monday
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from shounuo.notifications.render import render
from shounuo.staff import actions
from shounuo.staff.models import ContactWay, Engineer
from shounuo.waiting.models import Due
from shounuo.watch.loop import fire, tick
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.smtp import Mailbox
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def mine(world: World) -> Client:
    return desk(world.duty)


def code_in_the_last_mail(clock: StandingClock) -> str:
    message = Message.objects.filter(kind="contact.code").latest("pk")
    found = re.search(r"\b(\d{6})\b", render(message, at=clock.now).text)
    assert found
    return found[1]


def do(client: Client, world: World, way: int, **said: Any) -> Any:
    return client.post(f"/desk/people/{world.duty.pk}/ways/{way}", said)


def asked(client: Client, world: World) -> ContactWay:
    """The account's own address, with a code on its way."""
    assert do(client, world, 0, do="code").status_code == 302
    return ContactWay.objects.get()


@pytest.mark.clause("5.2-notify")
def test_a_code_that_comes_back_verifies_the_address(
    world: World, mine: Client, clock: StandingClock
) -> None:
    way = asked(mine, world)
    assert (way.address, way.position, way.verified_at) == ("duty@house.example", 1, None)
    code = code_in_the_last_mail(clock)
    clock.forward(minutes=9, seconds=59)
    assert do(mine, world, way.pk, do="verify", code=f" {code[:3]} {code[3:]} ").status_code == 302
    way.refresh_from_db()
    assert way.verified_at == clock.now
    assert "已验证" in look(mine, f"/desk/people/{world.duty.pk}")
    assert do(mine, world, way.pk, do="verify", code=code).status_code == 422


def test_the_code_lies_in_no_table(
    world: World, mine: Client, clock: StandingClock, mailbox: Mailbox, settings: Any
) -> None:
    settings.SMTP_HOST, settings.SMTP_PORT = mailbox.host, mailbox.port
    way = asked(mine, world)
    code = code_in_the_last_mail(clock)
    message = Message.objects.get(kind="contact.code")
    assert code not in f"{message.facts}{way.code_hash}"
    tick(clock.now)
    [mail] = mailbox.wait_for(1)
    assert mail["To"] == "duty@house.example"
    assert mail["Subject"] == "守诺：验证您的邮箱"
    for part in ("plain", "html"):
        body = mail.get_body((part,))
        assert body is not None
        assert code in body.get_content()
    message.refresh_from_db()
    assert code not in message.text
    assert "您的验证码是 ••••••，10 分钟内有效。" in message.text
    assert code not in str(list(Entry.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("minutes", "code", "why"),
    [
        (10, "right", "验证码已过期"),
        (1, "000000", "验证码不对，还可以试 4 次"),
        (1, "", "验证码不对"),
        (1, "x" * 500, "验证码不对"),
    ],
)
def test_a_code_that_does_not_count(
    minutes: int, code: str, why: str, world: World, mine: Client, clock: StandingClock
) -> None:
    way = asked(mine, world)
    right = code_in_the_last_mail(clock)
    clock.forward(minutes=minutes)
    typed = right if code == "right" else code
    assert typed != right or code == "right"
    answer = do(mine, world, way.pk, do="verify", code=typed)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    way.refresh_from_db()
    assert way.verified_at is None


def test_after_five_wrong_codes_the_right_one_counts_no_more(
    world: World, mine: Client, clock: StandingClock
) -> None:
    way = asked(mine, world)
    right = code_in_the_last_mail(clock)
    wrong = "000000" if right != "000000" else "000001"
    for left in ("4", "3", "2", "1"):
        assert f"还可以试 {left} 次" in do(mine, world, way.pk, do="verify", code=wrong).content.decode()
    assert "试的次数太多了" in do(mine, world, way.pk, do="verify", code=wrong).content.decode()
    assert "试的次数太多了" in do(mine, world, way.pk, do="verify", code=right).content.decode()
    way.refresh_from_db()
    assert (way.verified_at, way.code_tries) == (None, 5)
    clock.forward(minutes=1)
    assert do(mine, world, way.pk, do="code").status_code == 302
    assert do(mine, world, way.pk, do="verify", code=code_in_the_last_mail(clock)).status_code == 302


def test_a_mailbox_is_not_flooded_with_codes(world: World, mine: Client, clock: StandingClock) -> None:
    way = asked(mine, world)
    clock.forward(seconds=59)
    answer = do(mine, world, way.pk, do="code")
    assert answer.status_code == 429
    assert "请一分钟后再试" in answer.content.decode()
    assert Message.objects.filter(kind="contact.code").count() == 1


def test_a_changed_address_is_verified_anew(world: World, mine: Client, clock: StandingClock) -> None:
    way = asked(mine, world)
    code = code_in_the_last_mail(clock)
    do(mine, world, way.pk, do="verify", code=code)
    assert do(mine, world, way.pk, do="readdress", address="other@house.example").status_code == 302
    way.refresh_from_db()
    assert (way.address, way.verified_at, way.code_hash) == ("other@house.example", None, "")
    assert do(mine, world, way.pk, do="verify", code=code).status_code == 422
    page = look(mine, f"/desk/people/{world.duty.pk}")
    assert page.index("duty@house.example</strong>") < page.index("other@house.example</strong>")


@pytest.mark.clause("5.2-notify")
def test_channels_that_send_no_codes_yet_say_so(world: World, mine: Client) -> None:
    at = f"/desk/people/{world.duty.pk}"
    assert mine.post(f"{at}/ways", {"channel": "sms", "address": "+86 138 0000 0000"}).status_code == 303
    way = ContactWay.objects.get()
    answer = do(mine, world, way.pk, do="code")
    assert answer.status_code == 422
    assert "这个渠道还不能发送验证码" in answer.content.decode()
    assert not Message.objects.filter(kind="contact.code").exists()
    way.refresh_from_db()
    assert way.verified_at is None


def test_the_order_is_the_persons_to_choose(world: World, mine: Client) -> None:
    at = f"/desk/people/{world.duty.pk}"
    for channel, address in (("sms", "13800000000"), ("wecom", "ZhouZhiBan")):
        mine.post(f"{at}/ways", {"channel": channel, "address": address})
    do(mine, world, 0, do="code")
    ways = {way.channel: way for way in ContactWay.objects.all()}
    assert [way.channel for way in ContactWay.objects.order_by("position")] == ["email", "sms", "wecom"]
    do(mine, world, ways["wecom"].pk, do="up")
    assert [way.channel for way in ContactWay.objects.order_by("position")] == ["email", "wecom", "sms"]
    do(mine, world, ways["email"].pk, do="down")
    do(mine, world, ways["wecom"].pk, do="end")
    assert "ZhouZhiBan" not in look(mine, at)
    assert do(mine, world, ways["wecom"].pk, do="up").status_code == 404


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", "nobody"),
        ("sms", "call me"),
        ("wecom", "<script>alert(1)</script>"),
        ("pigeon", "x"),
        ("email", ""),
    ],
)
def test_an_address_that_cannot_be_one_is_refused(
    channel: str, address: str, world: World, mine: Client
) -> None:
    answer = mine.post(f"/desk/people/{world.duty.pk}/ways", {"channel": channel, "address": address})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert not ContactWay.objects.exists()


def test_nobody_verifies_for_somebody_else(world: World, mine: Client, clock: StandingClock) -> None:
    way = asked(mine, world)
    other = desk(world.second)
    assert other.post(f"/desk/people/{world.duty.pk}/ways/{way.pk}", {"do": "verify"}).status_code == 403
    assert other.post(f"/desk/people/{world.second.pk}/ways/{way.pk}", {"do": "verify"}).status_code == 404
    assert do(mine, world, way.pk, do="nonsense").status_code == 404


# ------------------------------------------------------------------ the weekly notice


@pytest.mark.parametrize(
    ("at", "next_one"),
    [
        (datetime(2026, 3, 2, 0, 59, tzinfo=UTC), datetime(2026, 3, 2, 1, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 1, 0, tzinfo=UTC), datetime(2026, 3, 9, 1, 0, tzinfo=UTC)),
        (datetime(2026, 3, 8, 15, 59, tzinfo=UTC), datetime(2026, 3, 9, 1, 0, tzinfo=UTC)),
        (datetime(2026, 12, 30, 0, 0, tzinfo=UTC), datetime(2027, 1, 4, 1, 0, tzinfo=UTC)),
    ],
)
def test_mondays_at_nine(at: datetime, next_one: datetime) -> None:
    assert next_monday(at) == next_one


@pytest.mark.clause("8.1-levels")
def test_leads_learn_every_monday_who_falls_short(world: World, clock: StandingClock) -> None:
    actions.certify(
        world.senior, "AWS Solutions Architect Associate", "1", date(2023, 4, 1), date(2026, 4, 1), by=SYSTEM, at=clock.now
    )  # fmt: skip
    set_out(clock.now)
    fire(clock.now)
    assert not Message.objects.exists()
    monday = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    fire(monday - timedelta(seconds=1))
    assert not Message.objects.exists()
    fire(clock.to(monday))
    message = Message.objects.get()
    assert (message.kind, message.user) == ("people.weekly", world.lead)
    text = render(message, at=monday).text
    for said in (
        "周值班（L1）：缺少认证 AWS Cloud Practitioner；未登记 AWS 经验，需要 1 年",
        "郑资深：AWS Solutions Architect Associate 于 2026-04-01 到期，还有 23 天",
        "安全事件：只有 周值班",
        "/desk/people/requirements",
    ):
        assert said in text, text
    message.language = "en"
    assert "周值班 (L1): has no certificate AWS Cloud Practitioner" in render(message, at=monday).text
    fire(clock.forward(hours=1))
    assert Message.objects.filter(kind="people.weekly").count() == 1
    fire(clock.to(monday + timedelta(days=8)))
    assert Message.objects.filter(kind="people.weekly").count() == 2
    assert Due.objects.get(kind="people.weekly").due_at == datetime(2026, 3, 23, 1, 0, tzinfo=UTC)


def test_where_nothing_is_lacking_nobody_is_told(world: World, clock: StandingClock) -> None:
    Engineer.objects.all().delete()
    set_out(clock.now)
    fire(clock.to(datetime(2026, 3, 9, 1, 0, tzinfo=UTC)))
    assert not Message.objects.exists()
