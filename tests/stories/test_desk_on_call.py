"""Duty at the desk: planning turns, who is on, stand-ins, leave and its gap. The clock stands on Monday 2 March 2026, 10:00 in Shanghai."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from shounuo.accounts.models import User
from shounuo.casework.away import take_leave
from shounuo.casework.gaps import daily, gaps, needed
from shounuo.casework.open_case import open_case
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm
from shounuo.oncall.models import Layer, Override, Schedule, Shift
from shounuo.oncall.reads import on_call
from shounuo.policy import reads as policies
from shounuo.staff.models import Engineer
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.duty import nobody_planned, weekly
from tests.support.queries import counted, queries
from tests.support.world import World, account, build, ticket

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-team")]
ROLE = ["duty_engineer"]


@pytest.fixture
def world(clock: StandingClock) -> World:
    built = build(clock.now)
    nobody_planned()
    return built


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


def layer(*people: User, **changed: Any) -> dict[str, Any]:
    """The form of a layer as a browser sends it."""
    return {
        "name": "主班", "priority": "1", "unit": "weeks", "every": "1", "first_on": "2026-03-02", "hands_over": "09:00",
        "days": ["1", "2", "3", "4", "5", "6", "7"], "opens": "", "closes": "", "people": [str(one.pk) for one in people] + [""],
    } | changed  # fmt: skip


def stand_in(begins: str, ends: str, adds: User | None, removes: User | None = None) -> dict[str, Any]:
    return {
        "begins": begins, "ends": ends, "adds": adds.pk if adds else "", "removes": removes.pk if removes else "",
        "reason": "家里有事",
    }  # fmt: skip


# ------------------------------------------------------------------ planning


@pytest.mark.clause("5.3.2-P1-team", "5.2-assign")
def test_a_rotation_is_planned_looked_over_and_in_force(
    lead: Client, world: World, clock: StandingClock
) -> None:
    made = lead.post(
        "/desk/on-call/schedules/new",
        {
            "role": "duty_engineer",
            "name": "一线",
            "time_zone": "Asia/Shanghai",
            "customer": "",
            "always": "on",
        },
    )
    schedule = Schedule.objects.get()
    assert (made.status_code, made["Location"]) == (303, f"/desk/on-call/schedules/{schedule.pk}/layers")
    there = made["Location"]
    looked = lead.post(there, layer(world.duty, world.second, preview="1"))
    assert looked.status_code == 200
    assert "会是这样" in looked.content.decode()
    assert looked.content.decode().count("吴值班</span>") == 15  # two of four weeks, hand-over days included
    assert not Layer.objects.exists()
    assert not Shift.objects.exists()
    saved = lead.post(there, layer(world.duty, world.second))
    assert (saved.status_code, saved["Location"]) == (303, f"/desk/on-call/schedules/{schedule.pk}")
    page = look(lead, "/desk/on-call")
    assert "周值班" in page
    assert "下一班：吴值班，3月9日 周一 09:00" in page
    case = open_case(ticket(world.wang), by=account(world.wang).actor, at=clock.now)
    assert case.assignee == world.duty
    clock.to(datetime(2026, 3, 9, 1, tzinfo=UTC))
    assert set(on_call(ROLE, clock.now)) == {world.second.pk}
    later = open_case(ticket(world.wang), by=account(world.wang).actor, at=clock.now)
    assert later.assignee == world.second


def test_changing_a_layer_keeps_what_was(lead: Client, world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    [old] = Layer.objects.all()
    there = f"/desk/on-call/schedules/{schedule.pk}/layers/{old.pk}"
    form = look(lead, there)
    assert f'<option value="{world.duty.pk}" selected>' in form
    began = clock.now
    clock.forward(days=2)
    changed = lead.post(there, layer(world.second, world.senior))
    assert changed.status_code == 303
    assert (set(on_call(ROLE, clock.now)), set(on_call(ROLE, began))) == ({world.second.pk}, {world.duty.pk})
    assert lead.post(there, layer(world.duty)).status_code == 404  # somebody was quicker
    assert Layer.objects.filter(ended_at=None).count() == 1
    [new] = Layer.objects.filter(ended_at=None)
    removed = lead.post(f"/desk/on-call/schedules/{schedule.pk}/layers/{new.pk}/removal")
    assert removed.status_code == 302
    assert on_call(ROLE, clock.now) == {}
    assert Entry.objects.filter(verb="oncall.layer_lifted").count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"people": [""]}, "请至少选一位同事"),
        ({"every": "0"}, "请看标出的地方"),
        ({"every": "99"}, "请看标出的地方"),
        ({"first_on": "gestern"}, "写法不对"),
        ({"opens": "09:00"}, "起止时间要一起填"),
        ({"name": ""}, "请写名称"),
    ],
)
def test_a_layer_that_cannot_be_comes_back_as_it_was(
    changed: dict[str, Any], words: str, lead: Client, world: World, clock: StandingClock
) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    before = Entry.objects.count()
    answer = lead.post(
        f"/desk/on-call/schedules/{schedule.pk}/layers", layer(world.duty) | {"name": "夜班"} | changed
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert (page.count('value="夜班"') == 1) == ("name" not in changed)
    assert Layer.objects.count() == 1
    assert Entry.objects.count() == before


def test_a_night_layer_goes_before_the_day(lead: Client, world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    night = layer(world.second, unit="together", priority="2", opens="22:00", closes="08:00", name="夜班")
    assert lead.post(f"/desk/on-call/schedules/{schedule.pk}/layers", night).status_code == 303
    assert set(on_call(ROLE, datetime(2026, 3, 2, 14, tzinfo=UTC))) == {world.second.pk}  # 22:00
    assert set(on_call(ROLE, datetime(2026, 3, 2, 13, 59, 59, tzinfo=UTC))) == {world.duty.pk}
    assert set(on_call(ROLE, datetime(2026, 3, 3, 0, tzinfo=UTC))) == {world.duty.pk}  # 08:00
    page = look(lead, f"/desk/on-call/schedules/{schedule.pk}")
    assert "22:00–08:00" in page
    assert "每 1 周轮换，09:00 交班" in page


@pytest.mark.clause("8.2-onboarding")
def test_somebody_not_cleared_is_flagged(lead: Client, world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    assert "尚未获准独立值班" not in look(lead, "/desk/on-call")
    Engineer.objects.filter(user=world.duty).update(cleared_at=None)
    for address in ("/desk/on-call", f"/desk/on-call/schedules/{schedule.pk}"):
        assert "尚未获准独立值班" in look(lead, address)


def test_a_schedule_that_ends_answers_no_more(lead: Client, world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    clock.forward(hours=1)
    assert lead.post(f"/desk/on-call/schedules/{schedule.pk}/ending").status_code == 302
    assert on_call(ROLE, clock.now) == {}
    assert lead.get(f"/desk/on-call/schedules/{schedule.pk}").status_code == 404
    named = lead.post(
        f"/desk/on-call/schedules/{schedule.pk}/amendment", {"name": "x", "time_zone": "Asia/Shanghai"}
    )
    assert named.status_code == 404


def test_another_zone_moves_the_hand_over(lead: Client, world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    address = f"/desk/on-call/schedules/{schedule.pk}/amendment"
    wrong = lead.post(address, {"name": "一线", "time_zone": "Mars/Olympus", "always": "on"})
    assert wrong.status_code == 422
    assert "不是已知的时区" in wrong.content.decode()
    assert lead.post(address, {"name": "一线", "time_zone": "UTC", "always": "on"}).status_code == 302
    assert set(on_call(ROLE, datetime(2026, 3, 9, 8, 59, 59, tzinfo=UTC))) == {world.duty.pk}
    assert set(on_call(ROLE, datetime(2026, 3, 9, 9, tzinfo=UTC))) == {world.second.pk}


# ------------------------------------------------------------------ standing in


def test_a_stand_in_wins_and_can_be_cancelled(lead: Client, world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    there = f"/desk/on-call/schedules/{schedule.pk}/stand-ins"
    entered = lead.post(there, stand_in("2026-03-03T18:00", "2026-03-04T09:00", world.senior, world.duty))
    assert entered.status_code == 303
    begin = datetime(2026, 3, 3, 10, tzinfo=UTC)  # 18:00 in Shanghai
    assert set(on_call(ROLE, begin)) == {world.senior.pk}
    assert set(on_call(ROLE, begin - timedelta(seconds=1))) == {world.duty.pk}
    assert set(on_call(ROLE, datetime(2026, 3, 4, 1, tzinfo=UTC))) == {world.duty.pk}
    page = look(lead, f"/desk/on-call/schedules/{schedule.pk}")
    assert "郑资深 替 周值班" in page
    assert "18:00–24:00</span> 郑资深" in page
    [override] = Override.objects.all()
    assert lead.post(f"{there}/{override.pk}/cancellation").status_code == 302
    assert set(on_call(ROLE, begin)) == {world.duty.pk}
    assert lead.post(f"{there}/{override.pk}/cancellation").status_code == 302
    assert Entry.objects.filter(verb="oncall.stand_in_cancelled").count() == 1


def test_a_stand_in_that_cannot_be(lead: Client, world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    take_leave(
        world.senior, "annual", clock.now, clock.now + timedelta(days=5), by=world.senior.actor, at=clock.now
    )
    there = f"/desk/on-call/schedules/{schedule.pk}/stand-ins"
    for said, words in (
        (stand_in("2026-03-04T09:00", "2026-03-03T09:00", world.second), "结束时间应晚于开始时间"),
        (stand_in("2026-02-04T09:00", "2026-02-05T09:00", world.second), "这段时间已经过去"),
        (stand_in("2026-03-03T09:00", "2026-03-04T09:00", None), "请选择谁来替"),
        (stand_in("2026-03-03T09:00", "2026-03-04T09:00", world.duty, world.duty), "另一位同事"),
        (stand_in("2026-03-03T09:00", "2026-03-04T09:00", world.senior), "郑资深 在这段时间休假"),
        (stand_in("", "2026-03-04T09:00", world.second), "请填写"),
    ):
        answer = lead.post(there, said)
        assert answer.status_code == 422, words
        assert words in answer.content.decode()
        assert 'value="家里有事"' in answer.content.decode()
    assert not Override.objects.exists()


# ------------------------------------------------------------------ gaps


@pytest.mark.clause("5.2-assign")
def test_leave_opens_a_gap_that_a_stand_in_closes(lead: Client, world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    mine = Alarm.objects.filter(key__startswith=f"gap:schedule:{schedule.pk}:")
    assert not mine.exists()
    begin, end = datetime(2026, 3, 5, 1, tzinfo=UTC), datetime(2026, 3, 6, 1, tzinfo=UTC)
    take_leave(world.duty, "annual", begin, end, by=world.duty.actor, at=clock.now)
    assert on_call(ROLE, begin) == {}
    [alarm] = mine
    assert alarm.words["zh"] == "“一线” 03-05 09:00 至 03-06 09:00 无人值班"
    for address in ("/desk/alarms", "/desk/on-call"):
        assert "03-05 09:00 至 03-06 09:00 无人值班" in look(lead, address)
    assert "无人" in look(lead, "/desk/on-call/calendar?span=week&from=2026-03-05")
    daily(clock.forward(days=1))
    alarm.refresh_from_db()
    assert (mine.count(), alarm.cleared_at) == (1, None)
    there = f"/desk/on-call/schedules/{schedule.pk}/stand-ins"
    lead.post(there, stand_in("2026-03-05T09:00", "2026-03-06T09:00", world.senior, world.duty))
    alarm.refresh_from_db()
    assert alarm.cleared_at == clock.now
    assert set(on_call(ROLE, begin)) == {world.senior.pk}
    assert "03-05 09:00 至" not in look(lead, "/desk/alarms")
    assert Entry.objects.filter(verb="alarm.cleared", facts__key=alarm.key).count() == 1


@pytest.mark.clause("5.2-assign")
def test_a_gap_that_runs_stays_one_alarm(world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    begin = clock.now + timedelta(days=13)
    take_leave(world.duty, "sick", begin, begin + timedelta(days=3), by=world.duty.actor, at=clock.now)
    assert [gap.begin for gap in gaps(clock.now) if str(schedule.pk) in gap.key] == [begin]
    daily(clock.forward(days=3))  # now all of it lies within the 14 days
    mine = Alarm.objects.filter(key__startswith=f"gap:schedule:{schedule.pk}:", cleared_at=None)
    [alarm] = mine
    daily(clock.to(begin + timedelta(hours=5)))
    assert [one.key for one in mine.all()] == [alarm.key]
    daily(clock.to(begin + timedelta(days=3)))
    assert not mine.all().exists()


@pytest.mark.clause("5.3.2-P0-team", "5.3.2-P1-team")
def test_what_the_standard_needs_is_looked_for(world: World, clock: StandingClock) -> None:
    """Nothing is planned at all: one alarm for each role of the teams. A P0 could do
    with an architect for a senior engineer, but a P1 can't, so the architect is not asked for."""
    assert needed(policies.current()) == [
        {"customer_success_manager"}, {"duty_engineer"}, {"management"}, {"operations"}, {"security"}, {"senior_engineer"},
        {"technical_lead"}, {"technical_manager"},
    ]  # fmt: skip
    daily(clock.now)
    words = {alarm.words["zh"] for alarm in Alarm.objects.filter(kind="oncall.gap", cleared_at=None)}
    assert words == {
        f"{role}没有排任何班，请建排班表或排班次"
        for role in (
            "值班工程师",
            "资深工程师",
            "技术主管",
            "技术经理",
            "运维团队",
            "安全团队",
            "客户成功经理",
            "管理层",
        )
    }
    weekly("senior_engineer", "二线", world.senior, at=clock.now)
    left = {alarm.words["zh"] for alarm in Alarm.objects.filter(kind="oncall.gap", cleared_at=None)}
    assert words - left == {"资深工程师没有排任何班，请建排班表或排班次"}
    assert left < words


def test_a_schedule_for_office_hours_raises_no_alarm(world: World, clock: StandingClock) -> None:
    schedule = weekly("consultant", "顾问", world.senior, at=clock.now, always=False)
    Layer.objects.filter(schedule=schedule).update(
        windows=[{"days": [1, 2, 3, 4, 5], "from": "09:00", "to": "18:00"}]
    )
    daily(clock.now)
    assert not [one for one in Alarm.objects.all() if "顾问" in one.words["zh"]]


def test_the_horizon_moves_on_by_itself(world: World, clock: StandingClock) -> None:
    weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    far = clock.now + timedelta(days=130)
    assert on_call(ROLE, far) == {}
    daily(clock.forward(days=20))
    assert len(on_call(ROLE, far)) == 1
    Shift.objects.filter(begins_at__gt=clock.now).delete()  # somebody's hand in the table
    daily(clock.forward(days=1))
    assert len(on_call(ROLE, far)) == 1


# ------------------------------------------------------------------ the pages


def test_the_calendar_by_week_and_month(world: World, clock: StandingClock) -> None:
    weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    duty = desk(world.duty)
    week = look(duty, "/desk/on-call/calendar")
    assert "2026-03-02 至 03-08" in week
    assert week.count('class="duty is-mine"') == 7
    assert "10:00–24:00" in week  # planned at ten, so from ten
    handing = look(duty, "/desk/on-call/calendar?span=week&from=2026-03-11")
    assert "00:00–09:00</span> 周值班" in handing
    assert "09:00–24:00</span> 吴值班" in handing
    month = look(duty, "/desk/on-call/calendar?span=month&from=2026-03-15")
    assert "2026 年 3 月" in month
    assert (
        month.count("周值班</span>") == 8 + 8 + 7 + 1
    )  # three turns with their hand-over days, and the name in the bar
    assert "2026 年 3 月" in look(duty, "/desk/on-call/calendar?span=month&from=nonsense&line=nobody")


def test_pages_ask_as_much_for_many_as_for_few(lead: Client, world: World, clock: StandingClock) -> None:
    weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)
    pages = (
        "/desk/on-call",
        "/desk/on-call/calendar",
        "/desk/on-call/calendar?span=month",
        "/desk/on-call/schedules",
    )
    asked = []
    for _ in range(2):
        for address in pages:
            look(lead, address)
            with counted() as some:
                look(lead, address)
            asked.append(len(some))
        for n in range(6):
            weekly("senior_engineer", f"二线 {n}", world.senior, world.architect, at=clock.now)
    assert asked[:4] == asked[4:]
    with queries(asked[0]):
        look(lead, "/desk/on-call")


def test_who_only_looks_is_offered_nothing(world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    duty = desk(world.duty)
    for address in ("/desk/on-call/schedules", f"/desk/on-call/schedules/{schedule.pk}"):
        page = look(duty, address)
        for offered in ("新建排班表", 'id="stand-in"', "修改", "停用"):
            assert offered not in page, (address, offered)
    assert duty.get("/desk/on-call/schedules/new").status_code == 403
    assert duty.post(f"/desk/on-call/schedules/{schedule.pk}/stand-ins", {}).status_code == 403
