"""What a case promises and when, told as stories of verbs at typed moments. Every expected time is typed from SPT-003."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.change_priority import raise_priority
from shounuo.casework.open_case import open_case
from shounuo.casework.reply import customer_reply, reply
from shounuo.casework.resolve import confirm, deny, resolve
from shounuo.commitments.models import Commitment
from shounuo.notifications.models import Alarm, Message
from tests.support.incident import calm
from tests.support.world import MONDAY, World, build, ticket

pytestmark = pytest.mark.django_db
SOLVED = Solved("permanent", "重启并修复连接池", "连接池泄漏", "加连接数告警")


@pytest.fixture
def world() -> World:
    return build()


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _open(world: World, level: str, at: datetime = MONDAY) -> Case:
    """A case at exactly this level: judged low, chosen by the customer where it is to be higher."""
    calm = ticket(
        world.wang,
        subject="咨询",
        description="请问如何开通 S3 版本控制?",
        problem_type="consulting",
        impact="none",
        choice=level,
    )
    case = open_case(calm, by=world.wang.actor, at=at)
    assert case.priority == level
    return case


def _row(case: Case, track: str, ordinal: int | None = None) -> Commitment:
    rows = Commitment.objects.filter(case=case, track=track)
    return rows.get(ordinal=ordinal) if ordinal else rows.latest("ordinal")


def _due(case: Case, track: str) -> timedelta:
    return _row(case, track).due_at - MONDAY


def H(hours: int) -> timedelta:  # noqa: N802 (read as in the standard's table)
    return timedelta(hours=hours)


def M(minutes: int) -> timedelta:  # noqa: N802
    return timedelta(minutes=minutes)


def D(days: int) -> timedelta:  # noqa: N802
    return timedelta(days=days)


TARGETS = [
    pytest.param("P0", M(15), H(2), M(15), H(24), marks=pytest.mark.clause("4.2-P0")),
    pytest.param("P1", M(30), H(4), M(30), H(48), marks=pytest.mark.clause("4.2-P1")),
    pytest.param("P2", H(2), H(8), H(2), None, marks=pytest.mark.clause("4.2-P2")),
    pytest.param("P3", H(4), H(24), H(4), None, marks=pytest.mark.clause("4.2-P3")),
    pytest.param("P4", H(8), H(48), D(1), None, marks=pytest.mark.clause("4.2-P4")),
]


@pytest.mark.parametrize(("level", "response", "resolution", "update", "report"), TARGETS)
def test_each_level_promises_what_the_standard_says(
    world: World,
    level: str,
    response: timedelta,
    resolution: timedelta,
    update: timedelta,
    report: timedelta | None,
) -> None:
    case = _open(world, level)
    assert (_due(case, "response"), _due(case, "resolution")) == (response, resolution)
    accept(case, world.duty, at=m(5))
    assert _due(case, "update") == M(5) + update
    calm(case, m(20))
    resolve(case, SOLVED, by=world.duty.actor, at=m(20))
    owed = Commitment.objects.filter(case=case, track="report", state="running").first()
    assert (owed and owed.due_at - m(20)) == report
    running = {row.track for row in Commitment.objects.filter(case=case, state="running")}
    assert running == ({"report"} if report else set())


@pytest.mark.clause("4.2-24x7")
def test_a_response_at_exactly_the_due_time_is_kept_and_a_second_later_it_is_late(world: World) -> None:
    kept, late = _open(world, "P1"), _open(world, "P1")
    accept(kept, world.duty, at=m(30))
    accept(late, world.duty, at=m(30) + timedelta(seconds=1))
    assert _row(kept, "response").broken_at is None
    assert (_row(late, "response").state, _row(late, "response").broken_at) == ("met", m(30))


@pytest.mark.clause("4.2-24x7")
def test_a_public_reply_is_a_response_too_and_the_acknowledgement_is_none(world: World) -> None:
    case = _open(world, "P2")
    assert Message.objects.filter(case=case, kind="case.acknowledged").count() == 1
    assert _row(case, "response").state == "running"
    reply(case, "我们正在看", by=world.duty.actor, at=m(40))
    assert (_row(case, "response").state, _row(case, "response").met_at) == ("met", m(40))
    assert _due(case, "update") == M(40) + H(2)


@pytest.mark.clause("5.3.1-communicate", "4.2-P0")
def test_the_cadence_runs_from_the_last_public_reply_and_a_customers_message_moves_nothing(
    world: World,
) -> None:
    case = _open(world, "P0")
    accept(case, world.duty, at=m(4))
    reply(case, "已定位到主库", by=world.duty.actor, at=m(14))
    assert _due(case, "update") == M(29)
    customer_reply(case, "快一点", by=world.wang.actor, at=m(20))
    assert _due(case, "update") == M(29)
    assert _row(case, "update", 1).state == "met"


@pytest.mark.clause("5.3.1-communicate", "7.1-workflow")
def test_missed_updates_are_each_broken_at_their_time_though_no_watch_was_awake(world: World) -> None:
    case = _open(world, "P1")
    accept(case, world.duty, at=m(10))
    reply(case, "抱歉来迟", by=world.duty.actor, at=m(110))
    rows = list(Commitment.objects.filter(case=case, track="update").order_by("ordinal"))
    assert [(row.state, row.due_at - MONDAY) for row in rows] == [
        ("missed", M(40)), ("missed", M(70)), ("missed", M(100)), ("met", M(130)), ("running", M(140)),
    ]  # fmt: skip
    assert [row.broken_at for row in rows] == [m(40), m(70), m(100), None, None]
    assert Alarm.objects.filter(case=case, kind="commitment.broken").count() == 3


@pytest.mark.clause("4.2-24x7")
def test_waiting_for_the_customer_pauses_resolution_and_slows_updates_for_p2(world: World) -> None:
    case = _open(world, "P2")
    accept(case, world.duty, at=m(10))
    reply(case, "请提供日志", wait=True, by=world.duty.actor, at=m(60))
    assert _row(case, "resolution").paused_at == m(60)
    assert _due(case, "update") == M(60) + D(1)
    customer_reply(case, "附上日志", by=world.wang.actor, at=m(360))
    assert _due(case, "resolution") == H(8) + H(5)
    assert _due(case, "update") == M(360) + H(2)
    assert _row(case, "update", 2).state == "superseded", (
        "the day of waiting ends as the promise of a new pace begins"
    )
    assert _row(case, "update", 3).warned == 0
    case.refresh_from_db()
    assert case.state == "working"


@pytest.mark.clause("4.2-24x7")
@pytest.mark.parametrize("level", ["P0", "P1"])
def test_waiting_pauses_nothing_for_p0_and_p1(world: World, level: str) -> None:
    case = _open(world, level)
    accept(case, world.duty, at=m(1))
    reply(case, "请确认", wait=True, by=world.duty.actor, at=m(10))
    before = _due(case, "update")
    assert _row(case, "resolution").paused_at is None
    customer_reply(case, "确认", by=world.wang.actor, at=m(12))
    assert _due(case, "update") == before


@pytest.mark.clause("5.3.4-procedure", "3.2-upgrade-any-time")
def test_a_raise_takes_the_earlier_due_time_and_keeps_the_old_rows_as_superseded(world: World) -> None:
    case = _open(world, "P2")
    accept(case, world.duty, at=m(10))
    raise_priority(case, "P0", "所有用户都无法下单", by=world.duty.actor, at=m(50))
    assert _due(case, "resolution") == M(50) + H(2)
    assert _due(case, "update") == M(65)
    assert _row(case, "resolution", 1).state == "superseded"
    late = _open(world, "P2")
    raise_priority(late, "P1", "核心功能受影响", by=world.duty.actor, at=m(110))
    assert _due(late, "response") == H(2), "the old due time was earlier than 110 + 30"


@pytest.mark.clause("5.3.4-procedure")
def test_a_breach_once_recorded_stays_through_a_raise(world: World) -> None:
    case = _open(world, "P2")
    raise_priority(case, "P1", "更严重了", by=world.duty.actor, at=m(130))
    response = _row(case, "response")
    assert (response.ordinal, response.state, response.broken_at) == (1, "running", m(120))


@pytest.mark.clause("3.2-engineer-confirms", "5.3.4-procedure")
def test_a_correction_downward_on_accepting_counts_from_the_start(world: World) -> None:
    case = _open(world, "P1")
    accept(case, world.duty, level="P3", reason="只影响一个内部页面", at=m(20))
    assert _row(case, "response").state == "met"
    assert _due(case, "resolution") == H(24)
    assert _due(case, "update") == M(20) + H(4)


@pytest.mark.clause("5.4-confirm", "4.2-24x7")
def test_a_denial_resumes_resolution_with_the_time_left_and_owes_a_new_response(world: World) -> None:
    case = _open(world, "P2")
    accept(case, world.duty, at=m(10))
    resolve(case, SOLVED, by=world.duty.actor, at=m(180))
    deny(case, "还是导不出来", by=world.wang.actor, at=m(1000))
    assert _due(case, "resolution") == M(1000) + H(8) - M(180)
    assert _due(case, "response") == M(1000) + H(2)
    assert _row(case, "update").state == "withdrawn"
    accept(case, world.duty, at=m(1010))
    assert _due(case, "update") == M(1010) + H(2)
    assert _row(case, "response").state == "met"


@pytest.mark.clause("4.2-24x7")
def test_resolving_and_confirming_stops_every_clock_for_good(world: World) -> None:
    case = _open(world, "P2")
    resolve(case, SOLVED, by=world.duty.actor, at=m(100))
    confirm(case, by=world.wang.actor, at=m(120))
    assert not Commitment.objects.filter(case=case, state="running").exists()
    case.refresh_from_db()
    assert case.state == "closed"


@pytest.mark.clause("5.3.1-solution")
def test_a_workaround_leaves_the_permanent_fix_owed(world: World) -> None:
    case = _open(world, "P2")
    resolve(case, Solved("workaround", "切到备机", "磁盘故障", "换盘"), by=world.duty.actor, at=m(100))
    fix = _row(case, "permanent_fix")
    assert (fix.state, fix.audience, fix.due_at - m(100)) == ("running", "internal", D(14))
