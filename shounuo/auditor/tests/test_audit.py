"""Rows are lost, the watch is dead – and still somebody is called, once. [5.2-notify, 7.1-workflow]"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from shounuo.auditor.loop import audit
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.open_case import open_case
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Delivery, Message, Page
from shounuo.waiting.models import Due
from shounuo.watch.loop import tick
from tests.support.incident import team_is_there
from tests.support.pager import Keeping, keeping, reachable
from tests.support.world import MONDAY, World, build, ticket

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-notify", "7.1-workflow")]


@pytest.fixture
def world() -> World:
    world = build()
    for user, number in ((world.duty, "1"), (world.senior, "2"), (world.lead, "3"), (world.second, "4")):
        reachable(user, MONDAY, sms=f"+861380000000{number}", voice=f"+861380000000{number}")
    return world


@pytest.fixture
def vendors(world: World) -> Iterator[dict[str, Keeping]]:
    with keeping("sms", "voice", at=MONDAY) as found:
        yield found


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _open(world: World, level: str = "P0") -> Case:
    new = ticket(
        world.wang, description="请问怎么看账单?", problem_type="outage", impact="all_users", choice=level
    )
    case = open_case(new, by=world.wang.actor, at=MONDAY)
    team_is_there(case, world.admin, MONDAY)
    return case


def _settle(at: datetime) -> None:
    while tick(at):
        pass


def test_a_house_in_order_is_left_alone(world: World, vendors: dict[str, Keeping]) -> None:
    _open(world)
    _settle(m(0))
    entries = Entry.objects.count()
    assert not audit(m(0.5))
    assert Entry.objects.count() == entries
    assert not Alarm.objects.exists()


def test_a_lost_waiting_row_is_written_again_and_the_warning_comes(
    world: World, vendors: dict[str, Keeping]
) -> None:
    case = _open(world, "P2")
    _settle(m(0))
    Due.objects.filter(kind="case.promises", subject_id=case.pk).delete()
    audit(m(2))
    row = Due.objects.get(kind="case.promises", subject_id=case.pk)
    assert row.due_at > m(2)
    assert Alarm.objects.get(kind="auditor.repaired").case == case


def test_a_case_that_nobody_is_called_to_is_called_by_the_normal_row(
    world: World, vendors: dict[str, Keeping]
) -> None:
    case = _open(world)
    Due.objects.filter(kind="page.new_case").delete()
    audit(m(1))
    assert Due.objects.filter(kind="page.new_case", subject_id=case.pk).count() == 1
    _settle(m(1))
    assert Page.objects.get(case=case, occasion="new_case").state == "open"
    assert vendors["voice"].taken


def test_with_the_watch_dead_the_auditor_calls_and_a_watch_that_wakes_calls_nobody_twice(
    world: World, vendors: dict[str, Keeping]
) -> None:
    case = _open(world)
    audit(m(1))
    called = [one.key for one in vendors["voice"].taken]
    assert called
    _settle(m(1))
    assert [one.key for one in vendors["voice"].taken] == called
    assert (
        len({(row.message_id, row.channel, row.ordinal) for row in Delivery.objects.all()})
        == Delivery.objects.count()
    )
    assert Page.objects.get(case=case, occasion="new_case").state == "open"


def test_a_stopped_watch_is_an_alarm_that_clears_when_it_runs_again(
    world: World, vendors: dict[str, Keeping]
) -> None:
    _open(world, "P2")
    audit(m(5))
    assert Alarm.objects.get(kind="watch.late").cleared_at is None
    _settle(m(5))
    audit(m(5.5))
    assert Alarm.objects.get(kind="watch.late").cleared_at == m(5.5)


def test_a_message_without_delivery_gets_the_one_it_should_have_had(
    world: World, vendors: dict[str, Keeping]
) -> None:
    case = _open(world, "P2")
    message = Message.objects.get(case=case, kind="case.acknowledged")
    message.deliveries.all().delete()
    audit(m(1))
    audit(m(1.5))
    assert [(row.channel, row.ordinal, row.address) for row in message.deliveries.all()] == [
        ("mail", 1, world.wang.email)
    ]


def test_an_accepted_case_is_called_for_no_more(world: World, vendors: dict[str, Keeping]) -> None:
    case = _open(world)
    _settle(m(0))
    assert case.assignee
    accept(case, case.assignee, at=m(0.2))
    _settle(m(0.2))
    taken = len(vendors["voice"].taken)
    audit(m(1.5))
    _settle(m(1.5))
    assert len(vendors["voice"].taken) == taken
