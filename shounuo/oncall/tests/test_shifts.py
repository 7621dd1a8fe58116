"""The table of shifts says what the rules say, after every act; what is past stays."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.casework.away import take_leave
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.oncall import actions
from shounuo.oncall.actions import NewLayer, NewSchedule
from shounuo.oncall.actions.shifts import HORIZON
from shounuo.oncall.models import Layer, Override, Schedule, Shift
from shounuo.oncall.plans import plans
from shounuo.oncall.reads import on_call
from shounuo.oncall.rules import who
from shounuo.staff.reads import away
from tests.support.queries import queries
from tests.support.world import MONDAY, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-team")]
AT = MONDAY
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    built = build(AT)
    Shift.objects.all().delete()
    return built


def weekly(schedule: Schedule, *people: User, priority: int = 1) -> Layer:
    """Turns of a week from Monday 2 March 2026, nine in Shanghai: an hour before `AT`."""
    layer = NewLayer("轮值", "weeks", people, date(2026, 3, 2), time(9), priority=priority)
    return actions.lay(schedule, layer, by=SYSTEM, at=AT)


def plan(role: str = "duty_engineer") -> Schedule:
    return actions.plan_schedule(NewSchedule(role, "值班"), by=SYSTEM, at=AT)


def listed(schedule: Schedule, at: datetime) -> set[int]:
    running = Shift.objects.filter(schedule=schedule, begins_at__lte=at, ends_at__gt=at)
    return set(running.values_list("user_id", flat=True))


def test_a_rotation_is_the_duty_list_at_once(world: World) -> None:
    weekly(plan(), world.duty, world.second)
    with queries(1):
        assert on_call(["duty_engineer"], AT) == {world.duty.pk: {"duty_engineer"}}
    assert on_call(["duty_engineer"], datetime(2026, 3, 9, 0, 59, 59, tzinfo=UTC)) == {
        world.duty.pk: {"duty_engineer"}
    }
    assert on_call(["duty_engineer"], datetime(2026, 3, 9, 1, tzinfo=UTC)) == {
        world.second.pk: {"duty_engineer"}
    }
    assert on_call(["senior_engineer"], AT) == {}


def test_a_planned_shift_answers_beside_the_schedule(world: World) -> None:
    weekly(plan(), world.duty)
    shift = actions.plan_shift("duty_engineer", world.second, AT, AT + DAY, by=SYSTEM, at=AT)
    assert set(on_call(["duty_engineer"], AT)) == {world.duty.pk, world.second.pk}
    actions.call_off(shift, by=SYSTEM, at=AT + DAY / 2)
    assert set(on_call(["duty_engineer"], AT + DAY / 2)) == {world.duty.pk}
    assert set(on_call(["duty_engineer"], AT)) == {world.duty.pk, world.second.pk}
    with pytest.raises(Refusal, match="排班表"):
        actions.call_off(Shift.objects.get(schedule__isnull=False), by=SYSTEM, at=AT)


def test_table_and_rules_agree_after_any_acts(world: World) -> None:
    """Sixty acts at random: at any moment up to the horizon the table names whom the function names."""
    luck = random.Random(8)
    people = [world.duty, world.second, world.senior, world.architect]
    schedule, at = plan(), AT
    for _ in range(60):
        at += timedelta(hours=luck.randint(1, 30))
        _something(luck, schedule, people, at)
        [rule] = plans([schedule], at, at + HORIZON).values()
        for moment in [at + timedelta(minutes=luck.randint(0, 170_000)) for _ in range(20)]:
            assert listed(schedule, moment) == who(rule, moment), moment
    assert actions.rewrite([schedule.pk], at=at) == 0


def _something(luck: random.Random, schedule: Schedule, people: list[User], at: datetime) -> None:
    begin = at + timedelta(hours=luck.randint(0, 400))
    end = begin + timedelta(hours=luck.randint(1, 60))
    one, other = luck.sample(people, 2)
    match luck.randint(0, 5):
        case 0 | 1:
            unit = luck.choice(["weeks", "days", "hours", "together"])
            night = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "21:00", "to": "09:00"}]
            crew = luck.sample(people, luck.randint(1, 4))
            layer = NewLayer(
                "层",
                unit,
                crew,
                begin.date(),
                time(9),
                12 if unit == "hours" else 1,
                luck.randint(1, 3),
                luck.choice([[], night]),
            )
            actions.lay(schedule, layer, by=SYSTEM, at=at)
        case 2:
            if layers := list(Layer.objects.filter(ended_at=None)):
                actions.lift(luck.choice(layers), by=SYSTEM, at=at)
        case 3:
            take_leave(one, "annual", begin, end, by=SYSTEM, at=at)
        case 4:
            if not away(begin, end, [one.pk]):
                _relieve(schedule, other, one, begin, end, at)
        case _:
            if entered := list(Override.objects.filter(cancelled_at=None)):
                actions.cancel_override(luck.choice(entered), by=SYSTEM, at=at)


def _relieve(
    schedule: Schedule, removes: User, adds: User, begin: datetime, end: datetime, at: datetime
) -> None:
    """Refused where there is nothing to relieve; otherwise nobody is relieved at any moment of the span but by `adds`."""
    refused = ""
    try:
        actions.stand_in(schedule, begin, end, removes=removes, adds=adds, by=SYSTEM, at=at)
    except Refusal as refusal:
        refused = refusal.code
    if refused:
        assert refused in {"override.no_duty", "override.added"}
        return
    assert (
        not Shift.objects.filter(
            schedule=schedule, user=removes, begins_at__lt=end, ends_at__gt=begin
        ).exists()
        or Override.objects.filter(schedule=schedule, adds=removes, removes=None, cancelled_at=None).exists()
    )


def test_what_is_past_stays_when_the_plan_changes(world: World) -> None:
    schedule = plan()
    layer = weekly(schedule, world.duty)
    later = AT + 3 * DAY
    actions.lay(
        schedule,
        NewLayer("新", "weeks", [world.second], date(2026, 3, 2), time(9)),
        instead_of=layer,
        by=SYSTEM,
        at=later,
    )
    assert listed(schedule, AT) == {world.duty.pk}
    assert listed(schedule, later) == {world.second.pk}
    actions.end_schedule(schedule, by=SYSTEM, at=later + DAY)
    assert listed(schedule, later) == {world.second.pk}
    assert listed(schedule, later + DAY) == set()


def test_a_turn_that_goes_on_stays_one_row(world: World) -> None:
    schedule = plan()
    weekly(schedule, world.duty, world.second)
    first = Shift.objects.order_by("begins_at").first()
    assert first
    for day in range(1, 4):
        actions.rewrite([schedule.pk], at=AT + day * DAY)
    first.refresh_from_db()
    assert (first.begins_at, first.ends_at) == (AT, datetime(2026, 3, 9, 1, tzinfo=UTC))
    last = Shift.objects.order_by("-ends_at").first()
    assert last
    assert last.ends_at == AT + 3 * DAY + HORIZON


def test_two_who_change_the_same_layer(world: World) -> None:
    schedule = plan()
    layer = weekly(schedule, world.duty)
    new = NewLayer("新", "weeks", [world.second], date(2026, 3, 2), time(9))
    actions.lay(schedule, new, instead_of=layer, by=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="刚被别人改过"):
        actions.lay(schedule, new, instead_of=layer, by=SYSTEM, at=AT)
    assert Layer.objects.filter(ended_at=None).count() == 1


def test_a_closed_account_is_passed_over(world: World) -> None:
    schedule = plan()
    weekly(schedule, world.duty, world.second)
    User.objects.filter(pk=world.duty.pk).update(is_active=False)
    assert on_call(["duty_engineer"], AT) == {}
    actions.rewrite_of([world.duty.pk], at=AT)
    assert on_call(["duty_engineer"], AT) == {world.second.pk: {"duty_engineer"}}


def test_one_customers_own_manager_goes_before_the_general_one(world: World) -> None:
    general = plan("customer_success_manager")
    weekly(general, world.lead)
    own = actions.plan_schedule(
        NewSchedule("customer_success_manager", "蓝海专属", customer=world.blue), by=SYSTEM, at=AT
    )
    weekly(own, world.senior)
    role = ["customer_success_manager"]
    assert set(on_call(role, AT)) == {world.lead.pk}
    assert set(on_call(role, AT, world.blue.pk)) == {world.senior.pk}
    assert set(on_call(role, AT, world.red.pk)) == {world.lead.pk}


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (NewSchedule("nobody", "x"), "没有这个角色"),
        (NewSchedule("customer_member", "x"), "没有这个角色"),
        (NewSchedule("duty_engineer", "x", "Mars/Olympus"), "不是已知的时区"),
    ],
)
def test_a_schedule_that_cannot_be(new: NewSchedule, words: str, world: World) -> None:
    with pytest.raises(Refusal, match=words):
        actions.plan_schedule(new, by=SYSTEM, at=AT)
    assert not Schedule.objects.exists()


def test_gathering_asks_as_much_for_many_schedules_as_for_one(world: World) -> None:
    for n in range(12):
        schedule = plan()
        weekly(schedule, world.duty, world.second, priority=n % 3 + 1)
        if n == 0:
            with queries(5):  # layers, members, overrides, leave, closed accounts
                plans([schedule], AT, AT + 30 * DAY)
    many = list(Schedule.objects.all())
    with queries(5):
        plans(many, AT, AT + 30 * DAY)


def test_an_address_nobody_has_signs_in_nowhere(world: World) -> None:
    customer = accounts.enrol(
        "x@blue.example", "客户", staff=False, password=None, roles=[], by=SYSTEM, at=AT
    )
    with pytest.raises(Refusal, match="不是在职的同事"):
        weekly(plan(), customer)
