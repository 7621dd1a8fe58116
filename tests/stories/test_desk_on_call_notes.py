"""Hand-overs: the note with the open cases, who is told, and what a watch that stood still makes up for. And the nights."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from shounuo.casework.accept import accept
from shounuo.casework.handing_over import ROUND, hand_over_duty, next_handover
from shounuo.casework.open_case import open_case
from shounuo.casework.rounds import set_out
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import atomic
from shounuo.notifications.models import Call, Message, Page
from shounuo.notifications.render import render
from shounuo.oncall import actions
from shounuo.oncall.actions import NewLayer, NewSchedule
from shounuo.oncall.models import HandoverNote, Shift
from shounuo.reports.nights import loads
from shounuo.waiting.models import Due
from shounuo.watch.loop import fire
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.duty import nobody_planned, weekly
from tests.support.world import World, build, ticket

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-team")]
MONDAY = datetime(2026, 3, 9, 1, tzinfo=UTC)
"""Nine in Shanghai, when the second week's turn begins."""


@pytest.fixture
def world(clock: StandingClock) -> World:
    built = build(clock.now)
    nobody_planned()
    return built


def taking_over() -> list[Message]:
    return list(Message.objects.filter(kind="oncall.taking_over").order_by("pk"))


@pytest.mark.clause("5.3.1-communicate")
def test_whoever_leaves_writes_and_whoever_comes_reads(world: World, clock: StandingClock) -> None:
    weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    case = accept(opened(world, clock), world.duty, at=clock.now)
    duty = desk(world.duty)
    assert "您快交班了" not in look(duty, "/desk/on-call")
    clock.to(MONDAY - timedelta(hours=2))
    page = look(duty, "/desk/on-call")
    assert "您快交班了" in page
    assert case.number in page
    shift = Shift.objects.get(user=world.duty, ends_at=MONDAY)
    empty = duty.post("/desk/on-call/notes", {"shift": shift.pk, "words": " "})
    assert empty.status_code == 422
    written = duty.post("/desk/on-call/notes", {"shift": shift.pk, "words": "导出的案例等客户给样例。"})
    assert (written.status_code, written["Location"]) == (303, "/desk/on-call")
    fire(clock.to(MONDAY))
    [message] = taking_over()
    assert message.user == world.second
    mail = render(message, at=clock.now)
    assert mail.subject == "您已接班：一线"
    for words in ("上一班是 周值班", "导出的案例等客户给样例。", case.number, case.subject):
        assert words in mail.text
    seen = look(desk(world.second), "/desk/on-call")
    assert "导出的案例等客户给样例。" in seen
    assert case.number in seen
    [note] = HandoverNote.objects.all()
    assert [one["number"] for one in note.cases] == [case.number]


def test_a_note_is_drafted_where_nobody_wrote_one(world: World, clock: StandingClock) -> None:
    weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    calm = accept(opened(world, clock), world.duty, at=clock.now)
    pressing = accept(opened(world, clock, **P0), world.duty, at=clock.now)
    fire(clock.to(MONDAY))
    [note] = HandoverNote.objects.all()
    assert (note.leaving, note.words, note.written_at) == (world.duty, "", None)
    assert [(one["priority"], one["number"]) for one in note.cases] == [
        ("P0", pressing.number),
        ("P2", calm.number),
    ]
    for _ in range(3):
        hand_over_duty(clock.forward(minutes=30))
    assert len(taking_over()) == 1


def test_nobody_writes_another_ones_note(world: World, clock: StandingClock) -> None:
    weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    clock.to(MONDAY - timedelta(hours=2))
    shift = Shift.objects.get(user=world.duty, ends_at=MONDAY)
    answer = desk(world.second).post("/desk/on-call/notes", {"shift": shift.pk, "words": "x"})
    assert answer.status_code == 404
    assert not HandoverNote.objects.exists()


def test_turns_missed_while_the_watch_stood_still_tell_nobody(world: World, clock: StandingClock) -> None:
    """Hourly turns of four; the watch stops before eleven and comes back at half past one: only who is on then is told."""
    crew = [world.duty, world.second, world.senior, world.architect]
    schedule = actions.plan_schedule(NewSchedule("duty_engineer", "一线"), by=SYSTEM, at=clock.now)
    local = clock.now + timedelta(hours=8)
    actions.lay(schedule, NewLayer("小时", "hours", crew, local.date(), time(10)), by=SYSTEM, at=clock.now)
    fire(clock.forward(hours=3, minutes=30))
    with atomic():
        hand_over_duty(clock.now)
    [message] = taking_over()
    assert message.user == world.architect
    assert message.facts["leaving"] == world.senior.name


def test_the_round_comes_by_at_the_next_hand_over(world: World, clock: StandingClock) -> None:
    assert next_handover(clock.now) == clock.now + timedelta(days=1)
    set_out(clock.now)
    fire(clock.now)
    schedule = weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    clock.to(MONDAY - timedelta(hours=5))
    assert next_handover(clock.now) == MONDAY
    desk(world.lead).post(
        f"/desk/on-call/schedules/{schedule.pk}/stand-ins",
        {"begins": "2026-03-09T06:00", "ends": "2026-03-09T07:00", "removes": world.duty.pk, "adds": world.senior.pk, "reason": ""},
    )  # fmt: skip
    row = Due.objects.get(kind=ROUND)
    assert row.due_at == datetime(2026, 3, 8, 22, tzinfo=UTC)  # six in the morning in Shanghai


# ------------------------------------------------------------------ nights


def called(world: World, *moments: datetime) -> None:
    """A page for each moment, which called the duty engineer."""
    for moment in moments:
        case = open_case(ticket(world.wang), by=world.wang.actor, at=moment)
        page = Page.objects.create(
            case=case,
            occasion="new_case",
            level="P2",
            since=moment,
            opened_at=moment,
            state="told",
            ended_at=moment,
        )
        message = Message.objects.create(
            key=f"page:{page.pk}",
            kind="page.new_case",
            case=case,
            user=world.duty,
            address="x",
            queued_at=moment,
        )
        Call.objects.create(page=page, user=world.duty, message=message, whom="assignee", called_at=moment)


def test_a_night_begins_at_ten_and_ends_at_eight(world: World, clock: StandingClock) -> None:
    evening = datetime(2026, 2, 20, 14, tzinfo=UTC)  # 22:00 in Shanghai
    called(
        world,
        evening - timedelta(seconds=1),
        evening,
        evening + timedelta(hours=9, minutes=59),
        evening + timedelta(hours=10),
    )
    [load] = [one for one in loads(clock.now) if one.user == world.duty]
    assert (load.calls, load.nights) == (2, 1)
    world.duty.time_zone = "UTC"
    world.duty.save()
    [load] = [one for one in loads(clock.now) if one.user == world.duty]
    assert (load.calls, load.nights) == (2, 1)  # 23:59 and 00:00 there: one night
    assert not load.too_much


def test_who_is_woken_more_than_two_nights_a_week_carries_too_much(
    world: World, clock: StandingClock
) -> None:
    first = datetime(2026, 2, 5, 18, tzinfo=UTC)
    called(world, *(first + timedelta(days=2 * n) for n in range(8)))
    page = look(desk(world.lead), "/desk/on-call/night")
    assert "负担过重" not in page
    called(world, first + timedelta(days=17))
    page = look(desk(world.lead), "/desk/on-call/night")
    assert "9 个夜里被叫，多于 8 个" in page
    [load] = [one for one in loads(clock.now) if one.user == world.duty]
    assert (load.calls, load.nights, load.many_nights) == (9, 9, True)


def test_nights_on_duty_are_counted(world: World, clock: StandingClock) -> None:
    weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    clock.forward(days=14)
    on_duty = {one.user: one.on_duty for one in loads(clock.now)}
    assert on_duty == {world.duty: 7, world.second: 7}


P0 = {
    "subject": "支付全部中断",
    "description": "生产环境宕机,所有用户无法支付。",
    "problem_type": "outage",
    "impact": "all_users",
}
