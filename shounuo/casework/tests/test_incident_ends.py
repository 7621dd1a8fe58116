"""The steps of an incident, its restoration and what follows; a P1 and its decision tree. Times by hand from SPT-003 5.3.2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from shounuo.accounts.models import User
from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.act import working_on
from shounuo.casework.change_priority import correct, raise_priority
from shounuo.casework.incident.command import take_command
from shounuo.casework.incident.roles import join, leave, need
from shounuo.casework.incident.steps import do_step, drop_step, start_step
from shounuo.casework.incident.talk import operate, sync
from shounuo.casework.incident.tree import answer
from shounuo.casework.reply import reply
from shounuo.casework.resolve import deny, resolve
from shounuo.casework.story import told
from shounuo.commitments.models import Commitment
from shounuo.incidents.models import Presence
from shounuo.kernel.refusal import Refusal
from shounuo.notifications.models import Call, Message
from shounuo.waiting.models import Due
from shounuo.watch.loop import tick
from tests.support.crew import Crew, burning, crew
from tests.support.incident import incident_of, now_of, restored
from tests.support.pager import Keeping, keeping
from tests.support.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Crew:
    return crew()


@pytest.fixture
def vendors(people: Crew) -> Iterator[dict[str, Keeping]]:
    with keeping("wecom", "sms", "voice", at=MONDAY) as found:
        yield found


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _until(minutes: float, since: float = 0) -> None:
    step = since
    while step <= minutes:
        while tick(m(step)):
            pass
        step += 0.25


def _promises(case: Case) -> dict[str, tuple[float, str]]:
    """Track -> minutes after the trigger, and how it stands."""
    rows = Commitment.objects.filter(case=case).exclude(state="superseded").order_by("pk")
    return {row.track: ((row.due_at - MONDAY).total_seconds() / 60, row.state) for row in rows}


def _how(case: Case, track: str) -> str:
    """kept, late, broken, withdrawn or running, as it ended last."""
    row = Commitment.objects.filter(case=case, track=track).latest("ordinal")
    if row.state == "met":
        return "late" if row.broken_at else "kept"
    return "broken" if row.broken_at else row.state


def _p0_done_up_to_the_restoration(case: Case, people: Crew) -> None:
    steps = [
        ("parallel", "diagnose"), ("parallel", "assess_impact"), ("parallel", "prepare_rollback"), ("parallel", "contact_customer"),
        ("parallel", "update_customer"), ("parallel", "prepare_announcement"),
    ]  # fmt: skip
    for stage, step in steps:
        do_step(case, stage, step, people.world.senior, "做完了", at=m(12))


@pytest.mark.clause("5.3.2-P0-parallel", "5.3.2-P0-customer-comms")
def test_the_parallel_stage_is_kept_once_its_tasks_are_done(people: Crew) -> None:
    case = burning(people.world)
    _p0_done_up_to_the_restoration(case, people)
    assert _how(case, "stage:parallel") == "kept"
    assert _how(case, "first_contact") == "kept"
    assert (
        incident_of(case).steps.get(step="security").state == "todo"
    )  # not needed unless security is involved


@pytest.mark.clause("5.3.2-P0-restore", "5.3.2-P0-customer-comms", "5.3.2-P0-after")
def test_the_emergency_is_lifted_after_its_confirmations_and_not_before(people: Crew) -> None:
    case, senior, manager = burning(people.world), people.world.senior, people.manager
    with pytest.raises(Refusal) as refused:
        do_step(case, "restore", "lift_emergency", manager, "可以了", at=m(60))
    assert refused.value.facts["missing"] == ["service_restored", "data_intact", "customer_confirms"]
    with pytest.raises(Refusal) as refused:
        do_step(case, "restore", "service_restored", people.operations, "看起来好了", at=m(61))
    assert refused.value.code == "incident.not_yours_to_confirm"
    with pytest.raises(Refusal) as refused:
        do_step(case, "restore", "service_restored", senior, "", at=m(61))
    assert refused.value.code == "incident.evidence_needed"
    do_step(case, "restore", "service_restored", senior, "下单成功率 100%", at=m(62))
    assert incident_of(case).restored_at == m(62)
    assert Message.objects.filter(case=case, kind="incident.restored").count() == 1
    report = Commitment.objects.get(case=case, track="report")
    assert report.due_at == m(62 + 24 * 60)
    do_step(case, "restore", "data_intact", senior, "校验和一致", at=m(63))
    do_step(case, "restore", "customer_confirms", people.success, "王小明电话确认", at=m(64))
    do_step(case, "restore", "lift_emergency", manager, "全部确认", at=m(65))
    incident = incident_of(case)
    assert (incident.state, incident.ended_how) == ("over", "lifted")
    assert (_how(case, "resolution"), _how(case, "stage:restore")) == ("kept", "kept")
    assert not Due.objects.filter(kind="incident.next").exists()
    with pytest.raises(Refusal) as refused:
        do_step(case, "implement", "monitor", senior, at=m(70))
    assert refused.value.code == "incident.none"


@pytest.mark.clause("5.3.2-P0-restore")
def test_a_p0_is_not_solved_while_it_burns(people: Crew) -> None:
    case = burning(people.world)
    accept(case, people.world.senior, at=m(3))
    solved = Solved("workaround", "切换到备库", "主库磁盘写满", "加监控")
    with pytest.raises(Refusal) as refused:
        resolve(case, solved, by=people.world.senior.actor, at=m(50))
    assert refused.value.code == "incident.under_way"
    assert now_of(case).state == "working"
    restored(case, people.manager, m(55))
    resolve(case, solved, by=people.world.senior.actor, at=m(60))
    deny(now_of(case), "又挂了", by=people.world.wang.actor, at=m(80))
    second = incident_of(case)
    assert (second.ordinal, second.state, second.origin) == (2, "running", "reopened")


@pytest.mark.clause("5.3.2-P1-restore")
def test_a_p1_is_watched_before_it_is_solved(people: Crew) -> None:
    case = burning(people.world, "P1")
    assert case.assignee
    accept(case, case.assignee, level="P1", at=m(3))
    restored(case, people.manager, m(100))
    assert incident_of(case).state == "monitoring"
    assert _how(case, "resolution") == "kept"
    resolve(case, Solved("permanent", "修复", "配置错误", "评审"), by=case.assignee.actor, at=m(160))
    assert (incident_of(case).state, incident_of(case).ended_how) == ("over", "resolved")


@pytest.mark.clause("5.3.2-P0-internal-comms", "5.3.2-P0-implement")
def test_syncs_and_operations_are_on_record(people: Crew) -> None:
    case = burning(people.world)
    sync(case, "主库宕机，正在切换", people.manager, at=m(10))
    operate(case, "执行 failover", people.operations, at=m(20))
    rows = Commitment.objects.filter(case=case, track="sync").order_by("ordinal")
    assert [(row.state, (row.due_at - MONDAY).total_seconds() / 60) for row in rows] == [
        ("met", 15),
        ("running", 25),
    ]
    _until(26, 25.5)
    assert [row.state for row in rows.all()] == ["met", "missed", "running"]
    assert [line.sentence for line in told(case) if line.verb == "incident.operated"] == [
        "钱运维 操作：执行 failover"
    ]


@pytest.mark.clause("5.3.2-P0-team", "5.3.2-P0-parallel")
def test_security_is_called_once_it_is_needed(people: Crew, vendors: dict[str, Keeping]) -> None:
    case = burning(people.world)
    need(case, "security", people.manager, at=m(12))
    need(case, "security", people.manager, at=m(13))
    assert _promises(case)["arrival:security"] == (27, "running")
    _until(13, 12)
    assert Call.objects.get(page__occasion="join:security").user == people.security
    assert join(case, people.security, at=m(20)) == ["security"]
    assert _how(case, "arrival:security") == "kept"


@pytest.mark.clause("5.3.2-P1-to-P0")
def test_a_p1_that_becomes_a_p0_goes_on_as_the_same_incident(people: Crew) -> None:
    case = burning(people.world, "P1")
    join(case, people.success, at=m(10))
    raise_priority(case, "P0", "影响扩大到所有用户", by=people.world.duty.actor, at=m(60))
    incident = incident_of(case)
    assert (incident.ordinal, incident.level, incident.trigger_at) == (1, "P0", m(60))
    promises = _promises(case)
    running = {"arrival:senior_engineer": (65, "running"), "stage:restore": (180, "running")}
    assert {track: promises[track] for track in running} == running
    assert promises["arrival:customer_success_manager"][1] == "met"
    assert "hand_over" not in {row.track for row in Commitment.objects.filter(case=case, state="running")}
    assert set(incident.steps.values_list("stage", flat=True)) >= {"parallel", "take_over"}


def test_a_p0_reduced_to_p1_counts_from_where_it_began(people: Crew) -> None:
    case = burning(people.world)
    accept(case, people.world.senior, level="P0", at=m(3))
    with working_on(case, at=m(40)) as act:
        correct(act, "P1", "影响已控制", by=people.world.lead.actor, at=m(40))
    incident = incident_of(case)
    assert (incident.level, incident.trigger_at, incident.state) == ("P1", m(0), "running")
    assert _promises(case)["stage:restore"] == (240, "running")
    assert not Commitment.objects.filter(case=case, track="sync", state="running").exists()


@pytest.mark.clause("5.3.2-P1-tree")
def test_what_nobody_located_goes_to_a_senior_by_itself_at_minute_thirty(
    people: Crew, vendors: dict[str, Keeping]
) -> None:
    case = burning(people.world, "P1")
    assert case.assignee
    accept(case, case.assignee, level="P1", at=m(3))
    answer(case, "known_problem", "no", case.assignee, at=m(14))
    answer(case, "core_architecture", "no", case.assignee, at=m(15))
    _until(29.75, 29)
    assert now_of(case).assignee == case.assignee
    for second in (58, 59):
        while tick(m(29 + second / 60)):
            pass
    assert now_of(case).assignee == people.world.senior
    assert _how(case, "hand_over") == "kept"
    assert _promises(case)["arrival:senior_engineer"][1] == "running"


@pytest.mark.clause("5.3.2-P1-tree")
def test_the_core_architecture_goes_at_once_and_answers_are_checked(people: Crew) -> None:
    case = burning(people.world, "P1")
    duty = case.assignee
    assert duty
    with pytest.raises(Refusal) as refused:
        answer(case, "known_problem", "yes", duty, at=m(2))
    assert refused.value.code == "incident.article_needed"
    with pytest.raises(Refusal) as refused:
        answer(case, "locate", "done", duty, at=m(2))
    assert refused.value.code == "incident.tree_went_on"
    answer(case, "known_problem", "no", duty, at=m(3))
    place = answer(case, "core_architecture", "yes", duty, words="跨可用区网络", at=m(4))
    assert place.node == "hand_over_at_once"
    assert now_of(case).assignee in (people.world.senior, people.world.architect)
    assert _how(case, "hand_over") == "kept"


@pytest.mark.clause("5.3.2-P1-tree")
def test_a_known_problem_solved_in_time_stays(people: Crew) -> None:
    case = burning(people.world, "P1")
    duty = case.assignee
    assert duty
    answer(case, "known_problem", "yes", duty, article="KB-12", at=m(5))
    answer(case, "by_knowledge", "done", duty, at=m(34))
    assert _how(case, "hand_over") == "withdrawn"
    assert now_of(case).assignee == duty


@pytest.mark.parametrize("who", ["customer", "removed", "auditor"])
def test_whoever_has_no_part_in_it_is_refused_in_words(who: str, people: Crew) -> None:
    case = burning(people.world)
    user: User = people.world.admin if who == "auditor" else people.operations
    if who == "customer":
        assert people.world.wang.user
        user = people.world.wang.user
    if who == "removed":
        user.is_active = False
    if who == "auditor":
        from shounuo.accounts import actions as accounts
        from shounuo.kernel.actor import SYSTEM

        user = accounts.enrol(
            "audit@house.example",
            "审核",
            staff=True,
            password=None,
            roles=["auditor"],
            by=SYSTEM,
            at=MONDAY,
        )
    before = Presence.objects.count()
    for act in (
        lambda: join(case, user, at=m(2)), lambda: take_command(case, user, at=m(2)),
        lambda: do_step(case, "parallel", "diagnose", user, at=m(2)), lambda: sync(case, "好", user, at=m(2)),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.status == 403
    assert Presence.objects.count() == before


def test_a_task_is_left_out_only_with_a_reason_and_a_confirmation_never(people: Crew) -> None:
    case, senior = burning(people.world), people.world.senior
    start_step(case, "parallel", "diagnose", senior, at=m(6))
    with pytest.raises(Refusal):
        drop_step(case, "parallel", "prepare_announcement", senior, " ", at=m(7))
    drop_step(case, "parallel", "prepare_announcement", senior, "只有一个客户", at=m(7))
    with pytest.raises(Refusal) as refused:
        drop_step(case, "restore", "data_intact", senior, "不需要", at=m(8))
    assert refused.value.code == "incident.always_needed"
    with pytest.raises(Refusal) as refused:
        do_step(case, "notify", "alarm", senior, at=m(8))
    assert refused.value.code == "incident.step_automatic"


def test_who_commands_hands_over_before_leaving(people: Crew) -> None:
    case = burning(people.world)
    take_command(case, people.world.senior, at=m(6))
    join(case, people.world.senior, at=m(6))
    with pytest.raises(Refusal) as refused:
        leave(case, people.world.senior, at=m(7))
    assert refused.value.code == "incident.commands"


@pytest.mark.clause("5.3.2-P0-customer-comms")
def test_a_public_reply_is_the_first_contact(people: Crew) -> None:
    case = burning(people.world)
    reply(case, "我们已经在处理，下一次更新 10:20", by=people.success.actor, at=m(5))
    assert _how(case, "first_contact") == "kept"
    assert incident_of(case).steps.get(step="contact_customer").state == "done"
