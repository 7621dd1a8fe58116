"""Who gets a new case, from the rows of a real house: leave, training, team, language, load, what was given lately. [5.2-assign]"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shounuo.accounts.actions import enrol
from shounuo.accounts.models import User
from shounuo.assignment.reads import Case as About
from shounuo.assignment.reads import on_duty, with_figures
from shounuo.cases.actions import NewCase, Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.ahead import Ahead, answered, asks_ahead
from shounuo.casework.assign import choose
from shounuo.casework.open_case import open_case
from shounuo.casework.resolve import confirm, resolve
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.rows import ask_together
from shounuo.notifications.models import Alarm
from shounuo.oncall.actions import plan_shift
from shounuo.policy.model import LEVELS
from shounuo.policy.reads import current
from shounuo.staff.actions import register, take_leave
from shounuo.staff.models import Engineer, Team
from tests.support.queries import queries
from tests.support.world import MONDAY, World, build, ticket

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-assign")]


@pytest.fixture
def world() -> World:
    """Both duty engineers can do what a calm P2 is about; the first better."""
    world = build()
    Engineer.objects.filter(user=world.second).update(skills={"function": 2, "consulting": 2})
    return world


def _open(world: World, **said: object) -> Case:
    return open_case(ticket(world.wang, **said), by=world.wang.actor, at=MONDAY)


def _why(case: Case) -> dict[str, object]:
    return dict(case.assignments.get().why)


def test_whoever_is_on_leave_gets_nothing_and_the_case_says_so(world: World) -> None:
    take_leave(
        world.duty, "annual", MONDAY - timedelta(days=1), MONDAY + timedelta(days=1), by=SYSTEM, at=MONDAY
    )
    case = _open(world)
    assert case.assignee == world.second
    out = _why(case)["left_out"]
    assert [(one["name"], one["lacks"]) for one in out] == [("周值班", ["leave"])]  # type: ignore[attr-defined]


def test_a_leave_that_was_cancelled_or_is_over_counts_no_longer(world: World) -> None:
    over = take_leave(world.duty, "annual", MONDAY - timedelta(days=2), MONDAY, by=SYSTEM, at=MONDAY)
    cancelled = take_leave(world.duty, "annual", MONDAY, MONDAY + timedelta(days=1), by=SYSTEM, at=MONDAY)
    type(over).objects.filter(pk=cancelled.pk).update(cancelled_at=MONDAY)
    assert _open(world).assignee == world.duty


def test_whoever_is_still_in_training_gets_nothing(world: World) -> None:
    Engineer.objects.filter(user=world.duty).update(cleared_at=None)
    assert _open(world).assignee == world.second


def test_with_everybody_away_it_is_an_alarm_that_says_why(world: World) -> None:
    for user in (world.duty, world.second):
        take_leave(user, "sick", MONDAY, MONDAY + timedelta(days=1), by=SYSTEM, at=MONDAY)
    case = _open(world)
    assert case.assignee is None
    assert Alarm.objects.get(case=case).kind == "case.unassigned"


def test_the_customers_fixed_team_comes_first_and_giving_it_up_is_said(world: World) -> None:
    team = Team.objects.create(name="蓝海团队")
    Engineer.objects.filter(user=world.second).update(team=team)
    world.blue.team = team
    world.blue.save()
    assert _open(world).assignee == world.second
    take_leave(world.second, "annual", MONDAY, MONDAY + timedelta(days=1), by=SYSTEM, at=MONDAY)
    case = _open(world)
    assert (case.assignee, _why(case)["step"]) == (world.duty, "team")
    assert "固定团队无人合适" in _why(case)["why"]["zh"]  # type: ignore[index]
    other = open_case(ticket(world.zhao), by=world.zhao.actor, at=MONDAY)
    assert _why(other)["step"] == "fitting"


def test_an_english_case_goes_to_whoever_speaks_english(world: World) -> None:
    Engineer.objects.filter(user=world.second).update(languages=["zh", "en"])
    english = {
        "subject": "The export of reports fails",
        "description": "The button does nothing; other functions work.",
    }
    assert _open(world, **english).assignee == world.second
    assert _open(world).assignee == world.duty


@pytest.mark.clause("5.3.3-P4")
def test_a_p4_may_go_to_a_consultant_from_the_start(world: World) -> None:
    adviser = world.architect
    Engineer.objects.filter(user=adviser).update(skills={"consulting": 5})
    plan_shift("consultant", adviser, MONDAY, MONDAY + timedelta(days=1), by=SYSTEM, at=MONDAY)
    asked = {
        "subject": "咨询 S3 最佳实践",
        "description": "想了解最佳实践,不急。",
        "problem_type": "consulting",
        "impact": "none",
    }
    case = _open(world, **asked)
    assert (case.priority, case.assignee, _why(case)["step"]) == ("P4", adviser, "fitting")
    assert _open(world).assignee == world.duty


def _figures(world: World, user: User) -> tuple[object, ...]:
    since = About(world.blue.pk, "function", MONDAY - timedelta(days=30), MONDAY - timedelta(days=90))
    people = on_duty(["duty_engineer", "senior_engineer"], MONDAY + timedelta(hours=2), world.blue.pk)
    (one,) = with_figures([people.candidates[user.pk]], since)
    return dict(one.open_cases), one.given, one.for_customer, one.of_kind, sorted(one.roles)


def test_the_figures_are_those_of_the_rows(world: World) -> None:
    plan_shift("senior_engineer", world.duty, MONDAY, MONDAY + timedelta(days=1), by=SYSTEM, at=MONDAY)
    done, still_open = _open(world), _open(world)
    for case in (done, still_open):
        accept(case, world.duty, at=MONDAY)
    resolve(
        done,
        Solved("permanent", "修好了", "原因", "预防"),
        by=world.duty.actor,
        at=MONDAY + timedelta(hours=1),
    )
    confirm(done, by=world.wang.actor, at=MONDAY + timedelta(hours=1))
    assert _figures(world, world.duty) == ({"P2": 1}, 2, 1, 1, ["duty_engineer", "senior_engineer"])
    assert _figures(world, world.senior)[1:4] == (0, 0, 0)


def test_choosing_asks_twice_and_in_a_large_house_a_third_time_where_all_are_full(world: World) -> None:
    new, policy = ticket(world.wang), current()
    with queries(2):
        assert choose("P2", new, policy, MONDAY)[1] == world.duty
    _crowd_in(20)
    choose("P2", new, policy, MONDAY)
    with queries(2):
        assert choose("P2", new, policy, MONDAY)[1] == world.duty
    Engineer.objects.update(most_open=0)
    with queries(3):
        choice, user = choose("P2", new, policy, MONDAY)
    assert (choice.step, user) == ("load", world.duty)


def test_asked_ahead_or_not_the_same_is_chosen_for_the_same_reasons(world: World) -> None:
    plan_shift("senior_engineer", world.duty, MONDAY, MONDAY + timedelta(days=1), by=SYSTEM, at=MONDAY)
    take_leave(world.second, "annual", MONDAY, MONDAY + timedelta(days=1), by=SYSTEM, at=MONDAY)
    new, policy = ticket(world.wang), current()
    for level in LEVELS:
        expected, taker = choose(level, new, policy, MONDAY)
        with queries(2):
            ahead = _ahead(new, MONDAY)
        with queries(0):
            choice, user = choose(level, new, policy, MONDAY, ahead=ahead)
        assert (choice.as_facts(), user) == (expected.as_facts(), taker)
        assert len(choice.left_out) == len(expected.left_out)


def test_what_was_asked_ahead_about_something_else_is_not_used(world: World) -> None:
    new, policy = ticket(world.wang), current()
    choose("P2", new, policy, MONDAY)
    ahead = _ahead(new, MONDAY)
    with queries(2):
        choose("P2", new, policy, MONDAY + timedelta(minutes=1), ahead=ahead)
    with queries(2):
        choose("P2", ticket(world.wang, problem_type="data"), policy, MONDAY, ahead=ahead)


def test_a_crowd_is_not_asked_about_ahead_and_counted_again_after_a_while(world: World) -> None:
    new = ticket(world.wang)
    choose("P2", new, current(), MONDAY)
    _crowd_in(13)
    assert _ahead(new, MONDAY)
    asked = [asks_ahead(world.blue.pk, "function", MONDAY)[0] is not None for _ in range(20)]
    assert asked[0] is False
    assert asked[-1] is True
    choose("P2", new, current(), MONDAY)


def _ahead(new: NewCase, at: datetime) -> Ahead | None:
    ahead, questions = asks_ahead(new.requester.customer_id, new.problem_type, at)
    return answered(ahead, ask_together(*questions))


def _crowd_in(count: int) -> None:
    """So many more on duty, none of whom knows the problem."""
    for n in range(count):
        user = enrol(
            f"crowd{n}@house.example", f"众{n}", staff=True, password=None, roles=["duty_engineer"], by=SYSTEM, at=MONDAY
        )  # fmt: skip
        register(user, "L1", {"billing": 1}, by=SYSTEM, at=MONDAY)
        plan_shift("duty_engineer", user, MONDAY, MONDAY + timedelta(days=1), by=SYSTEM, at=MONDAY)


def test_a_house_where_all_the_skilled_are_full_widens_by_the_rows(world: World) -> None:
    """Room is given up after skill: whoever is free and cannot do it comes before whoever can and is full."""
    Engineer.objects.filter(user=world.duty).update(most_open=0)
    Engineer.objects.filter(user=world.second).update(skills={"billing": 5})
    case = _open(world)
    assert (case.assignee, _why(case)["step"]) == (world.second, "skill")
