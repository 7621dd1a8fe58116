"""Standing in: only for whoever has duty then, only by whoever may stand it alone, and for whose place it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from shounuo.oncall.models import Layer, Override, Schedule, Shift, Swap
from shounuo.oncall.reads import on_call
from shounuo.staff.models import Engineer
from shounuo.training.models import Onboarding
from tests.support.clock import StandingClock
from tests.support.desk import desk
from tests.support.duty import nobody_planned, weekly
from tests.support.leaving import as_shown, page_of, press
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-team")]
ROLE = ["duty_engineer"]
WEDNESDAY = datetime(2026, 3, 4, 4, tzinfo=UTC)


@pytest.fixture
def world(clock: StandingClock) -> World:
    built = build(clock.now)
    nobody_planned()
    return built


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


@pytest.fixture
def line(world: World, clock: StandingClock) -> Schedule:
    """周值班 from 2 March, 吴值班 from the 9th, and so on."""
    return weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)


def enter(lead: Client, line: Schedule, adds: Any, removes: Any, days: str = "04 05", **more: str) -> Any:
    begins, ends = days.split()
    said = {
        "begins": f"2026-03-{begins}T09:00", "ends": f"2026-03-{ends}T09:00", "adds": adds.pk,
        "removes": removes.pk if removes else "", "reason": "家里有事", **more,
    }  # fmt: skip
    return lead.post(f"/desk/on-call/schedules/{line.pk}/stand-ins", said)


def test_nobody_is_relieved_of_duty_they_do_not_have(lead: Client, line: Schedule, world: World) -> None:
    before = Entry.objects.count()
    answer = enter(lead, line, world.senior, world.second)
    assert answer.status_code == 422
    assert (
        "吴值班 在这段时间没有班；接下来的班是 03-09 09:00 至 03-16 09:00、03-23 09:00 至 03-30 09:00"
        in answer.content.decode()
    )
    nothing = enter(lead, line, world.senior, world.architect)
    assert "冯架构 在这张排班表上没有班" in nothing.content.decode()
    assert (Override.objects.count(), Entry.objects.count()) == (0, before)
    assert set(on_call(ROLE, WEDNESDAY)) == {world.duty.pk}


def test_a_span_that_their_duty_only_touches_is_taken(lead: Client, line: Schedule, world: World) -> None:
    assert enter(lead, line, world.senior, world.second, "08 10").status_code == 303
    assert set(on_call(ROLE, datetime(2026, 3, 9, 0, 59, tzinfo=UTC))) == {world.duty.pk}
    assert set(on_call(ROLE, datetime(2026, 3, 9, 1, tzinfo=UTC))) == {world.senior.pk}


def test_whoever_stands_in_can_be_relieved_in_turn(lead: Client, line: Schedule, world: World) -> None:
    """郑资深 stands in for 周值班; 冯架构 instead of 郑资深 answers, and nobody else."""
    assert enter(lead, line, world.senior, world.duty, "03 06").status_code == 303
    assert enter(lead, line, world.architect, world.senior).status_code == 303
    assert set(on_call(ROLE, WEDNESDAY)) == {world.architect.pk}
    assert set(on_call(ROLE, datetime(2026, 3, 5, 4, tzinfo=UTC))) == {world.senior.pk}
    assert set(on_call(ROLE, datetime(2026, 3, 6, 4, tzinfo=UTC))) == {world.duty.pk}


def test_somebody_who_was_added_is_taken_off_by_cancelling_that(
    lead: Client, line: Schedule, world: World
) -> None:
    assert enter(lead, line, world.senior, None).status_code == 303
    answer = enter(lead, line, world.architect, world.senior)
    assert answer.status_code == 422
    assert "郑资深 在这段时间是额外加的人" in answer.content.decode()
    assert Override.objects.count() == 1


def test_a_swap_of_duty_that_came_by_a_swap_holds(
    lead: Client, line: Schedule, world: World, clock: StandingClock
) -> None:
    enter(lead, line, world.senior, world.duty)
    shift = Shift.objects.get(user=world.senior, schedule=line)
    asked = {"shift": shift.pk, "begins": "", "ends": "", "colleague": world.architect.pk, "note": ""}
    assert desk(world.senior).post("/desk/on-call/swaps", asked).status_code == 303
    swap = Swap.objects.get()
    assert desk(world.architect).post(f"/desk/on-call/swaps/{swap.pk}/acceptance").status_code == 302
    assert set(on_call(ROLE, WEDNESDAY)) == {world.architect.pk}


@pytest.mark.clause("5.2-assign", "7.1-platform")
def test_what_a_leaver_stood_for_somebody_is_stood_by_the_successor(
    lead: Client, line: Schedule, world: World, clock: StandingClock
) -> None:
    enter(lead, line, world.senior, world.duty)
    admin, shift = desk(world.admin), Shift.objects.get(user=world.senior, schedule=line)
    sent = as_shown(page_of(admin, world.senior)) | {f"shift-{shift.pk}": str(world.second.pk)}
    assert press(admin, world.senior, sent).status_code == 303
    assert set(on_call(ROLE, WEDNESDAY)) == {world.second.pk}
    assert set(on_call(ROLE, datetime(2026, 3, 6, 4, tzinfo=UTC))) == {world.duty.pk}


# ------------------------------------------------------------------ not cleared


@pytest.mark.clause("8.2-onboarding")
def test_a_newcomer_stands_in_only_where_a_lead_clears_them(
    lead: Client, line: Schedule, world: World
) -> None:
    Engineer.objects.filter(user=world.senior).update(cleared_at=None)
    answer = enter(lead, line, world.senior, world.duty)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "郑资深 还没有完成入职培训，尚未获准独立值班" in page
    assert 'name="early"' in page
    assert set(on_call(ROLE, WEDNESDAY)) == {world.duty.pk}
    assert not Override.objects.exists()
    assert not Onboarding.objects.exists()
    assert enter(lead, line, world.senior, world.duty, early="两周来已独立处理过同类案例").status_code == 303
    assert set(on_call(ROLE, WEDNESDAY)) == {world.senior.pk}
    onboarding = Onboarding.objects.get()
    assert (onboarding.overridden_by_name, onboarding.override_reason) == (
        "陈主管",
        "两周来已独立处理过同类案例",
    )
    assert Engineer.objects.get(user=world.senior).cleared_at
    assert Entry.objects.filter(verb="onboarding.overridden").count() == 1
    assert Message.objects.filter(kind="onboarding.cleared", user=world.senior).count() == 1


@pytest.mark.clause("8.2-onboarding")
def test_clearing_early_falls_with_a_stand_in_that_cannot_be(
    lead: Client, line: Schedule, world: World
) -> None:
    Engineer.objects.filter(user=world.senior).update(cleared_at=None)
    assert enter(lead, line, world.senior, world.architect, early="可以").status_code == 422
    assert Engineer.objects.get(user=world.senior).cleared_at is None
    assert not Onboarding.objects.exists()
    Engineer.objects.filter(user=world.lead).update(cleared_at=None)
    own = enter(lead, line, world.lead, world.duty, early="我可以")
    assert own.status_code == 422
    assert "不能批准自己" in own.content.decode()
    assert set(on_call(ROLE, WEDNESDAY)) == {world.duty.pk}


@pytest.mark.clause("8.2-onboarding")
def test_a_newcomer_is_not_asked_to_swap_nor_brought_in_by_a_calendar(
    line: Schedule, world: World, lead: Client
) -> None:
    Engineer.objects.filter(user=world.senior).update(cleared_at=None)
    shift = Shift.objects.filter(user=world.duty).order_by("begins_at")[0]
    asked = {"shift": shift.pk, "begins": "", "ends": "", "colleague": world.senior.pk, "note": ""}
    answer = desk(world.duty).post("/desk/on-call/swaps", asked)
    assert answer.status_code == 422
    assert "尚未获准独立值班" in answer.content.decode()
    assert not Swap.objects.exists()
    event = "\r\n".join(
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260301T000000Z",
            "DTSTART:20260304T010000Z", "DTEND:20260305T010000Z", "SUMMARY:郑资深", "END:VEVENT", "END:VCALENDAR", "",
        ]
    )  # fmt: skip
    sent = {"target": f"schedule:{line.pk}", "time_zone": "Asia/Shanghai", "held": event, "enter": "1"}
    lead.post("/desk/on-call/import", sent)
    assert not Override.objects.exists()


# ------------------------------------------------------------------ layers


def layer(*people: Any, unit: str = "weeks", **more: str) -> dict[str, Any]:
    return {
        "name": "主班", "priority": "3", "unit": unit, "every": "1", "first_on": "2026-03-02", "hands_over": "09:00",
        "days": ["1", "2", "3", "4", "5", "6", "7"], "opens": "", "closes": "", "people": [str(one.pk) for one in people], **more,
    }  # fmt: skip


@pytest.mark.clause("8.2-onboarding")
def test_a_newcomer_has_a_turn_only_where_a_lead_clears_them(
    lead: Client, line: Schedule, world: World
) -> None:
    Engineer.objects.filter(user=world.senior).update(cleared_at=None)
    there = f"/desk/on-call/schedules/{line.pk}/layers"
    looked = lead.post(there, layer(world.senior, world.second, preview="1"))
    assert looked.status_code == 200  # to look is free
    refused = lead.post(there, layer(world.senior, world.second))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "郑资深 还没有完成入职培训，尚未获准独立值班" in page
    assert 'name="early"' in page
    assert (Layer.objects.count(), Onboarding.objects.count()) == (1, 0)
    together = lead.post(there, layer(world.senior, world.second, unit="together"))
    assert together.status_code == 303  # beside somebody who is cleared
    alone = lead.post(there, layer(world.senior, unit="together"))
    assert alone.status_code == 422
    assert Engineer.objects.get(user=world.senior).cleared_at is None
    assert lead.post(there, layer(world.senior, world.second, early="已独立处理过")).status_code == 303
    assert Engineer.objects.get(user=world.senior).cleared_at
    assert Onboarding.objects.get().override_reason == "已独立处理过"
