"""A case carried over the API from acceptance to its end, and what each may do on the way."""

from __future__ import annotations

import pytest

from shounuo.cases.models import Case, Message, Resolution
from tests.support.api import DOWN, House, open_house
from tests.support.clock import StandingClock
from tests.support.incident import calm

pytestmark = pytest.mark.django_db
SOLVED = {"kind": "permanent", "solution": "重启服务", "root_cause": "内存泄漏", "prevention": "加监控"}


@pytest.fixture
def house(clock: StandingClock) -> House:
    return open_house()


@pytest.mark.clause("5.2-accept", "3.2-engineer-confirms", "5.3.1-communicate", "5.4-confirm")
def test_from_acceptance_to_confirmation(house: House, clock: StandingClock) -> None:
    number = house.wang.opens()
    accepted = house.duty.post(f"/cases/{number}/acceptance")
    assert (accepted.status, accepted.body["state"], accepted.body["priority_source"]) == (
        200,
        "working",
        "engineer",
    )
    asked = house.duty.post(f"/cases/{number}/messages", {"body": "请提供日志", "wait": True})
    assert (asked.status, asked.body["state"]) == (201, "waiting")
    answered = house.wang.post(f"/cases/{number}/messages", {"body": "见附件"})
    assert (answered.status, answered.body["state"]) == (201, "working")
    assert Message.objects.get(pk=answered.body["message_id"]).via == "api"
    resolved = house.duty.post(f"/cases/{number}/resolution", SOLVED)
    assert (resolved.status, resolved.body["state"], resolved.body["next_due_at"]) == (200, "resolved", None)
    confirmed = house.wang.post(f"/cases/{number}/confirmation")
    assert (confirmed.status, confirmed.body["state"]) == (200, "closed")


@pytest.mark.clause("3.2-engineer-confirms")
def test_accepting_may_correct_the_priority(house: House) -> None:
    number = house.wang.opens(environment="production", problem_type="function")
    answer = house.duty.post(f"/cases/{number}/acceptance", {"level": "P1", "reason": "影响下单"})
    assert (answer.body["priority"], answer.body["priority_source"]) == ("P1", "engineer")


@pytest.mark.clause("3.2-upgrade-any-time")
def test_raising_the_priority(house: House) -> None:
    number = house.wang.opens(environment="production", problem_type="function")
    raised = house.duty.post(f"/cases/{number}/priority", {"level": "P0", "reason": "全站受影响"})
    assert (raised.status, raised.body["priority"]) == (200, "P0")
    lowered = house.duty.post(f"/cases/{number}/priority", {"level": "P3", "reason": "好像没事"})
    assert (lowered.status, lowered.code) == (422, "case.not_a_raise")


def test_handing_over(house: House) -> None:
    number = house.wang.opens()
    house.duty.post(f"/cases/{number}/acceptance")
    answer = house.duty.post(f"/cases/{number}/handover", {"to": "Second@house.example", "reason": "交班"})
    assert (answer.status, answer.body["assignee"]) == (200, "吴值班")


@pytest.mark.clause("5.4-confirm")
def test_denial_opens_the_case_again(house: House) -> None:
    number = house.wang.opens()
    house.duty.post(f"/cases/{number}/acceptance")
    house.duty.post(f"/cases/{number}/resolution", SOLVED)
    answer = house.wang.post(f"/cases/{number}/denial", {"reason": "还是不行"})
    assert (answer.status, answer.body["state"]) == (200, "new")
    assert Resolution.objects.get().answer == "denied"


@pytest.mark.clause("4.2-P0", "5.3.1-solution")
def test_a_workaround_of_a_p0_owes_its_report_and_its_fix(house: House, clock: StandingClock) -> None:
    number = house.wang.opens(**DOWN)
    burning = house.duty.post(f"/cases/{number}/resolution", SOLVED | {"kind": "workaround"})
    assert (burning.status, burning.code) == (409, "incident.under_way")
    calm(Case.objects.get(number=number), clock.now)
    house.duty.post(f"/cases/{number}/resolution", SOLVED | {"kind": "workaround"})
    owed = {row["track"]: row["due_at"] for row in house.wang.get(f"/cases/{number}").body["promises"]}
    assert owed["report"] == "2026-03-03T02:00:00Z"
    assert house.duty.post(f"/cases/{number}/report", {"body": "事件报告"}).status == 200
    assert house.duty.post(f"/cases/{number}/permanent-fix", {"body": "已修复"}).status == 200
    states = {row["track"]: row["state"] for row in house.duty.get(f"/cases/{number}").body["promises"]}
    assert (states["report"], states["permanent_fix"]) == ("kept", "kept")


@pytest.mark.clause("4.2-24x7")
def test_going_on_without_the_customer(house: House) -> None:
    number = house.wang.opens()
    house.duty.post(f"/cases/{number}/messages", {"body": "请提供日志", "wait": True})
    answer = house.duty.post(f"/cases/{number}/resumption")
    assert (answer.status, answer.body["state"]) == (200, "working")


@pytest.mark.clause("5.4-root-cause", "5.4-prevention")
def test_the_gate_names_what_is_missing(house: House) -> None:
    number = house.wang.opens(**DOWN)
    answer = house.duty.post(f"/cases/{number}/resolution", {"kind": "permanent", "solution": "重启"})
    assert (answer.status, answer.code) == (422, "case.gate")
    assert answer.paths == ["root_cause", "prevention"]


@pytest.mark.clause("5.3.1-diagnose")
def test_who_saw_an_older_case_is_told_so(house: House) -> None:
    number = house.wang.opens()
    house.duty.post(f"/cases/{number}/messages", {"body": "先答复", "seen": 1})
    answer = house.second.post(f"/cases/{number}/messages", {"body": "我也答复", "seen": 1})
    assert (answer.status, answer.code) == (409, "case.moved_on")
    assert answer.body["error"]["facts"] == {"revision": Case.objects.get(number=number).revision}
    assert Message.objects.count() == 1


def test_secrets_in_replies_and_reasons_are_hidden(house: House) -> None:
    number = house.wang.opens()
    answer = house.wang.post(f"/cases/{number}/messages", {"body": "密码是: hunter2345x"})
    assert answer.body["masked"] == ["密码"]
    assert "hunter2345x" not in Message.objects.get().body
    to_second = {"to": "second@house.example", "reason": "password: hunter2345x"}
    handed = house.duty.post(f"/cases/{number}/handover", to_second, accept_language="en")
    assert (handed.status, handed.body["masked"]) == (200, ["password"])
    assert "hunter2345x" not in house.duty.get(f"/cases/{number}").content.decode()
