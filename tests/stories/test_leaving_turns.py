"""Somebody leaves and nobody was chosen for their turns: the others move up, and each is told; nobody waits for an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shounuo.accounts.models import User
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from shounuo.notifications.render import render
from shounuo.oncall.models import Override, Schedule, Shift, Swap
from shounuo.oncall.reads import on_call
from shounuo.staff.models import LeaveRequest
from tests.support.clock import StandingClock
from tests.support.desk import desk
from tests.support.duty import nobody_planned, weekly
from tests.support.leaving import as_shown, joined, page_of, press
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-platform", "5.2-assign", "5.3.2-P0-team")]
ROLE = ["duty_engineer"]


@pytest.fixture
def world(clock: StandingClock) -> World:
    built = build(clock.now)
    nobody_planned()
    return built


@pytest.fixture
def third(world: World, clock: StandingClock) -> User:
    return joined(clock, "third@house.example", "孙值班", "duty_engineer")


@pytest.fixture
def line(world: World, third: User, clock: StandingClock) -> Schedule:
    """周值班 from 2 March, 吴值班 from the 9th, 孙值班 from the 16th, and so on."""
    return weekly("duty_engineer", "一线", world.duty, world.second, third, at=clock.now)


def leaves(world: World, who: User, **chosen: str) -> Any:
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, who))
    return press(
        admin, who, {name: "" if name.startswith("shift-") else said for name, said in sent.items()} | chosen
    )


def told(kind: str, user: User) -> list[Message]:
    return list(Message.objects.filter(kind=kind, user=user))


def test_those_whose_turns_move_are_told_which(
    world: World, third: User, line: Schedule, clock: StandingClock
) -> None:
    """The second of three leaves: 周值班 and 孙值班 take turns from now on."""
    before = Message.objects.count()
    assert "一班也不选人，其余人顺延并收到通知" in page_of(desk(world.admin), world.second)
    assert leaves(world, world.second).status_code == 303
    assert set(on_call(ROLE, datetime(2026, 3, 10, tzinfo=UTC))) == {third.pk}
    [mail] = told("oncall.turns_moved", third)
    shown = render(mail, at=clock.now)
    assert shown.subject == "吴值班 已离职，您的班次有变"
    assert (
        "一线：3月9日 周一 09:00(UTC+8) 至 3月16日 周一 09:00(UTC+8)" in shown.text.split("不再由您值班")[0]
    )
    assert (
        "一线：3月16日 周一 09:00(UTC+8) 至 3月23日 周一 09:00(UTC+8)" in shown.text.split("不再由您值班")[1]
    )
    assert "还有" in shown.text  # 120 days are planned: the calendar has the others
    assert "/desk/on-call/calendar?span=month" in shown.text
    [other] = told("oncall.turns_moved", world.duty)
    mine = render(other, at=clock.now).text.split("不再由您值班")[0]
    assert "3月2日" not in mine  # that turn is theirs as before
    assert "一线：3月16日 周一 09:00(UTC+8) 至 3月23日 周一 09:00(UTC+8)" in mine
    other.language = "en"
    assert "Yours from now on:" in render(other, at=clock.now).text
    assert Message.objects.count() == before + 2
    assert not Override.objects.exists()


def test_the_mail_and_the_duty_list_say_the_same(
    world: World, third: User, line: Schedule, clock: StandingClock
) -> None:
    before = list(Shift.objects.filter(user=third).values_list("begins_at", "ends_at"))
    leaves(world, world.second)
    facts = told("oncall.turns_moved", third)[0].facts
    now = set(Shift.objects.filter(user=third).values_list("begins_at", "ends_at"))
    for turn in facts["turns"]:
        begin, end = (datetime.fromisoformat(turn[key]) for key in ("begins_at", "ends_at"))
        assert (begin, end) in now
        assert (begin, end) not in before
    for turn in facts["gone"]:
        assert (datetime.fromisoformat(turn["begins_at"]), datetime.fromisoformat(turn["ends_at"])) in before
    assert facts["turns"]
    assert facts["gone"]


def test_where_a_successor_takes_the_turns_nobody_elses_move(
    world: World, third: User, line: Schedule, clock: StandingClock
) -> None:
    admin = desk(world.admin)
    assert press(admin, world.second, as_shown(page_of(admin, world.second))).status_code == 303
    assert Message.objects.filter(kind="work.passed_on").exists()
    assert not Message.objects.filter(kind="oncall.turns_moved").exists()


def test_open_swaps_of_a_leaver_end_and_the_other_side_is_told(
    world: World, third: User, line: Schedule, clock: StandingClock
) -> None:
    def ask(asker: User, colleague: User) -> None:
        shift = Shift.objects.filter(user=asker).order_by("begins_at")[0]
        asked = {"shift": shift.pk, "begins": "", "ends": "", "colleague": colleague.pk, "note": ""}
        assert desk(asker).post("/desk/on-call/swaps", asked).status_code == 303

    ask(world.second, world.architect)
    ask(world.duty, world.second)
    ask(third, world.architect)
    clock.forward(hours=1)
    leaves(world, world.second)
    states = {(one.asker.name, one.colleague.name): one.state for one in Swap.objects.select_related()}
    assert states == {
        ("吴值班", "冯架构"): "withdrawn", ("周值班", "吴值班"): "declined", ("孙值班", "冯架构"): "asked",
    }  # fmt: skip
    [asked] = told("oncall.swap_let_go", world.architect)
    [asker] = told("oncall.swap_let_go", world.duty)
    assert "吴值班 已离职，不再请您代班：一线，3月9日" in render(asked, at=clock.now).text
    assert "吴值班 已离职，不能替您值班：一线，3月2日" in render(asker, at=clock.now).text
    assert "仍由您值班" in render(asker, at=clock.now).text
    assert Message.objects.filter(kind="oncall.swap_let_go").count() == 2
    assert Entry.objects.filter(verb="oncall.swap_let_go").count() == 2
    swap = Swap.objects.get(state="withdrawn")
    late = desk(world.architect).post(f"/desk/on-call/swaps/{swap.pk}/acceptance")
    assert late.status_code == 409


def test_leave_that_waited_for_a_lead_is_wanted_no_longer(
    world: World, line: Schedule, clock: StandingClock
) -> None:
    begin = clock.now + timedelta(days=3)
    said = {
        "kind": "annual",
        "begins_at": f"{begin:%Y-%m-%dT%H:%M}",
        "ends_at": "2026-03-20T09:00",
        "note": "",
    }
    assert desk(world.second).post(f"/desk/people/{world.second.pk}/leave", said).status_code == 303
    leaves(world, world.second)
    assert LeaveRequest.objects.get().state == "withdrawn"
