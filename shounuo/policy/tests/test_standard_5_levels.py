# ruff: noqa: E501 - a row of the standard reads best in one line
"""SPT-003, section 5.3.4, typed from the standard: how a case goes up and down between the levels."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import under, written


@pytest.mark.clause("5.3.4-up")
def test_every_step_up_has_its_trigger(policy: Policy) -> None:
    assert under("5.3.4-up", policy.level_changes.up) == [
        ("more_than_expected", "P4", "P3", "raise", "发现实际影响比预期大 | The effect turns out larger than expected"),
        ("wider_impact", "P3", "P2", "raise", "问题影响范围扩大 | The problem affects more than before"),
        ("core_function", "P2", "P1", "raise", "核心功能受影响 | A core function is affected"),
        ("stopped", "P1", "P0", "raise", "业务完全中断 | Business has stopped completely"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.4-down")
def test_a_step_down_needs_one_of_four_conditions(policy: Policy) -> None:
    assert written(policy.level_changes.down) == {
        "clause": "5.3.4-down",
        "needed": 1,
        "conditions": [
            {"id": "workaround", "text": "临时解决方案已实施 | A workaround is in place"},
            {"id": "contained", "text": "影响范围已控制 | The impact is contained"},
            {"id": "business_restored", "text": "客户业务已恢复 | The customer's business is restored"},
            {"id": "long_term", "text": "转为长期优化项目 | It has become a long-term improvement"},
        ],
    }


@pytest.mark.clause("5.3.4-procedure")
def test_the_five_steps_of_a_change(policy: Policy) -> None:
    assert under("5.3.4-procedure", policy.level_changes.procedure) == [
        ("propose", "建议 | Proposal", "工程师评估并提出调整建议 | An engineer assesses and proposes the change"),
        ("approve", "审批 | Approval", "技术主管审批(P0/P1需立即) | The technical lead approves (at once for P0 and P1)"),
        ("tell", "通知 | Notice", "通知客户级别变更原因 | The customer is told why the level changes"),
        ("run", "执行 | New level", "按新级别SLA执行 | The promises of the new level hold"),
        ("record", "记录 | Record", "记录调整原因和时间 | Reason and time of the change are recorded"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.4-procedure")
def test_a_raise_acts_at_once_and_an_approver_has_five_minutes(policy: Policy) -> None:
    assert written(policy.level_changes.approval) == {
        "clause": "5.3.4-procedure",
        "approvers": ["technical_lead", "technical_manager", "management"],
        "within": "5 min",
        "pages_for": ["P0", "P1"],
        "raises": "at_once",
        "reductions": "after_approval",
    }


@pytest.mark.clause("5.3.4-aws-tools")
def test_how_engineers_find_the_cause(policy: Policy) -> None:
    assert under("5.3.4-aws-tools", policy.techniques) == [
        ("first_diagnosis", "初步诊断 | First diagnosis", "工程师分析问题并收集必要信息 | The engineer analyses the problem and collects what is needed"),
        ("locate", "问题定位 | Locating", "使用AWS诊断工具(CloudWatch、X-Ray、CloudTrail等)定位根因 | AWS diagnostic tools (CloudWatch, X-Ray, CloudTrail and others) locate the root cause"),
        ("solution", "解决方案 | Solution", "提供临时解决方案或永久修复方案 | A workaround or a permanent fix is provided"),
        ("communicate", "客户沟通 | Communication", "定期更新处理进展,保持透明沟通 | Progress is reported regularly and openly"),
        ("invite", "协作支持 | Working together", "必要时邀请架构师或升级至AWS Support | Where needed an architect is invited or AWS Support is asked"),
        ("knowledge", "知识记录 | Knowledge", "记录问题和解决方案至知识库 | Problem and solution go into the knowledge base"),
    ]  # fmt: skip
