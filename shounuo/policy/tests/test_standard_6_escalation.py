# ruff: noqa: E501 - a row of the standard reads best in one line
"""SPT-003, section 6, typed from the standard: escalation."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import under, written


@pytest.mark.clause("6.1-sla-risk")
def test_a_promise_at_risk_escalates(policy: Policy) -> None:
    assert under("6.1-sla-risk", policy.escalation.triggers) == [
        ("sla_risk", "SLA超时风险 | Promise at risk", "即将超过承诺的响应或解决时间 | A promised response or resolution time is about to pass")
    ]  # fmt: skip


@pytest.mark.clause("6.1-sla-risk")
def test_warnings_at_50_75_and_90_percent_and_escalation_before_the_breach(policy: Policy) -> None:
    assert written(policy.warnings) == {
        "clause": "6.1-sla-risk",
        "shares": [50, 75, 90],
        "escalates_at": 90,
    }


@pytest.mark.clause("6.1-complexity")
def test_technical_difficulty_escalates(policy: Policy) -> None:
    assert under("6.1-complexity", policy.escalation.triggers) == [
        ("complexity", "技术复杂度 | Technical difficulty", "问题超出当前工程师的技术能力 | The problem is beyond the engineer who has it")
    ]  # fmt: skip


@pytest.mark.clause("6.1-impact")
def test_growing_impact_escalates(policy: Policy) -> None:
    assert under("6.1-impact", policy.escalation.triggers) == [
        ("impact", "影响扩大 | Growing impact", "问题影响范围或严重性增加 | The problem affects more, or more severely")
    ]  # fmt: skip


@pytest.mark.clause("6.1-customer")
def test_the_customers_request_escalates_and_is_answered_in_30_minutes(policy: Policy) -> None:
    assert under("6.1-customer", policy.escalation.triggers) == [
        ("customer", "客户要求 | Customer's request", "客户明确要求升级 | The customer explicitly asks for escalation")
    ]  # fmt: skip
    assert under("6.1-customer", [policy.escalation.customer_request]) == [("30 min",)]


@pytest.mark.clause("6.1-repeat")
def test_repeats_escalate(policy: Policy) -> None:
    assert under("6.1-repeat", policy.escalation.triggers) == [
        ("repeat", "重复问题 | Repeated problem", "同一问题多次发生未得到根本解决 | The same problem occurs again and again without being solved at the root")
    ]  # fmt: skip
    assert written(policy.escalation.repeats) == {
        "clause": "6.1-repeat",
        "times": 2,
        "window": "30 days",
        "reopened_counts": True,
    }


@pytest.mark.clause("6.2-L1-L2")
def test_l1_to_l2_after_30_minutes(policy: Policy) -> None:
    assert under("6.2-L1-L2", policy.escalation.path) == [
        ("L1-L2", "L1", "L2", "30 min", "by_itself", "30分钟无进展或技术难度高 | 30 minutes without progress, or technically difficult")
    ]  # fmt: skip


@pytest.mark.clause("6.2-L1-L2")
def test_what_counts_as_progress(policy: Policy) -> None:
    assert written(policy.escalation.progress) == {
        "clause": "6.2-L1-L2",
        "counts": ["public_update", "diagnosis_note", "task_changed", "hand_over"],
        "always_for": ["P0", "P1"],
        "while_worked_on_for": ["P2", "P3", "P4"],
    }


@pytest.mark.clause("6.2-L2-L3")
def test_l2_to_l3_after_an_hour(policy: Policy) -> None:
    assert under("6.2-L2-L3", policy.escalation.path) == [
        ("L2-L3", "L2", "L3", "1 h", "by_itself", "1小时无进展或需架构决策 | 1 hour without progress, or an architecture decision is needed")
    ]  # fmt: skip


@pytest.mark.clause("6.2-L3-AWS")
def test_l3_to_aws_after_two_hours(policy: Policy) -> None:
    assert under("6.2-L3-AWS", policy.escalation.path) == [
        ("L3-AWS", "L3", "AWS", "2 h", "proposes", "2小时无进展或需AWS专家支持 | 2 hours without progress, or AWS experts are needed")
    ]  # fmt: skip


@pytest.mark.clause("6.2-urgent")
def test_a_growing_p0_or_p1_goes_straight_to_the_architect(policy: Policy) -> None:
    assert written(policy.escalation.urgent) == {
        "clause": "6.2-urgent",
        "levels": ["P0", "P1"],
        "to": "architect",
        "text": "P0/P1级别且影响持续扩大 | P0 or P1 whose impact keeps growing",
    }
