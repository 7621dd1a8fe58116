"""Swaps at the desk: asked, answered in one tap, told by message; and the personal calendar that follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from shounuo.casework.away import take_leave
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from shounuo.notifications.render import render
from shounuo.oncall.models import FeedSecret, Override, Schedule, Shift, Swap
from shounuo.oncall.reads import on_call
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.duty import nobody_planned, weekly
from tests.support.world import World, account, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-team")]
ROLE = ["duty_engineer"]
SWAPS = "/desk/on-call/swaps"
TUESDAY = datetime(2026, 3, 3, 1, tzinfo=UTC)
"""Nine in Shanghai, the day after these stories begin."""


@pytest.fixture
def world(clock: StandingClock) -> World:
    built = build(clock.now)
    nobody_planned()
    return built


@pytest.fixture
def line(world: World, clock: StandingClock) -> Schedule:
    return weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)


@pytest.fixture
def duty(world: World) -> Client:
    return desk(world.duty)


def asked(world: World, **changed: Any) -> dict[str, Any]:
    """The first duty engineer asks the architect for Tuesday."""
    shift = Shift.objects.filter(user=world.duty).order_by("begins_at")[0]
    return {
        "shift": shift.pk, "begins": "2026-03-03T09:00", "ends": "2026-03-04T09:00", "colleague": world.architect.pk,
        "note": "孩子开家长会",
    } | changed  # fmt: skip


def test_a_swap_is_asked_accepted_and_both_calendars_change(
    duty: Client, world: World, line: Schedule, clock: StandingClock
) -> None:
    assert duty.post(SWAPS, asked(world)).status_code == 303
    [swap] = Swap.objects.all()
    assert set(on_call(ROLE, TUESDAY)) == {world.duty.pk}  # nothing changes before the answer
    architect = desk(world.architect)
    for page in ("/desk/on-call", SWAPS):
        assert "孩子开家长会" in look(architect, page)
        assert f"{SWAPS}/{swap.pk}/acceptance" in look(architect, page)
    accepted = architect.post(f"{SWAPS}/{swap.pk}/acceptance")
    assert (accepted.status_code, accepted["Location"]) == (302, SWAPS)
    assert set(on_call(ROLE, TUESDAY)) == {world.architect.pk}
    assert set(on_call(ROLE, TUESDAY - timedelta(seconds=1))) == {world.duty.pk}
    assert set(on_call(ROLE, TUESDAY + timedelta(days=1))) == {world.duty.pk}
    week = "/desk/on-call/calendar?span=week&from=2026-03-03"
    assert look(architect, week).count('class="duty is-mine"') == 2  # Tuesday from nine, Wednesday until nine
    assert look(duty, week).count('class="duty is-mine"') == 7
    assert "09:00–24:00</span> 冯架构" in look(duty, week)
    assert '<span class="tag">换班</span>' in look(duty, f"/desk/on-call/schedules/{line.pk}")
    kinds = list(Message.objects.order_by("pk").values_list("kind", "user", named=False))
    assert kinds == [("oncall.swap_asked", world.architect.pk), ("oncall.swap_answered", world.duty.pk)]
    verbs = Entry.objects.filter(stream=f"schedule:{line.pk}", verb__startswith="oncall.swap").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["oncall.swap_asked", "oncall.swap_accepted"]


def test_the_messages_say_what_is_asked_in_both_languages(
    duty: Client, world: World, line: Schedule, clock: StandingClock
) -> None:
    duty.post(SWAPS, asked(world))
    [swap] = Swap.objects.all()
    desk(world.architect).post(f"{SWAPS}/{swap.pk}/acceptance")
    first, second = Message.objects.order_by("pk")
    mail = render(first, at=clock.now)
    assert mail.subject == "周值班 请您代班"
    assert "周值班 请您代班：一线，3月3日 周二 09:00(UTC+8) 至 3月4日 周三 09:00(UTC+8)。" in mail.text
    assert "孩子开家长会" in mail.text
    assert "/desk/on-call/swaps" in mail.text
    second.language = "en"
    answer = render(second, at=clock.now)
    assert answer.subject == "冯架构 answered about your duty"
    assert "冯架构 accepted: 一线" in answer.text
    assert "/desk/on-call/swaps" in answer.html


def test_a_swap_is_declined_or_withdrawn_and_nothing_changes(
    duty: Client, world: World, line: Schedule, clock: StandingClock
) -> None:
    architect = desk(world.architect)
    duty.post(SWAPS, asked(world))
    [first] = Swap.objects.all()
    assert architect.post(f"{SWAPS}/{first.pk}/refusal").status_code == 302
    duty.post(SWAPS, asked(world))
    second = Swap.objects.get(state="asked")
    assert duty.post(f"{SWAPS}/{second.pk}/withdrawal").status_code == 302
    late = architect.post(f"{SWAPS}/{second.pk}/acceptance")
    assert late.status_code == 409
    assert "已有结果" in late.content.decode()
    assert not Override.objects.exists()
    assert set(on_call(ROLE, TUESDAY)) == {world.duty.pk}
    states = Swap.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["declined", "withdrawn"]
    declined = Message.objects.get(kind="oncall.swap_answered")
    assert "没有答应" in render(declined, at=clock.now).text


def test_only_whom_it_concerns_may_answer(
    duty: Client, world: World, line: Schedule, clock: StandingClock
) -> None:
    duty.post(SWAPS, asked(world))
    [swap] = Swap.objects.all()
    second = desk(world.second)
    for noun in ("acceptance", "refusal", "withdrawal"):
        assert second.post(f"{SWAPS}/{swap.pk}/{noun}").status_code == 404
    assert duty.post(f"{SWAPS}/{swap.pk}/acceptance").status_code == 404
    assert desk(world.architect).post(f"{SWAPS}/{swap.pk}/withdrawal").status_code == 404
    assert duty.post(f"{SWAPS}/999/acceptance").status_code == 404
    swap.refresh_from_db()
    assert swap.state == "asked"


def test_a_swap_that_cannot_be(duty: Client, world: World, line: Schedule, clock: StandingClock) -> None:
    take_leave(
        world.senior, "annual", TUESDAY, TUESDAY + timedelta(days=1), by=world.senior.actor, at=clock.now
    )
    theirs = Shift.objects.filter(user=world.second).order_by("begins_at")[0]
    for said, words in (
        (asked(world, colleague=world.senior.pk), "郑资深 在这段时间休假"),
        (asked(world, shift=theirs.pk), "请从列表中选择"),
        (asked(world, ends="2026-03-20T09:00"), "周值班 并不都在班"),
        (asked(world, ends="2026-03-03T09:00"), "并不都在班"),
        (asked(world, colleague=world.duty.pk), "请从列表中选择"),
        (asked(world, colleague=""), "请填写"),
    ):
        answer = duty.post(SWAPS, said)
        assert answer.status_code == 422, words
        assert words in answer.content.decode()
        assert 'value="孩子开家长会"' in answer.content.decode()
    assert not Swap.objects.exists()
    assert not Message.objects.exists()
    assert duty.post(SWAPS, asked(world)).status_code == 303
    again = duty.post(SWAPS, asked(world))
    assert again.status_code == 422
    assert "已经问过这位同事了" in again.content.decode()


def test_what_is_no_longer_ones_own_cannot_be_given(
    duty: Client, world: World, line: Schedule, clock: StandingClock
) -> None:
    """Two colleagues are asked for the same day; the second to accept hears that it is gone."""
    duty.post(SWAPS, asked(world))
    duty.post(SWAPS, asked(world, colleague=world.senior.pk))
    first, second = Swap.objects.order_by("pk")
    assert desk(world.architect).post(f"{SWAPS}/{first.pk}/acceptance").status_code == 302
    late = desk(world.senior).post(f"{SWAPS}/{second.pk}/acceptance")
    assert late.status_code == 422
    second.refresh_from_db()
    assert second.state == "asked"
    assert set(on_call(ROLE, TUESDAY)) == {world.architect.pk}


def test_a_swap_that_has_begun_takes_over_from_now(
    duty: Client, world: World, line: Schedule, clock: StandingClock
) -> None:
    duty.post(SWAPS, asked(world))
    [swap] = Swap.objects.all()
    clock.to(TUESDAY + timedelta(hours=3))
    desk(world.architect).post(f"{SWAPS}/{swap.pk}/acceptance")
    assert set(on_call(ROLE, TUESDAY + timedelta(hours=2))) == {world.duty.pk}
    assert set(on_call(ROLE, clock.now)) == {world.architect.pk}
    clock.to(TUESDAY + timedelta(days=2))
    assert duty.post(SWAPS, asked(world, colleague=world.senior.pk)).status_code == 422


# ------------------------------------------------------------------ the personal calendar


def new_feed(client: Client) -> str:
    """The path of a calendar made just now, as the page shows it."""
    page = client.post("/desk/on-call/feed").content.decode()
    return "/on-call/" + page.split('readonly value="')[1].split('"')[0].rpartition("/on-call/")[2]


def test_a_feed_shows_own_duty_and_no_other_secret_does(
    duty: Client, client: Client, world: World, line: Schedule, clock: StandingClock
) -> None:
    path = new_feed(duty)
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    own = Shift.objects.filter(user=world.duty).count()
    assert text.count("BEGIN:VEVENT") == own
    assert "DTSTART:20260316T010000Z" in text  # the turn after next
    assert "DTSTART:20260309T010000Z" not in text  # a colleague's
    assert "一线" in text
    secret = path.removeprefix("/on-call/").removesuffix(".ics")
    assert secret not in str(FeedSecret.objects.values())
    for wrong in ("/on-call/x.ics", f"/on-call/{secret[:-1]}.ics", f"/on-call/{secret}x.ics"):
        assert client.get(wrong).status_code == 404
    assert client.post(path).status_code == 405


def test_a_renewed_secret_ends_the_old_one(
    duty: Client, client: Client, world: World, line: Schedule, clock: StandingClock
) -> None:
    paths = [new_feed(duty), new_feed(duty)]
    assert [client.get(path).status_code for path in paths] == [404, 200]
    assert "readonly" not in look(duty, "/desk/on-call/feed")  # shown once
    world.duty.is_active = False
    world.duty.save()
    assert client.get(paths[1]).status_code == 404
    assert Entry.objects.filter(verb="oncall.feed_renewed").count() == 2


def test_customers_have_no_feed(client: Client, world: World, clock: StandingClock) -> None:
    customer = desk(account(world.wang))
    assert customer.post("/desk/on-call/feed").status_code == 403
    assert not FeedSecret.objects.exists()
