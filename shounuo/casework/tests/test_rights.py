"""Decision rights are walls, the customer authorises a recovery, a security incident closes its room. [5.3.2-P0-rights]"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shounuo.cases.models import Case
from shounuo.casework.incident import authorise, closed, rights
from shounuo.casework.incident.command import take_command
from shounuo.casework.incident.gate import sees_inside
from shounuo.casework.incident.roles import join
from shounuo.casework.incident.talk import operate
from shounuo.casework.story import told
from shounuo.customers.actions import authorise_recovery, end_authority
from shounuo.incidents.models import Authorisation, Decision
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.notifications.models import Message
from tests.support.crew import Crew, burning, crew
from tests.support.incident import incident_of, now_of
from tests.support.world import MONDAY, account

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-rights")]


@pytest.fixture
def people() -> Crew:
    return crew()


@pytest.fixture
def case(people: Crew) -> Case:
    return burning(people.world)


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _code(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def test_a_senior_engineer_fixes_alone_and_a_duty_engineer_does_not(people: Crew, case: Case) -> None:
    held = rights.propose(case, "emergency_fix", "重启主库", "连接全部失败", people.world.duty, at=m(5))
    with pytest.raises(Refusal) as refused:
        rights.start(case, held.pk, people.world.duty, at=m(6))
    assert _code(refused) == "decision.not_yours"
    rights.start(case, held.pk, people.world.senior, at=m(6))
    rights.finish(case, held.pk, people.world.senior, "恢复", at=m(8))
    held.refresh_from_db()
    assert (held.state, held.decided_by, held.decided_as, held.started_at, held.done_at) == (
        "done", people.world.senior, "senior_engineer", m(6), m(8),
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        rights.start(case, held.pk, people.world.senior, at=m(9))
    assert _code(refused) == "decision.state"


def test_the_technical_manager_calls_in_resources(people: Crew, case: Case) -> None:
    waits = rights.propose(
        case, "call_in_resources", "需要安全团队", "疑似入侵", people.operations, call=("security",), at=m(5)
    )
    assert waits.state == "proposed"
    assert incident_of(case).posts.get(member="security").needed_at is None
    rights.decide(case, waits.pk, people.manager, approved=True, call=("security",), at=m(6))
    assert incident_of(case).posts.get(member="security").needed_at == m(6)
    rights.decide(case, waits.pk, people.manager, approved=True, call=("security",), at=m(7))
    assert len([line for line in told(case) if line.verb == "decision.approved"]) == 1


def test_a_major_change_needs_an_architect_whoever_asks(people: Crew, case: Case) -> None:
    held = rights.propose(
        case,
        "major_architecture_change",
        "把写流量切到新集群",
        "旧集群无法扩容",
        people.world.senior,
        at=m(10),
    )
    for user in (people.world.senior, people.manager, people.world.architect):
        with pytest.raises(Refusal) as refused:
            rights.start(case, held.pk, user, at=m(11))
        assert _code(refused) == "decision.not_approved"
    with pytest.raises(Refusal) as refused:
        rights.finish(case, held.pk, people.world.senior, "做完了", at=m(11))
    assert _code(refused) == "decision.state"
    with pytest.raises(Refusal):
        rights.decide(case, held.pk, people.manager, approved=True, at=m(11))
    rights.object_to(case, held.pk, people.operations, "没有回滚方案", at=m(12))
    rights.decide(case, held.pk, people.world.architect, "先演练一次", approved=True, at=m(13))
    with pytest.raises(Refusal) as refused:
        operate(case, "切换写流量", people.operations, held.pk, at=m(13))
    assert _code(refused) == "decision.not_started"
    rights.start(case, held.pk, people.world.senior, at=m(14))
    operate(case, "切换写流量", people.operations, held.pk, at=m(15))
    held.refresh_from_db()
    assert (held.state, held.decided_as, held.objections[0]["by"]) == ("started", "architect", "钱运维")


def test_a_recovery_is_refused_without_authorisation_then_authorised_in_the_portal(
    people: Crew, case: Case
) -> None:
    wang = people.world.wang
    held = rights.propose(
        case, "data_recovery", "从 09:50 快照恢复 orders", "数据损坏", people.world.senior, at=m(10)
    )
    for user in people.everybody:
        with pytest.raises(Refusal) as refused:
            rights.start(case, held.pk, user, at=m(11))
        assert _code(refused) in ("decision.not_authorised",)
    with pytest.raises(Refusal) as refused:
        authorise.ask(case, held.pk, wang.pk, "同意恢复", people.success, at=m(12))
    assert _code(refused) == "authorisation.nobody"
    authorise_recovery(wang, by=SYSTEM, at=m(12))
    with pytest.raises(Refusal) as refused:
        authorise.ask(case, held.pk, people.world.li.pk, "同意恢复", people.success, at=m(12))
    assert _code(refused) == "authorisation.not_named"
    asked = authorise.ask(
        case, held.pk, wang.pk, "同意用 09:50 的快照覆盖现有订单库", people.success, at=m(13)
    )
    told_ = Message.objects.get(kind="incident.authorisation")
    assert told_.address == "wang@blue.example"
    with pytest.raises(Refusal) as refused:
        authorise.answer(asked, account(people.world.li), granted=True, at=m(14))
    assert refused.value.status == 404
    authorise.answer(asked, account(wang), granted=True, at=m(15))
    authorise.answer(asked, account(wang), granted=True, at=m(16))
    rights.start(case, held.pk, people.world.senior, at=m(17))
    assert Decision.objects.get().state == "started"
    with pytest.raises(Refusal) as refused:
        authorise.answer(asked, account(wang), granted=False, at=m(18))
    assert _code(refused) == "authorisation.over"


def test_an_authorisation_is_taken_back_or_lapses_before_the_start(people: Crew, case: Case) -> None:
    wang = people.world.wang
    authority = authorise_recovery(wang, by=SYSTEM, at=m(0))
    held = rights.propose(case, "data_recovery", "恢复", "", people.world.senior, at=m(10))
    asked = authorise.ask(case, held.pk, wang.pk, "同意恢复", people.success, at=m(11))
    authorise.answer(asked, account(wang), granted=True, at=m(12))
    authorise.answer(asked, account(wang), granted=False, at=m(13))
    with pytest.raises(Refusal):
        rights.start(case, held.pk, people.world.senior, at=m(14))
    authorise.answer(asked, account(wang), granted=True, at=m(15))
    end_authority(authority, by=SYSTEM, at=m(16))
    with pytest.raises(Refusal) as refused:
        rights.start(case, held.pk, people.world.senior, at=m(17))
    assert _code(refused) == "decision.not_authorised"


def test_by_telephone_it_needs_a_witness_who_is_somebody_else(people: Crew, case: Case) -> None:
    authorise_recovery(people.world.wang, by=SYSTEM, at=m(0))
    held = rights.propose(case, "data_recovery", "恢复", "", people.world.senior, at=m(10))
    with pytest.raises(Refusal):
        authorise.record_call(case, held.pk, people.world.wang.pk, " ", people.success, at=m(11))
    heard = authorise.record_call(
        case, held.pk, people.world.wang.pk, "我同意用快照恢复订单库", people.success, at=m(11)
    )
    with pytest.raises(Refusal):
        rights.start(case, held.pk, people.world.senior, at=m(12))
    with pytest.raises(Refusal) as refused:
        authorise.witness(case, heard.pk, people.success, at=m(12))
    assert _code(refused) == "authorisation.own_witness"
    authorise.witness(case, heard.pk, people.manager, at=m(13))
    rights.start(case, held.pk, people.world.senior, at=m(14))
    one = Authorisation.objects.get()
    assert (one.via, one.wording, one.asked_by, one.witness) == (
        "phone",
        "我同意用快照恢复订单库",
        people.success,
        people.manager,
    )


@pytest.mark.clause("5.3.2-P0-parallel", "5.3.2-P0-team")
def test_a_security_incident_closes_its_room_to_named_people(people: Crew, case: Case) -> None:
    with pytest.raises(Refusal):
        closed.mark_security(case, people.operations, at=m(4))
    closed.mark_security(case, people.world.senior, at=m(5))
    closed.mark_security(case, people.world.senior, at=m(6))
    incident = incident_of(case)
    assert (incident.security, incident.closed_room) == (True, True)
    assert incident.posts.get(member="security").needed_at == m(5)
    held = now_of(case)
    assert [sees_inside(held, user) for user in (people.world.senior, people.security, people.operations, people.management)] == [
        True, True, False, False,
    ]  # fmt: skip
    with pytest.raises(Refusal) as refused:
        join(case, people.operations, at=m(7))
    assert _code(refused) == "incident.closed_room"
    with pytest.raises(Refusal):
        closed.admit(case, people.operations, "需要操作", people.world.senior, at=m(7))
    closed.admit(case, people.operations, "需要操作", people.security, at=m(8))
    join(case, people.operations, at=m(9))
    take_command(case, people.world.senior, at=m(9))
    closed.open_room(case, "确认不是入侵", people.world.senior, at=m(30))
    assert sees_inside(now_of(case), people.management)


def test_what_no_right_speaks_of_is_decided_by_whoever_commands(people: Crew, case: Case) -> None:
    held = rights.propose(case, "other", "对外发布公告", "", people.success, at=m(5))
    assert held.state == "proposed"
    with pytest.raises(Refusal) as refused:
        rights.decide(case, held.pk, people.success, approved=True, at=m(6))
    assert _code(refused) == "decision.not_yours"
    take_command(case, people.world.senior, at=m(6))
    with pytest.raises(Refusal):
        rights.decide(case, held.pk, people.world.senior, " ", approved=False, at=m(7))
    rights.decide(case, held.pk, people.world.senior, "只影响一个客户", approved=False, at=m(7))
    with pytest.raises(Refusal):
        rights.withdraw(case, held.pk, people.success, at=m(8))
