"""What time does with nobody logged in, and what it must not do. [7.1-workflow, 6.1-sla-risk, 5.4-confirm]"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework import handlers  # noqa: F401  (the watch's own list)
from shounuo.casework.accept import accept
from shounuo.casework.incident.tree import answer
from shounuo.casework.open_case import open_case
from shounuo.casework.problems.repeats import LOOK
from shounuo.casework.reply import reply
from shounuo.casework.resolve import confirm, resolve
from shounuo.commitments.models import Commitment
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.oncall.models import Shift
from shounuo.waiting.engine import fire_due
from shounuo.waiting.models import Due
from tests.support.queries import counted
from tests.support.world import MONDAY, World, build, ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _watch(at: datetime) -> None:
    def died(row: Due, when: datetime) -> None:
        pytest.fail(row.last_error)

    while fire_due(at, on_death=died):
        pass


def _open(world: World, level: str = "P2") -> Case:
    new = ticket(
        world.wang, description="请问怎么看账单?", problem_type="consulting", impact="none", choice=level
    )
    return open_case(new, by=world.wang.actor, at=MONDAY)


def _broken_alarms() -> QuerySet[Alarm]:
    """Of broken promises; that these cases are all alike is another matter."""
    return Alarm.objects.filter(kind="commitment.broken", cleared_at=None)


def _told(case: Case, kind: str) -> list[tuple[str, str, int]]:
    rows = Message.objects.filter(case=case, kind=kind).order_by("id")
    return [(row.user.name if row.user else "", row.facts["track"], row.facts["share"]) for row in rows]


@pytest.mark.clause("6.1-sla-risk", "7.1-workflow")
def test_warnings_come_at_half_three_quarters_and_nine_tenths_and_the_last_reaches_the_lead(
    world: World,
) -> None:
    case = _open(world)
    for minute in (59, 60, 89, 90, 107, 108, 119):
        _watch(m(minute))
    assert _told(case, "commitment.warning") == [
        ("周值班", "response", 50), ("周值班", "response", 75), ("周值班", "response", 90), ("陈主管", "response", 90),
    ]  # fmt: skip
    moments = Entry.objects.filter(stream=case.stream, verb="commitment.warned").order_by("seq")
    assert [entry.happened_at for entry in moments] == [m(60), m(90), m(108)]
    assert not Alarm.objects.filter(case=case).exists()


@pytest.mark.clause("7.1-workflow")
def test_a_breach_is_recorded_at_its_due_time_however_late_the_watch_looks(world: World) -> None:
    case = _open(world)
    _watch(m(300))
    row = Commitment.objects.get(case=case, track="response")
    assert (row.broken_at, row.state) == (m(120), "running")
    entry = Entry.objects.get(stream=case.stream, verb="commitment.broken")
    assert (entry.happened_at, entry.recorded_at) == (m(120), m(300))
    assert Alarm.objects.filter(case=case, kind="commitment.broken", cleared_at=None).count() == 1


@pytest.mark.clause("7.1-workflow")
def test_at_exactly_the_due_time_nothing_is_broken_yet(world: World) -> None:
    case = _open(world)
    _watch(m(120))
    assert not Entry.objects.filter(stream=case.stream, verb="commitment.broken").exists()
    _watch(m(120) + timedelta(seconds=1))
    assert Entry.objects.filter(stream=case.stream, verb="commitment.broken").count() == 1


@pytest.mark.clause("7.1-workflow")
def test_looking_twice_or_acting_after_the_watch_tells_nothing_twice(world: World) -> None:
    case = _open(world)
    _watch(m(121))
    _watch(m(121))
    accept(case, world.duty, at=m(125))
    _watch(m(125))
    assert Entry.objects.filter(stream=case.stream, verb="commitment.broken").count() == 1
    assert _told(case, "commitment.breach") == [("周值班", "response", 100), ("陈主管", "response", 100)]


@pytest.mark.clause("7.1-workflow")
def test_with_and_without_a_watch_the_same_promises_are_kept_and_broken(world: World) -> None:
    watched, alone = _open(world, "P1"), _open(world, "P1")
    for case in (watched, alone):
        accept(case, world.duty, at=m(10))
        answer(case, "known_problem", "yes", world.duty, article="KB-1", at=m(10))  # so that it stays
        answer(case, "by_knowledge", "done", world.duty, at=m(10))
    for minute in range(11, 200):
        _watch(m(minute))
        Due.objects.filter(subject_id=alone.pk).update(due_at=m(10_000))
    for case in (watched, alone):
        reply(case, "有进展", by=world.duty.actor, at=m(200))
    told = [
        list(
            Commitment.objects.filter(case=case)
            .order_by("track", "ordinal")
            .values_list("track", "state", "due_at", "broken_at", "met_at")
        )
        for case in (watched, alone)
    ]
    assert told[0] == told[1]


@pytest.mark.clause("5.4-confirm")
def test_silence_closes_after_three_days_and_not_a_second_earlier(world: World) -> None:
    case = _open(world)
    resolve(case, Solved("permanent", "已答复", "无", "无"), by=world.duty.actor, at=m(30))
    _watch(m(30) + timedelta(days=3) - timedelta(seconds=1))
    case.refresh_from_db()
    assert case.state == "resolved"
    _watch(m(30) + timedelta(days=3))
    case.refresh_from_db()
    assert (case.state, case.resolutions.get().answer) == ("closed", "silent")
    assert Message.objects.filter(case=case, kind="case.closed").count() == 1


@pytest.mark.clause("5.4-confirm")
def test_a_confirmed_case_is_not_closed_again_and_afterwards_there_is_silence(world: World) -> None:
    case = _open(world)
    resolve(case, Solved("permanent", "已答复", "无", "无"), by=world.duty.actor, at=m(30))
    confirm(case, by=world.wang.actor, at=m(60))
    for days in (1, 7):  # the survey, and its one reminder
        _watch(m(60) + timedelta(days=days))
    before = (Entry.objects.count(), Message.objects.count(), Alarm.objects.count())
    _watch(m(60) + timedelta(days=30))
    assert (Entry.objects.count(), Message.objects.count(), Alarm.objects.count()) == before
    assert not Due.objects.exists()


@pytest.mark.clause("5.2-assign")
def test_nobody_on_duty_is_an_alarm_and_the_first_to_come_gets_the_case(world: World) -> None:
    Shift.objects.update(begins_at=m(10))
    case = _open(world)
    assert not Case.objects.exclude(assignee=None).exists()
    assert Alarm.objects.filter(case=case, kind="case.unassigned", cleared_at=None).count() == 1
    _watch(m(5))
    assert not Case.objects.filter(assignee=world.duty).exists()
    _watch(m(11))
    case.refresh_from_db()
    assert case.assignee == world.duty
    assert not Alarm.objects.filter(case=case, cleared_at=None).exists()
    assert Message.objects.filter(case=case, kind="case.assigned", user=world.duty).count() == 1
    assert not Due.objects.filter(kind="case.assign").exists()


@pytest.mark.clause("7.1-workflow")
def test_resolving_clears_the_alarms_that_called_for_it_also_those_it_settles_itself(world: World) -> None:
    seen, unseen = _open(world), _open(world)
    _watch(m(121))
    assert _broken_alarms().count() == 2
    for case in (seen, unseen):
        resolve(case, Solved("permanent", "已答复", "无", "无"), by=world.duty.actor, at=m(500))
    assert not _broken_alarms().exists()
    assert Entry.objects.filter(verb="commitment.broken").count() == 4


@pytest.mark.clause("7.1-workflow")
def test_thirty_cases_due_together_cost_no_more_statements_than_three(world: World) -> None:
    def spent(count: int, minute: int) -> int:
        cases = [_open(world) for _ in range(count)]
        Due.objects.exclude(subject_id__in=[case.pk for case in cases]).delete()
        Due.objects.filter(kind=LOOK).delete()  # whether they are alike is each one's own question
        with counted() as asked:
            _watch(m(minute))
        assert _broken_alarms().filter(case__in=cases).count() == count
        return len(asked)

    assert spent(30, 121) == spent(3, 122) <= 53
