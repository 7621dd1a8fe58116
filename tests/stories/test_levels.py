"""A case goes up at once and down after approval; customers ask by button, telephone and success manager. Times by hand from SPT-003."""

from __future__ import annotations

import pytest

from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.levels.proactive import expect_solution
from shounuo.casework.problems.problem import hand_to_problem
from shounuo.casework.reply import reply
from shounuo.commitments.models import Commitment
from shounuo.incidents.models import Incident
from shounuo.levels.models import LevelChange, UpgradeRequest
from shounuo.notifications.models import Alarm, Call, Message
from tests.support.clock import StandingClock
from tests.support.crew import P1, Crew, burning, crew
from tests.support.desk import desk, look, opened
from tests.support.incident import now_of
from tests.support.pager import climb, keeping
from tests.support.portal import browser, read

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.4-procedure")]


@pytest.fixture
def people(clock: StandingClock) -> Crew:
    return crew(clock.now)


def standing(case: Case, deed: str = "") -> str:
    return f"/desk/cases/{case.number}/standing" + (f"/{deed}" if deed else "")


def _calm(people: Crew, clock: StandingClock) -> Case:
    return accept(opened(people.world, clock), people.world.duty, at=clock.now)


@pytest.mark.clause("3.2-upgrade-any-time", "5.3.4-up")
def test_a_raise_to_p0_acts_at_once_calls_the_lead_and_silence_calls_the_manager(
    people: Crew, clock: StandingClock
) -> None:
    with keeping("wecom", at=clock.now):
        case = _calm(people, clock)
        clock.forward(minutes=30)
        raised = desk(people.world.duty).post(
            standing(case, "raise"), {"level": "P0", "text": "全部用户受影响"}
        )
        assert raised.status_code == 303
        change = LevelChange.objects.get()
        assert (now_of(case).priority, change.state, change.asked_until) == (
            "P0",
            "in_force",
            clock.now.replace(minute=35),
        )
        climb(clock, 0)
        assert Call.objects.filter(page__occasion="join:technical_lead", user=people.world.lead).exists()
        assert Message.objects.filter(kind="case.priority_changed", address="wang@blue.example").count() == 1
        climb(clock, 5.5)
        change.refresh_from_db()
        assert change.turn == 1
        assert Call.objects.filter(page__occasion="join:technical_manager", user=people.manager).exists()
        first, second = Commitment.objects.filter(track="approval").order_by("ordinal")
        assert (first.broken_at is not None, second.state) == (True, "running")
        assert desk(people.manager).post(standing(case, "approve"), {"change": change.pk}).status_code == 303
        change.refresh_from_db()
        assert (change.state, change.answered_as) == ("approved", "technical_manager")
        assert Commitment.objects.filter(track="approval", state="running").count() == 0


@pytest.mark.clause("3.2-engineer-confirms")
def test_a_revert_within_five_minutes_is_a_correction_and_later_it_is_refused(
    people: Crew, clock: StandingClock
) -> None:
    case = _calm(people, clock)
    desk(people.world.duty).post(standing(case, "raise"), {"level": "P1", "text": "好像很严重"})
    change = LevelChange.objects.get()
    lead = desk(people.world.lead)
    assert lead.post(standing(case, "refuse"), {"change": change.pk}).status_code == 422  # without a reason
    clock.forward(minutes=5)
    assert (
        lead.post(standing(case, "refuse"), {"change": change.pk, "text": "只是一个用户"}).status_code == 303
    )
    assert now_of(case).priority == "P2"
    assert Incident.objects.get().ended_how == "stood_down"
    desk(people.world.duty).post(standing(case, "raise"), {"level": "P1", "text": "又严重了"})
    clock.forward(minutes=5, seconds=1)
    late = LevelChange.objects.latest("pk")
    answer = lead.post(standing(case, "refuse"), {"change": late.pk, "text": "不是"})
    assert answer.status_code == 409
    assert "请按降级流程处理" in answer.content.decode()
    assert now_of(case).priority == "P1"


@pytest.mark.clause("5.3.4-down")
def test_a_reduction_without_a_condition_is_refused_and_with_one_it_waits_for_the_lead(
    people: Crew, clock: StandingClock
) -> None:
    case = burning(people.world, "P1", clock.now)
    duty = desk(people.world.duty)
    refused = duty.post(standing(case, "reduce"), {"level": "P2", "text": "好多了"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "降级至少要满足一个条件" in page
    assert "好多了</textarea>" in page
    assert not LevelChange.objects.exists()
    assert (
        duty.post(
            standing(case, "reduce"), {"level": "P2", "conditions": ["workaround"], "text": "已切到备用线路"}
        ).status_code
        == 303
    )
    assert now_of(case).priority == "P1"
    change = LevelChange.objects.get()
    assert duty.post(standing(case, "approve"), {"change": change.pk}).status_code == 403
    assert (
        desk(people.world.lead)
        .post(standing(case, "approve"), {"change": change.pk, "text": "同意"})
        .status_code
        == 303
    )
    held = now_of(case)
    assert held.priority == "P2"
    resolution = Commitment.objects.get(case=case, track="resolution", state="running")
    assert (resolution.due_at - case.opened_at).total_seconds() == 8 * 3600  # start + new target
    told = Message.objects.get(kind="case.priority_changed", case=case)
    assert told.facts["reason"] == "已切到备用线路"
    assert desk(people.world.lead).post(standing(case, "approve"), {"change": change.pk}).status_code == 303
    assert Message.objects.filter(kind="case.priority_changed", case=case).count() == 1


def test_nobody_approves_a_reduction_of_their_own(people: Crew, clock: StandingClock) -> None:
    case = burning(people.world, "P1", clock.now)
    lead = desk(people.world.lead)
    lead.post(standing(case, "reduce"), {"level": "P3", "conditions": ["contained"], "text": "已控制"})
    answer = lead.post(standing(case, "approve"), {"change": LevelChange.objects.get().pk})
    assert answer.status_code == 403
    assert "不能审批自己提议的降级" in answer.content.decode()


@pytest.mark.clause("5.3.4-down", "6.1-repeat")
def test_long_term_needs_a_problem_with_an_owner(people: Crew, clock: StandingClock) -> None:
    case = burning(people.world, "P1", clock.now)
    duty = desk(people.world.duty)
    given = {"level": "P3", "conditions": ["long_term"], "text": "转长期优化"}
    assert duty.post(standing(case, "reduce"), given).status_code == 422
    hand_to_problem(case, "支付链路改造", people.world.architect, people.world.duty, at=clock.now)
    assert duty.post(standing(case, "reduce"), given).status_code == 303


@pytest.mark.clause("5.3.2-P1-to-P0")
@pytest.mark.parametrize(
    "trigger", ["all_users", "data_or_security", "beyond_four_hours", "business_stopped", "chain_reaction"]
)
def test_each_of_the_five_triggers_makes_a_p1_a_p0_at_once(
    trigger: str, people: Crew, clock: StandingClock
) -> None:
    case = burning(people.world, "P1", clock.now)
    clock.forward(minutes=20)
    assert (
        desk(people.world.duty)
        .post(standing(case, "trigger"), {"trigger": trigger, "text": "确认"})
        .status_code
        == 303
    )
    incident = Incident.objects.get(case=case)
    assert (now_of(case).priority, incident.level, incident.trigger_at) == ("P0", "P0", clock.now)
    assert Commitment.objects.get(case=case, track="take_over", state="running").due_at == clock.now.replace(
        minute=clock.now.minute + 10
    )
    again = desk(people.world.duty).post(standing(case, "trigger"), {"trigger": trigger, "text": "再点一次"})
    assert again.status_code == 422
    assert Incident.objects.count() == 1


@pytest.mark.clause("4.1-request-upgrade", "6.1-customer")
def test_the_customers_button_is_answered_in_time_and_granted(people: Crew, clock: StandingClock) -> None:
    case = _calm(people, clock)
    wang = browser(people.world.wang)
    assert "请求升级" in read(wang, f"/cases/{case.number}")
    wang.post(f"/cases/{case.number}/upgrade", {"reason": "现在所有门店都打不开报表"})
    wang.post(f"/cases/{case.number}/upgrade", {"reason": "再按一次"})
    asked = UpgradeRequest.objects.get()
    promise = Commitment.objects.get(track="request")
    assert (promise.due_at - clock.now).total_seconds() == 30 * 60
    assert "已收到您的升级请求" in read(wang, f"/cases/{case.number}")
    assert case.number in look(desk(people.world.lead), "/desk/awaited")
    clock.forward(minutes=29)
    assert (
        desk(people.world.duty)
        .post(standing(case, "grant"), {"change": asked.pk, "text": "已提高到 P1"})
        .status_code
        == 303
    )
    promise.refresh_from_db()
    assert (promise.state, promise.broken_at, now_of(case).priority) == ("met", None, "P1")
    assert Message.objects.filter(kind="case.request_answered", address="wang@blue.example").count() == 1
    assert (
        browser(people.world.zhao).post(f"/cases/{case.number}/upgrade", {"reason": "x"}).status_code == 404
    )


@pytest.mark.clause("4.1-phone", "4.1-request-upgrade", "6.1-customer")
@pytest.mark.parametrize("way", ["phone", "customer_success_manager"])
def test_a_caller_is_recorded_by_name_and_a_late_answer_is_late(
    way: str, people: Crew, clock: StandingClock
) -> None:
    case = _calm(people, clock)
    duty = desk(people.world.duty)
    nameless = duty.post(standing(case, "record-request"), {"way": way, "text": "很急"})
    assert nameless.status_code == 422
    duty.post(
        standing(case, "record-request"),
        {"way": way, "caller": "王小明", "phone": "138-0000-0000", "text": "很急"},
    )
    asked = UpgradeRequest.objects.get()
    assert (asked.way, asked.caller) == (way, "王小明")
    clock.forward(minutes=31)
    duty.post(standing(case, "decline"), {"change": asked.pk, "text": "影响范围没有变化，我们继续按 P2 处理"})
    promise = Commitment.objects.get(track="request")
    assert (promise.state, promise.broken_at is not None, now_of(case).priority) == ("met", True, "P2")


@pytest.mark.clause("4.1-proactive-upgrade", "6.1-impact")
def test_what_we_find_out_ourselves_raises_or_proposes(people: Crew, clock: StandingClock) -> None:
    case = _calm(people, clock)
    duty = desk(people.world.duty)
    duty.post(standing(case, "fact"), {"fact": "beyond_target", "text": "预计明天才能修好"})
    assert now_of(case).priority == "P2"
    proposed = LevelChange.objects.get()
    assert proposed.state == "proposed"
    duty.post(standing(case, "take-up"), {"change": proposed.pk})
    assert now_of(case).priority == "P1"
    duty.post(standing(case, "fact"), {"fact": "wider_impact", "text": "扩大到全部用户"})
    assert now_of(case).priority == "P0"
    assert (
        expect_solution(
            _calm(people, clock), clock.now.replace(hour=5), "今天内", people.world.duty, at=clock.now
        )
        is None
    )


@pytest.mark.clause("5.3.4-procedure", "5.3.1-communicate")
def test_a_level_changes_in_the_second_the_update_is_due(people: Crew, clock: StandingClock) -> None:
    case = _calm(people, clock)
    reply(case, "处理中", by=people.world.duty.actor, at=clock.now)
    clock.forward(hours=2)
    desk(people.world.duty).post(standing(case, "raise"), {"level": "P1", "text": "核心功能受影响"})
    rows = Commitment.objects.filter(case=case, track="update").order_by("ordinal")
    assert [row.broken_at for row in rows] == [None] * len(rows)  # at its very second it is still kept
    assert rows.latest("ordinal").due_at == clock.now  # the earlier of its old due time and the new cadence
    assert not Alarm.objects.filter(case=case, kind="commitment.broken").exists()


def test_what_is_out_of_order_or_by_the_wrong_person_is_refused(people: Crew, clock: StandingClock) -> None:
    case = burning(people.world, "P1", clock.now)
    assert P1
    duty = desk(people.world.duty)
    for deed, sent, status in (
        ("raise", {"level": "P3", "text": "x"}, 422), ("raise", {"level": "P9", "text": "x"}, 422), ("raise", {"level": "P0"}, 422),
        ("approve", {"change": 999}, 404), ("take-up", {"change": 999}, 404), ("trigger", {"trigger": "stopped_x"}, 422),
        ("fact", {"fact": "moon"}, 422), ("grant", {"change": 999, "text": "x"}, 404), ("expect", {"text": "x"}, 422),
    ):  # fmt: skip
        assert duty.post(standing(case, deed), sent).status_code == status, deed
    assert duty.post(standing(case, "explode")).status_code == 404
    assert now_of(case).priority == "P1"
    assert not LevelChange.objects.exists()
