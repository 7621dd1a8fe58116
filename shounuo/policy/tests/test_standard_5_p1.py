# ruff: noqa: E501 - a row of the standard reads best in one line
"""SPT-003, section 5.3.2 P1, typed from the standard: how a badly impaired core function is mended."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import head, rows, spoken, stage_of, under, written


@pytest.mark.clause("5.3.2-P1-types")
def test_the_twelve_p1_event_types(policy: Policy) -> None:
    core = "核心功能严重受损 | Core functions badly impaired"
    key = "关键业务功能不可用 | Key business functions unavailable"
    most = "影响大部分用户 | Most users affected"
    assert under("5.3.2-P1-types", policy.event_types) == [
        ("P1-1a", "P1", core, "主要服务性能严重下降(响应时间超过正常10倍) | A main service has become very slow (over 10 times the normal response time)"),
        ("P1-1b", "P1", core, "关键API失败率超过50% | A key API fails more than 50% of the time"),
        ("P1-1c", "P1", core, "数据库主从同步失败 | Database replication has failed"),
        ("P1-1d", "P1", core, "缓存系统失效导致性能严重下降 | The cache has failed and everything is very slow"),
        ("P1-2a", "P1", key, "支付功能异常但系统其他功能正常 | Payment is faulty while the rest of the system works"),
        ("P1-2b", "P1", key, "用户登录功能失败 | Users cannot sign in"),
        ("P1-2c", "P1", key, "订单处理系统故障 | Order processing has failed"),
        ("P1-2d", "P1", key, "关键第三方集成失败 | A key third-party integration has failed"),
        ("P1-3a", "P1", most, "特定地区所有用户无法访问 | No user of a certain region has access"),
        ("P1-3b", "P1", most, "特定客户群体服务中断 | Service is interrupted for a certain group of customers"),
        ("P1-3c", "P1", most, "移动端应用完全无法使用 | The mobile app cannot be used at all"),
        ("P1-3d", "P1", most, "关键功能对所有用户不可用 | A key function is unavailable to all users"),
    ]  # fmt: skip


# ------------------------------------------------------------------ the flow


def test_the_stages_of_a_p1_in_order(policy: Policy) -> None:
    stages = [stage.id for stage in policy.flows.P1.stages]
    assert stages == ["notify", "assess", "diagnose", "implement", "restore", "after"]


@pytest.mark.clause("5.3.2-P1-notify")
def test_minutes_2_to_5_notify_quickly(policy: Policy) -> None:
    stage = stage_of(policy.flows.P1, "5.3.2-P1-notify")
    assert head(stage) == ("notify", "快速通知 | Notify quickly", "trigger", "2 min", "5 min", "breach")
    assert rows(stage.steps) == [
        ("alarm", "common", "automatic", ["duty_engineer"], "自动发送邮件和短信告警 | E-mail and SMS alarms go out by themselves"),
        ("tell_duty_engineer", "common", "automatic", ["duty_engineer"], "通知值班工程师 | Notify the duty engineer"),
        ("tell_technical_lead", "common", "automatic", ["technical_lead"], "通知技术主管 | Notify the technical lead"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P1-assess")
def test_minutes_5_to_15_first_assessment(policy: Policy) -> None:
    stage = stage_of(policy.flows.P1, "5.3.2-P1-assess")
    assert head(stage) == (
        "assess",
        "初步评估 | First assessment",
        "trigger",
        "5 min",
        "15 min",
        "page_next",
    )
    assert rows(stage.steps) == [
        ("assess", "common", "task", ["duty_engineer"], "值班工程师评估问题 | The duty engineer assesses the problem"),
        ("impact", "common", "task", ["duty_engineer"], "确定影响范围 | Determine the impact"),
        ("is_it_p0", "common", "confirmation", ["duty_engineer"], "判断是否需要升级为P0 | Decide whether it has to become a P0"),
        ("hand_over", "common", "task", ["duty_engineer"], "转交资深工程师 | Hand over to a senior engineer", "如需要 | If needed"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P1-diagnose")
def test_minutes_15_to_30_diagnosis(policy: Policy) -> None:
    stage = stage_of(policy.flows.P1, "5.3.2-P1-diagnose")
    common, complex_ = (
        "如果是常见问题 | If it is a common problem",
        "如果是复杂问题 | If it is a complex problem",
    )
    assert head(stage) == ("diagnose", "问题诊断 | Diagnosis", "trigger", "15 min", "30 min", "page_next")
    assert rows(stage.steps) == [
        ("standard_procedure", "technical", "task", ["duty_engineer"], "值班工程师按标准流程处理 | The duty engineer follows the standard procedure", common),
        ("hand_over", "technical", "task", ["senior_engineer"], "转交给资深工程师 | Hand over to a senior engineer", complex_),
        ("form_team", "technical", "task", ["senior_engineer"], "组建临时技术小组 | Form a temporary technical team", complex_),
        ("meeting", "technical", "task", ["senior_engineer"], "启动专项会议 | Start a meeting on it", complex_),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P1-implement")
def test_30_minutes_to_4_hours_the_solution(policy: Policy) -> None:
    stage = stage_of(policy.flows.P1, "5.3.2-P1-implement")
    assert head(stage) == (
        "implement",
        "解决方案实施 | Carry out the solution",
        "trigger",
        "30 min",
        "4 h",
        "breach",
    )
    assert rows(stage.steps) == [
        ("solution", "technical", "task", ["senior_engineer"], "实施解决方案 | Carry out the solution"),
        ("update_customer", "communication", "task", ["customer_success_manager"], "每30分钟更新客户 | Update the customer every 30 minutes"),
        ("monitor", "technical", "task", ["duty_engineer"], "监控系统恢复情况 | Watch the system recover"),
        ("prepare_rollback", "technical", "task", ["senior_engineer"], "准备回滚方案 | Prepare the rollback"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P1-implement")
def test_the_customer_is_updated_every_30_minutes(policy: Policy) -> None:
    assert [written(promise) for promise in policy.flows.P1.promises] == [
        {
            "id": "updates",
            "clause": "5.3.2-P1-implement",
            "side": "customer",
            "text": "每30分钟更新客户 | The customer is updated every 30 minutes",
            "every": "30 min",
        }
    ]


@pytest.mark.clause("5.3.2-P1-restore")
def test_within_4_hours_verified_and_confirmed_then_monitored(policy: Policy) -> None:
    stage = stage_of(policy.flows.P1, "5.3.2-P1-restore")
    assert head(stage) == ("restore", "服务恢复 | Restoration", "trigger", "at once", "4 h", "breach")
    assert rows(stage.steps) == [
        ("function_restored", "technical", "confirmation", ["senior_engineer"], "验证功能恢复 | Verify that the function is restored"),
        ("customer_confirms", "communication", "confirmation", ["customer_success_manager"], "客户确认 | The customer confirms"),
        ("monitoring", "technical", "task", ["duty_engineer"], "转入监控阶段 | Go over to monitoring"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P1-after")
def test_48_hours_after_the_restoration_the_report(policy: Policy) -> None:
    stage = stage_of(policy.flows.P1, "5.3.2-P1-after")
    assert head(stage) == ("after", "总结分析 | Summary", "restoration", "at once", "48 h", "breach")
    assert rows(stage.steps) == [
        ("report", "common", "task", ["senior_engineer"], "编写问题报告 | Write the problem report"),
        ("root_cause", "common", "task", ["senior_engineer"], "分析根本原因 | Analyse the root cause"),
        ("improvement", "common", "task", ["technical_lead"], "制定改进措施 | Decide on improvements"),
    ]


@pytest.mark.clause("5.3.2-P1-team")
def test_four_roles_and_when_they_arrive(policy: Policy) -> None:
    assert under("5.3.2-P1-team", policy.flows.P1.team) == [
        ("duty_engineer", ["duty_engineer"], "接收和初步处理 | Receives and begins", "at once", False),
        ("senior_engineer", ["senior_engineer"], "复杂问题处理 | Works on complex problems", "30 min", True),
        ("technical_lead", ["technical_lead"], "技术指导和资源协调 | Guides technically and coordinates resources", "1 h", False),
        ("customer_success_manager", ["customer_success_manager"], "客户沟通 | Speaks with the customer", "30 min", False),
    ]  # fmt: skip
    assert under("5.3.2-P1-team", [policy.people.roles["technical_lead"]]) == [("技术主管 | Technical lead",)]


@pytest.mark.clause("5.3.2-P1-tree")
def test_the_decision_tree(policy: Policy) -> None:
    tree = policy.flows.P1.tree
    assert (tree.clause, tree.starts_with) == ("5.3.2-P1-tree", "known_problem")
    assert rows(tree.questions) == [
        ("known_problem", "是否为已知问题? | Is it a known problem?", "by_knowledge", "core_architecture"),
        ("core_architecture", "是否涉及核心架构? | Is the core architecture involved?", "hand_over_at_once", "locate"),
    ]  # fmt: skip
    assert rows(tree.attempts) == [
        ("by_knowledge", "值班工程师按知识库处理 | The duty engineer follows the knowledge base", "30 min", "keep_monitoring", "hand_over"),
        ("locate", "值班工程师尝试诊断 | The duty engineer tries to locate it", "15 min", "continue", "hand_over"),
    ]  # fmt: skip
    assert rows(tree.ends) == [
        ("keep_monitoring", "继续监控 | Keep monitoring", []),
        ("continue", "继续处理 | Carry on", []),
        ("hand_over", "转交资深工程师 | Hand over to a senior engineer", ["senior_engineer"]),
        ("hand_over_at_once", "立即转交资深工程师/架构师 | Hand over to a senior engineer or architect at once", ["senior_engineer", "architect"]),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P1-tree")
def test_no_answer_by_minute_15_counts_as_unknown_and_complex_problems_leave_by_30(policy: Policy) -> None:
    tree = policy.flows.P1.tree
    assert spoken(tree.unanswered_after) == "15 min"
    assert spoken(tree.complex_leaves_by) == "30 min"


@pytest.mark.clause("5.3.2-P1-to-P0")
def test_five_triggers_make_a_p1_a_p0_at_once(policy: Policy) -> None:
    assert under("5.3.2-P1-to-P0", policy.level_changes.up) == [
        ("all_users", "P1", "P0", "raise", "问题影响范围扩大到所有用户 | The problem now affects all users"),
        ("data_or_security", "P1", "P0", "raise", "发现数据丢失或安全风险 | Data loss or a security risk has been found"),
        ("beyond_four_hours", "P1", "P0", "raise", "预计恢复时间超过4小时 | Restoration is expected to take over 4 hours"),
        ("business_stopped", "P1", "P0", "raise", "客户业务完全中断 | The customer's business has stopped completely"),
        ("chain_reaction", "P1", "P0", "raise", "出现连锁故障迹象 | There are signs of a chain of failures"),
    ]  # fmt: skip
