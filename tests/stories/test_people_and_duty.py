"""What one room does to another: a leaver's turns, leave from a file, roles and duty, offers and promises that end with a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.assignment.models import Offer
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.join_house import end_role, give_role
from shounuo.casework.leave_house import leave_as_proposed
from shounuo.casework.leaving import held_by
from shounuo.casework.offer import offer
from shounuo.casework.roster import take_over
from shounuo.commitments.models import Commitment
from shounuo.customers.actions import add_contact
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.notifications.models import Alarm, Message
from shounuo.notifications.render import render
from shounuo.oncall import actions as oncall
from shounuo.oncall.actions import NewLayer
from shounuo.oncall.models import Shift
from shounuo.oncall.reads import on_call
from shounuo.policy import reads as policies
from shounuo.staff import excel
from shounuo.staff.actions import register
from shounuo.staff.models import Engineer
from shounuo.staff.roster import CERTIFICATES, HEADS, LEAVES, PEOPLE, SKILLS, known
from shounuo.staff.roster_plan import Plan, plan
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import desk, opened
from tests.support.duty import nobody_planned, weekly
from tests.support.leaving import joined
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-assign")]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def test_a_leavers_turns_are_stood_by_whom_the_page_and_the_mail_named(
    world: World, clock: StandingClock
) -> None:
    nobody_planned()
    third = joined(clock, "third@house.example", "郑值班", "duty_engineer")
    fourth = joined(clock, "fourth@house.example", "何值班", "duty_engineer")
    weekly("duty_engineer", "一线", world.duty, world.second, third, fourth, at=clock.now)
    proposed = [(one.begins_at, one.to) for one in held_by(world.duty, clock.now).shifts if one.to]
    others = {shift.begins_at: shift.user for shift in Shift.objects.exclude(user=world.duty)}
    assert len(proposed) >= 4
    leave_as_proposed(world.duty, "合同到期", by=SYSTEM, at=clock.now)
    for begins_at, to in proposed:
        assert on_call(["duty_engineer"], begins_at + timedelta(hours=1)) == {to.pk: {"duty_engineer"}}
    for begins_at, user in others.items():
        assert on_call(["duty_engineer"], begins_at + timedelta(hours=1)) == {user.pk: {"duty_engineer"}}
    told = Message.objects.filter(kind="work.passed_on")
    assert {message.user for message in told} == {to for _, to in proposed}
    assert render(told[0], at=clock.now).text.count("您好") == 1


def _file(clock: StandingClock, **sheets: list[list[str]]) -> Plan:
    rows = {PEOPLE: sheets.get("people", []), LEAVES: sheets.get("leaves", [])}
    written = [(title, HEADS[title], rows.get(title, [])) for title in (PEOPLE, SKILLS, CERTIFICATES, LEAVES)]
    content = excel.written(written, clock.now)
    return plan(content, known(policies.current(), gives=frozenset(ROLES), at=clock.now))


def test_leave_from_a_file_is_followed_by_the_duty_list_at_once(world: World, clock: StandingClock) -> None:
    nobody_planned()
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    below = NewLayer("后备", "weeks", (world.second,), date(2026, 3, 2), time(9), priority=0)
    oncall.lay(schedule, below, by=SYSTEM, at=clock.now)
    leave: list[list[str]] = [["duty@house.example", "年假", "2026-03-03 09:00", "2026-03-05 09:00", ""]]
    take_over(_file(clock, leaves=leave), by=SYSTEM, at=clock.now)
    during = datetime(2026, 3, 4, 1, tzinfo=UTC)
    assert on_call(["duty_engineer"], during) == {world.second.pk: {"duty_engineer"}}


@pytest.mark.clause("8.1-levels")
def test_an_engineer_without_a_level_is_refused_at_every_door(world: World, clock: StandingClock) -> None:
    said = {
        "person": "钱新来",
        "email": "qian@house.example",
        "language": "zh-hans",
        "roles": ["duty_engineer"],
        "level": "",
    }
    answer = desk(world.admin).post("/desk/people/new", said)
    assert answer.status_code == 422
    assert "需要工程师级别" in answer.content.decode()
    row: list[str] = ["qian@house.example", "钱新来", "值班工程师", *[""] * (len(HEADS[PEOPLE]) - 3)]
    assert _file(clock, people=[row]).wrong
    assert not User.objects.filter(email="qian@house.example").exists()


@pytest.mark.clause("8.2-onboarding")
def test_who_becomes_an_engineer_at_the_desk_begins_with_the_onboarding(
    world: World, clock: StandingClock
) -> None:
    helper = joined(clock, "ops@house.example", "孙运维", "operations")
    Engineer.objects.filter(user=helper).delete()
    give_role(helper, "duty_engineer", level="L1", reason="转岗", by=world.admin.actor, at=clock.now)
    assert Engineer.objects.get(user=helper).cleared_at is None


@pytest.mark.clause("8.2-onboarding")
def test_a_newcomers_onboarding_begins_with_the_account(world: World, clock: StandingClock) -> None:
    said = {
        "person": "钱新来", "email": "qian@house.example", "language": "zh-hans", "roles": ["duty_engineer"], "level": "L1",
        "languages": ["zh"],
    }  # fmt: skip
    answer = desk(world.lead).post("/desk/people/new", said)
    assert answer.status_code == 201
    qian = User.objects.get(email="qian@house.example")
    assert f"/desk/training/people/{qian.pk}" in answer.content.decode()
    assert Commitment.objects.get(track="onboarding").state == "running"
    assert not Engineer.objects.get(user=qian).cleared_at


def test_a_role_with_duty_ahead_does_not_end_before_the_duty(world: World, clock: StandingClock) -> None:
    with pytest.raises(Refusal) as no:
        end_role(world.duty, "duty_engineer", reason="转岗", by=world.admin.actor, at=clock.now)
    assert no.value.code == "account.on_duty"
    nobody_planned()
    end_role(world.duty, "duty_engineer", reason="转岗", by=world.admin.actor, at=clock.now)
    assert not User.objects.get(pk=world.duty.pk).roles


def test_an_offer_to_a_leaver_asks_the_next_one_at_once(world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.duty, at=clock.now)
    asked = offer(case, world.second, "请帮忙", by=world.duty.actor, at=clock.now)
    leave_as_proposed(world.second, "合同到期", by=SYSTEM, at=clock.now)
    tick(clock.now)
    assert Offer.objects.get(pk=asked.pk).answer == "expired"
    assert Case.objects.get(pk=case.pk).assignee == world.duty


@pytest.mark.clause("8.2-onboarding")
def test_nobody_owes_the_onboarding_of_somebody_who_left(world: World, clock: StandingClock) -> None:
    from shounuo.casework.onboard import assign_missing

    newcomer = joined(clock, "lin@house.example", "林新人", "duty_engineer")
    Engineer.objects.filter(user=newcomer).delete()
    register(newcomer, "L1", {}, cleared=False, by=SYSTEM, at=clock.now)
    assign_missing(clock.now)
    promise = Commitment.objects.get(track="onboarding")
    leave_as_proposed(newcomer, "试用期未过", by=SYSTEM, at=clock.now)
    tick(clock.forward(days=40))
    promise.refresh_from_db()
    assert (promise.state, promise.broken_at) == ("withdrawn", None)
    assert not [alarm for alarm in Alarm.objects.all() if "林新人" in alarm.words["zh"]]


def test_one_address_is_one_contact(world: World, clock: StandingClock) -> None:
    with pytest.raises(Refusal) as no:
        add_contact(world.red, "王小明", email="Wang@blue.example", by=SYSTEM, at=clock.now)
    assert (no.value.code, no.value.facts["field"]) == ("contact.taken", "email")
