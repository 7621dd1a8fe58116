"""Two colleagues of one name are told apart wherever somebody is chosen; everybody else is called by name alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.customers import actions as customers
from shounuo.kernel.actor import SYSTEM
from shounuo.oncall.ical import Event
from shounuo.oncall.incoming import entries
from shounuo.oncall.models import Shift
from shounuo.staff.models import Engineer, Team
from shounuo.staff.names import told_apart
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.duty import weekly
from tests.support.leaving import joined, page_of
from tests.support.queries import queries
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-assign", "7.1-platform")]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def two(world: World, clock: StandingClock) -> tuple[User, User]:
    """张伟 of the east, L1, and 张伟, L2."""
    east = Team.objects.create(name="华东组")
    one = joined(clock, "zhang1@house.example", "张伟", "duty_engineer")
    other = joined(clock, "zhang2@house.example", "张伟", "duty_engineer", "L2")
    Engineer.objects.filter(user=one).update(team=east)
    return one, other


def test_by_level_and_team_or_else_by_the_address(
    world: World, two: tuple[User, User], clock: StandingClock
) -> None:
    one, other = two
    with queries(1):
        names = told_apart([*two, world.duty])
    assert names == {one.pk: "张伟（L1 · 华东组）", other.pk: "张伟（L2）", world.duty.pk: "周值班"}
    with queries(0):
        assert told_apart([one, world.duty]) == {one.pk: "张伟", world.duty.pk: "周值班"}
    Engineer.objects.update(level="L2", team=None)
    assert told_apart(two) == {
        one.pk: "张伟（zhang1@house.example）",
        other.pk: "张伟（zhang2@house.example）",
    }
    boss = accounts.enrol(
        "zhang3@house.example",
        "张伟",
        staff=True,
        password=None,
        roles=["management"],
        by=SYSTEM,
        at=clock.now,
    )
    Engineer.objects.filter(user=one).update(level="L1")
    third = told_apart([*two, boss])
    assert third[boss.pk] == "张伟（zhang3@house.example）"
    assert (third[one.pk], third[other.pk]) == ("张伟（L1）", "张伟（L2）")


def test_wherever_somebody_is_chosen(world: World, two: tuple[User, User], clock: StandingClock) -> None:
    one, _ = two
    lead, case = desk(world.lead), opened(world, clock)
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    Shift.objects.create(
        schedule=schedule, role="duty_engineer", user=world.lead, begins_at=clock.now, ends_at=clock.now + timedelta(days=1)
    )  # fmt: skip
    for address in (
        f"/desk/cases/{case.number}?do=hand_over",
        f"/desk/on-call/schedules/{schedule.pk}",
        f"/desk/on-call/schedules/{schedule.pk}/layers",
        "/desk/on-call/swaps",
        f"/desk/customers/{world.blue.pk}",
    ):
        page = look(lead, address)
        assert "张伟（L1 · 华东组）" in page, address
        assert "张伟（L2）" in page, address
        assert "周值班（" not in page, address
    leaving = page_of(desk(world.admin), world.duty)
    assert "张伟（L1 · 华东组）" in leaving
    assert "张伟（L2）" in leaving
    accounts.end_access(one, by=world.admin.actor, at=clock.now)
    assert "张伟（" not in look(lead, f"/desk/on-call/schedules/{schedule.pk}/layers")  # there is one only


def test_a_calendar_that_names_two_names_nobody(
    world: World, two: tuple[User, User], clock: StandingClock
) -> None:
    begin = clock.now + timedelta(days=1)

    def meant(summary: str, *people: str) -> User | None:
        event = Event(summary=summary, begin=begin, end=begin + timedelta(hours=8), people=people)
        return entries([event], "duty_engineer", None, clock.now)[0].user

    assert meant("张伟") is None
    assert meant("值班：张伟") is None
    assert meant("张伟", "zhang2@house.example") == two[1]
    assert meant("zhang1@house.example") == two[0]
    assert meant("周值班") == world.duty


def test_two_contacts_of_one_name(world: World, clock: StandingClock) -> None:
    for email in ("a@blue.example", "b@blue.example"):
        customers.add_contact(world.blue, "张敏", email=email, by=SYSTEM, at=clock.now)
    page = look(desk(world.lead), "/desk/maintenance/new")
    assert "蓝海电商 · 张敏（a@blue.example）" in page
    assert "蓝海电商 · 张敏（b@blue.example）" in page
    assert "蓝海电商 · 王小明</option>" in page
