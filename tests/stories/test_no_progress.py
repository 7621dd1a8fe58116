"""When silence counts, and who is called where nobody is there: the edges of escalation. Times by hand from SPT-003 6."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.assign import hand_over
from shounuo.casework.reply import customer_reply, reply
from shounuo.casework.resolve import deny, resolve
from shounuo.escalation.models import Escalation
from shounuo.notifications.models import Alarm, Message
from shounuo.oncall.models import Shift
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.crew import P1, Crew, crew
from tests.support.desk import desk, look, opened
from tests.support.incident import now_of
from tests.support.world import account

pytestmark = pytest.mark.django_db

P3 = {
    "subject": "列显示错位",
    "description": "日期列的文字和表头对不齐，只是界面显示问题。",
    "impact": "few_users",
}
SOLVED = Solved("permanent", "重启", "内存泄漏", "加监控")


@pytest.fixture
def people(clock: StandingClock) -> Crew:
    return crew(clock.now)


def _standing(case: Case, deed: str) -> str:
    return f"/desk/cases/{case.number}/standing/{deed}"


def _watch(clock: StandingClock, minutes: float) -> None:
    for _ in range(int(minutes * 2)):
        clock.forward(seconds=30)
        while tick(clock.now):
            pass


def _held(people: Crew, clock: StandingClock, **said: object) -> Case:
    return accept(opened(people.world, clock, **said), people.world.duty, at=clock.now)


def _steps() -> list[str]:
    return list(Escalation.objects.filter(kind="path").order_by("pk").values_list("step", flat=True))


@pytest.mark.clause("6.2-L1-L2")
def test_waiting_for_the_customer_is_not_silence_of_ours(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    reply(case, "请提供日志", wait=True, by=people.world.duty.actor, at=clock.now)
    _watch(clock, 60)
    assert now_of(case).assignee == people.world.duty
    customer_reply(now_of(case), "日志在此", by=account(people.world.wang).actor, at=clock.now)
    _watch(clock, 30)
    assert now_of(case).assignee == people.world.duty  # half an hour from the answer, to the second
    _watch(clock, 1)
    assert _steps() == ["L1-L2"]
    assert now_of(case).assignee == people.world.senior


@pytest.mark.clause("6.2-L1-L2", "5.4-confirm")
def test_a_case_that_is_opened_again_is_watched_again(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    resolve(case, SOLVED, by=people.world.duty.actor, at=clock.now)
    _watch(clock, 60)
    assert _steps() == []
    deny(now_of(case), "还是不行", by=account(people.world.wang).actor, at=clock.now)
    _watch(clock, 35)
    assert _steps() == []  # it has to be accepted again first, which is the response's promise
    accept(now_of(case), people.world.duty, at=clock.now)
    _watch(clock, 30)
    assert _steps() == []
    _watch(clock, 1)
    assert _steps() == ["L1-L2"]


@pytest.mark.clause("6.2-L1-L2")
def test_handed_down_by_hand_it_counts_by_the_new_holders_level(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    hand_over(now_of(case), people.world.senior, "请看", by=people.world.lead.actor, at=clock.now)
    accept(now_of(case), people.world.senior, at=clock.now)
    _watch(clock, 15)
    hand_over(now_of(case), people.world.duty, "请继续", by=people.world.senior.actor, at=clock.now)
    _watch(clock, 30)
    assert _steps() == []
    _watch(clock, 1)
    assert _steps() == ["L1-L2"]


@pytest.mark.clause("6.2-L1-L2")
def test_an_answer_without_accepting_is_work_that_is_watched(people: Crew, clock: StandingClock) -> None:
    case = opened(people.world, clock)
    reply(case, "收到，正在看", by=people.world.duty.actor, at=clock.now)
    _watch(clock, 30)
    assert _steps() == []
    _watch(clock, 1)
    assert _steps() == ["L1-L2"]


@pytest.mark.clause("6.2-L1-L2", "5.3.4-up")
def test_another_level_counts_from_its_own_beginning(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    reply(case, "请提供日志", wait=True, by=people.world.duty.actor, at=clock.now)
    _watch(clock, 50)
    desk(people.world.lead).post(_standing(case, "raise"), {"level": "P1", "text": "核心功能受影响"})
    _watch(clock, 20)
    assert _steps() == []


@pytest.mark.clause("6.2-L1-L2", "5.3.3-P3")
def test_outside_working_hours_a_p3_does_not_climb(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock, **P3)
    assert case.priority == "P3"
    clock.forward(hours=7, minutes=45)  # 17:45 in Beijing; the house works until 18:00
    reply(case, "看了", by=people.world.duty.actor, at=clock.now)
    _watch(clock, 120)
    assert _steps() == []
    clock.to(case.opened_at.replace(hour=1) + timedelta(days=1))  # Tuesday at 9:00: fifteen minutes are left
    _watch(clock, 15)
    assert _steps() == []
    _watch(clock, 1)
    assert _steps() == ["L1-L2"]


@pytest.mark.clause("6.1-complexity")
def test_too_difficult_and_nobody_there_the_lead_really_hears(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    Shift.objects.filter(user=people.world.senior).delete()
    answer = desk(people.world.duty).post(_standing(case, "too-difficult"), {"text": "涉及 EKS 网络"})
    assert answer.status_code == 409
    assert "已告知技术主管" in answer.content.decode()
    assert "涉及 EKS 网络" in answer.content.decode()  # what was typed is still there
    assert Alarm.objects.filter(kind="case.unescalated", case=case).count() == 1
    assert Message.objects.filter(kind="case.unescalated", user=people.world.lead).count() == 1
    assert now_of(case).assignee == people.world.duty


@pytest.mark.clause("6.2-urgent")
def test_urgent_and_no_architect_there_is_an_alarm_for_the_lead(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock, **P1)
    Shift.objects.filter(user=people.world.architect).delete()
    desk(people.world.duty).post(_standing(case, "grows"), {"text": "还在扩大"})
    assert Escalation.objects.get(kind="urgent").to_user is None
    assert Alarm.objects.filter(kind="case.unescalated", case=case).count() == 1
    assert Message.objects.filter(kind="case.unescalated", user=people.world.lead).count() == 1


@pytest.mark.clause("6.2-urgent", "6.1-impact")
def test_growth_that_is_recorded_again_goes_straight_to_the_architect(
    people: Crew, clock: StandingClock
) -> None:
    case = _held(people, clock, **P1)
    duty = desk(people.world.duty)
    duty.post(_standing(case, "fact"), {"fact": "wider_impact", "text": "全部用户"})
    assert now_of(case).priority == "P0"
    assert not Escalation.objects.filter(kind="urgent").exists()
    clock.forward(minutes=5)
    duty.post(_standing(case, "fact"), {"fact": "wider_impact", "text": "另一个区域也不行了"})
    urgent = Escalation.objects.get(kind="urgent")
    assert (urgent.trigger, urgent.to_user, urgent.why) == (
        "impact",
        people.world.architect,
        "另一个区域也不行了",
    )
    assert urgent.at - case.opened_at == timedelta(minutes=5)


@pytest.mark.clause("6.1-complexity")
def test_twice_on_a_closed_case_and_by_the_wrong_role(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    stranger = desk(people.management)
    assert stranger.post(_standing(case, "too-difficult"), {"text": "不会"}).status_code == 403
    duty = desk(people.world.duty)
    duty.post(_standing(case, "too-difficult"), {"text": "涉及 EKS 网络"})
    assert now_of(case).assignee == people.world.senior
    resolve(now_of(case), SOLVED, by=people.world.senior.actor, at=clock.now)
    answer = duty.post(_standing(case, "too-difficult"), {"text": "再升级"})
    assert answer.status_code == 409
    assert "再升级" in answer.content.decode()
    assert _steps() == ["L1-L2"]


@pytest.mark.clause("6.2-L1-L2")
def test_the_reason_is_read_in_the_readers_language(people: Crew, clock: StandingClock) -> None:
    case = _held(people, clock)
    _watch(clock, 31)
    page = f"/desk/cases/{case.number}/standing"
    assert "30 分钟无进展" in look(desk(people.world.senior), page)
    people.world.senior.language = "en"
    people.world.senior.save()
    english = look(desk(people.world.senior), page)
    assert "30 minutes without progress" in english
