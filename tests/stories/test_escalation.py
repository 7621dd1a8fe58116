"""Escalation by itself where nothing moves, in one step where somebody asks; problems behind repeats. Times by hand from SPT-003 6."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.find.line import keep_index
from shounuo.casework.open_case import open_case
from shounuo.casework.problems.repeats import earlier_like
from shounuo.casework.reply import note, reply
from shounuo.casework.resolve import deny, resolve
from shounuo.commitments.models import Commitment
from shounuo.escalation.models import Escalation
from shounuo.notifications.models import Alarm, Message
from shounuo.oncall.models import Shift
from shounuo.problems.models import Likeness, Problem, ProblemCase
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.crew import P1, Crew, crew
from tests.support.desk import desk, look, opened
from tests.support.incident import now_of
from tests.support.world import account, ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(clock: StandingClock) -> Crew:
    return crew(clock.now)


def standing(case: Case, deed: str) -> str:
    return f"/desk/cases/{case.number}/standing/{deed}"


def _watch(clock: StandingClock, minutes: float) -> None:
    for _ in range(int(minutes * 2)):
        clock.forward(seconds=30)
        while tick(clock.now):
            pass


def _held(people: Crew, clock: StandingClock, **said: object) -> Case:
    return accept(opened(people.world, clock, **said), people.world.duty, at=clock.now)


@pytest.mark.clause("6.2-L1-L2", "6.2-L2-L3", "6.2-L3-AWS")
def test_thirty_minutes_then_an_hour_then_two_without_progress(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    _watch(clock, 30)
    assert now_of(case).assignee == people.world.duty
    _watch(clock, 1)
    assert now_of(case).assignee == people.world.senior
    first = Escalation.objects.get(kind="path")
    assert (first.step, first.trigger, first.from_user, first.to_user, first.why) == (
        "L1-L2", "no_progress", people.world.duty, people.world.senior, "30 分钟无进展",
    )  # fmt: skip
    assert first.handed["promises"]
    accept(now_of(case), people.world.senior, at=clock.now)
    _watch(clock, 61)
    assert now_of(case).assignee == people.world.architect
    accept(now_of(case), people.world.architect, at=clock.now)
    _watch(clock, 121)
    aws = Escalation.objects.get(kind="aws")
    assert (aws.state, aws.step, now_of(case).assignee) == ("proposed", "L3-AWS", people.world.architect)
    _watch(clock, 30)
    assert Escalation.objects.filter(kind="aws").count() == 1


@pytest.mark.clause("6.2-L1-L2")
def test_a_diagnosis_note_is_progress_and_an_internal_remark_is_not(
    people: Crew, clock: StandingClock
) -> None:
    case = _held(people, clock)
    _watch(clock, 29)
    note(case, "diagnosis", "看到慢查询", by=people.world.duty.actor, at=clock.now)
    _watch(clock, 20)
    note(case, "internal", "我先吃饭", by=people.world.duty.actor, at=clock.now)
    _watch(clock, 9)
    assert now_of(case).assignee == people.world.duty
    _watch(clock, 2.5)
    assert now_of(case).assignee == people.world.senior


@pytest.mark.clause("6.2-L1-L2")
def test_nobody_of_the_next_level_on_duty_is_an_alarm_and_the_lead_hears(
    people: Crew, clock: StandingClock
) -> None:
    case = _held(people, clock)
    Shift.objects.filter(user=people.world.senior).delete()
    _watch(clock, 45)
    assert now_of(case).assignee == people.world.duty
    assert Alarm.objects.filter(kind="case.unescalated", case=case).count() == 1
    assert Message.objects.filter(kind="case.unescalated", user=people.world.lead).count() == 1


@pytest.mark.clause("6.1-complexity", "6.2-L2-L3", "6.2-urgent")
def test_in_one_step_to_a_senior_to_an_architect_and_straight_to_the_architect(
    people: Crew, clock: StandingClock
) -> None:
    case = _held(people, clock)
    duty = desk(people.world.duty)
    assert duty.post(standing(case, "too-difficult"), {"text": " "}).status_code == 422
    assert duty.post(standing(case, "grows"), {"text": "还在扩大"}).status_code == 422  # a P2 is not urgent
    duty.post(standing(case, "too-difficult"), {"text": "涉及 EKS 网络"})
    assert now_of(case).assignee == people.world.senior
    desk(people.world.senior).post(standing(case, "architecture"), {"text": "需要改网络架构"})
    assert now_of(case).assignee == people.world.architect
    other = _held(people, clock, **P1)
    duty.post(standing(other, "grows"), {"text": "第二次扩大"})
    assert now_of(other).assignee == people.world.architect
    assert Escalation.objects.get(kind="urgent").trigger == "impact"


@pytest.mark.clause("5.3.3-P2", "5.3.4-aws-tools")
def test_a_senior_is_consulted_and_an_architect_invited_without_handing_over(
    people: Crew, clock: StandingClock
) -> None:
    case = _held(people, clock)
    duty, senior = desk(people.world.duty), desk(people.world.senior)
    duty.post(standing(case, "consult"), {"text": "慢查询怎么加索引？"})
    duty.post(standing(case, "consult"), {"text": "再问一次"})
    asked = Escalation.objects.get(kind="consult")
    assert (asked.state, asked.to_user) == ("asked", people.world.senior)
    assert case.number in look(senior, "/desk/awaited")
    assert (
        duty.post(standing(case, "join-help"), {"change": asked.pk}).status_code == 404
    )  # it was not asked of them
    senior.post(standing(case, "join-help"), {"change": asked.pk, "text": "给 created_at 加联合索引"})
    asked.refresh_from_db()
    assert (asked.state, now_of(case).assignee) == ("accepted", people.world.duty)
    assert case.messages.filter(kind="diagnosis", body="给 created_at 加联合索引", by_name="郑资深").exists()
    duty.post(standing(case, "invite"), {"text": "请看架构"})
    invited = Escalation.objects.get(kind="invite")
    architect = desk(people.world.architect)
    assert architect.post(standing(case, "decline-help"), {"change": invited.pk}).status_code == 422
    architect.post(standing(case, "decline-help"), {"change": invited.pk, "text": "在处理 P0"})
    assert now_of(case).assignee == people.world.duty


@pytest.mark.clause("6.1-sla-risk")
def test_before_the_breach_it_is_on_record_who_had_to_know(people: Crew, clock: StandingClock) -> None:
    case = opened(people.world, clock)
    _watch(clock, 109)  # nine tenths of two hours
    risk = Escalation.objects.get(kind="risk", trigger="sla_risk")
    assert (risk.why, risk.at - case.opened_at) == ("响应 90%", timedelta(minutes=108))
    assert Commitment.objects.get(case=case, track="response").broken_at is None


@pytest.mark.clause("6.1-repeat")
def test_the_same_trouble_within_thirty_days_is_found_and_another_customers_is_not(
    people: Crew, clock: StandingClock
) -> None:
    first = opened(
        people.world,
        clock,
        subject="支付回调全部失败",
        description="回调接口返回 502",
        problem_type="integration",
    )
    clock.forward(days=29)
    second = opened(
        people.world,
        clock,
        subject="支付回调又失败了",
        description="回调接口还是 502",
        problem_type="integration",
    )
    foreign = open_case(
        ticket(people.world.zhao, subject="支付回调又失败了", description="回调接口还是 502", problem_type="integration"),
        by=people.world.zhao.actor, at=clock.now,
    )  # fmt: skip
    _watch(clock, 1)
    found = Likeness.objects.get()
    assert (found.case, found.earlier) == (second, first)
    assert Alarm.objects.filter(kind="case.repeated", case=second).count() == 1
    assert not Alarm.objects.filter(kind="case.repeated", case__in=(first, foreign)).exists()
    assert Escalation.objects.filter(case=second, trigger="repeat").count() == 1
    clock.forward(days=31)
    third = opened(
        people.world,
        clock,
        subject="支付回调又失败了",
        description="回调接口还是 502",
        problem_type="integration",
    )
    _watch(clock, 1)
    assert not Likeness.objects.filter(case=third, earlier__in=(first,)).exists()


@pytest.mark.clause("6.1-repeat")
def test_a_repeat_is_found_behind_any_number_of_other_cases(people: Crew, clock: StandingClock) -> None:
    said = {"subject": "支付回调全部失败", "description": "回调接口返回 502", "problem_type": "integration"}
    first = opened(people.world, clock, **said)
    for n in range(65):
        opened(
            people.world,
            clock,
            subject=f"第 {n} 次咨询账单",
            description=f"账单第 {n} 项是什么费用",
            problem_type="billing",
        )
    while keep_index(clock.now):
        pass
    clock.forward(days=20)
    second = opened(people.world, clock, **said)
    assert first.pk in [one.pk for one, _ in earlier_like(second)]


@pytest.mark.clause("6.1-repeat", "5.3.1-solution")
def test_a_workaround_a_problem_and_its_permanent_fix(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    resolve(
        case,
        Solved("workaround", "重启", "内存泄漏", "加监控"),
        by=people.world.duty.actor,
        at=clock.forward(hours=1),
    )
    assert Commitment.objects.get(case=case, track="permanent_fix").state == "running"
    duty = desk(people.world.duty)
    duty.post(standing(case, "open-problem"), {"title": "报表服务内存泄漏", "to": people.world.architect.pk})
    duty.post(standing(case, "open-problem"), {"title": "又一个"})
    problem = Problem.objects.get(title="报表服务内存泄漏")
    assert (problem.owner, ProblemCase.objects.get(problem=problem).case) == (people.world.architect, case)
    assert (
        Commitment.objects.get(case=case, track="permanent_fix").state == "withdrawn"
    )  # the problem owes it now
    promise = Commitment.objects.get(about=f"problem:{problem.pk}")
    assert (promise.due_at - clock.now).days == 14
    page = f"/desk/problems/{problem.pk}"
    owner = desk(people.world.architect)
    assert owner.post(f"{page}/cause", {"text": "连接未释放"}).status_code == 303
    assert owner.post(f"{page}/fixed", {"text": " "}).status_code == 422
    assert owner.post(f"{page}/fixed", {"text": "换成连接池"}).status_code == 303
    promise.refresh_from_db()
    assert (promise.state, promise.broken_at) == ("met", None)
    assert Message.objects.filter(kind="case.problem_fixed", address="wang@blue.example").count() == 1
    assert owner.post(f"{page}/cause", {"text": "再改"}).status_code == 409
    assert "换成连接池" in look(owner, page)
    assert problem.number in look(owner, "/desk/problems?view=all")


@pytest.mark.clause("6.1-repeat")
def test_opened_again_is_a_repeat_by_itself(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    reply(case, "好了", by=people.world.duty.actor, at=clock.now)
    resolve(case, Solved("permanent", "重启", "内存泄漏", "加监控"), by=people.world.duty.actor, at=clock.now)
    deny(now_of(case), "还是不行", by=account(people.world.wang).actor, at=clock.forward(hours=1))
    assert Escalation.objects.get(trigger="repeat").case == case
    assert Alarm.objects.filter(kind="case.repeated", case=case).count() == 1
