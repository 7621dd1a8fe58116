# ruff: noqa: E501 - a row of the standard reads best in one line
"""SPT-003, section 5.3.2 P0, typed from the standard: how business that has stopped is brought back."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import head, rows, stage_of, under, written


@pytest.mark.clause("5.3.2-P0-types")
def test_the_twelve_p0_event_types(policy: Policy) -> None:
    down = "系统完全不可用 | System completely unavailable"
    data = "数据安全事件 | Data security incident"
    stopped = "业务完全中断 | Business stopped completely"
    assert under("5.3.2-P0-types", policy.event_types) == [
        ("P0-1a", "P0", down, "生产环境数据库完全宕机 | The production database is completely down"),
        ("P0-1b", "P0", down, "核心应用服务器集群全部失效 | All core application server clusters have failed"),
        ("P0-1c", "P0", down, "网络完全中断导致所有服务不可访问 | The network is cut completely and no service can be reached"),
        ("P0-1d", "P0", down, "负载均衡器故障导致流量无法分发 | A load balancer has failed and traffic cannot be distributed"),
        ("P0-2a", "P0", data, "数据丢失或严重损坏 | Data is lost or badly damaged"),
        ("P0-2b", "P0", data, "数据泄露或未授权访问 | Data has leaked or was accessed without authorisation"),
        ("P0-2c", "P0", data, "勒索软件攻击 | A ransomware attack"),
        ("P0-2d", "P0", data, "严重的安全漏洞被利用 | A serious vulnerability is being exploited"),
        ("P0-3a", "P0", stopped, "电商平台无法下单和支付 | The shop can take neither orders nor payments"),
        ("P0-3b", "P0", stopped, "金融系统无法处理交易 | The financial system cannot process transactions"),
        ("P0-3c", "P0", stopped, "关键业务流程完全停止 | A key business process has stopped completely"),
        ("P0-3d", "P0", stopped, "影响所有用户的服务中断 | An interruption of service for all users"),
    ]  # fmt: skip


# ------------------------------------------------------------------ the flow


def test_the_stages_of_a_p0_in_order(policy: Policy) -> None:
    stages = [stage.id for stage in policy.flows.P0.stages]
    assert stages == ["notify", "assess", "take_over", "parallel", "implement", "restore", "after"]


@pytest.mark.clause("5.3.2-P0-notify")
def test_minutes_1_to_2_notify_at_once(policy: Policy) -> None:
    stage = stage_of(policy.flows.P0, "5.3.2-P0-notify")
    assert head(stage) == ("notify", "立即通知 | Notify at once", "trigger", "1 min", "2 min", "breach")
    assert rows(stage.steps) == [
        ("alarm", "common", "automatic", ["duty_engineer"], "自动触发短信/电话告警 | SMS and voice alarms go out by themselves"),
        ("tell_duty_engineer", "common", "automatic", ["duty_engineer"], "通知值班工程师 | Notify the duty engineer"),
        ("tell_technical_manager", "common", "automatic", ["technical_manager"], "通知技术经理 | Notify the technical manager"),
        ("tell_customer_success", "common", "automatic", ["customer_success_manager"], "通知客户成功经理 | Notify the customer success manager"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P0-assess")
def test_minutes_3_to_5_quick_assessment(policy: Policy) -> None:
    stage = stage_of(policy.flows.P0, "5.3.2-P0-assess")
    assert head(stage) == ("assess", "快速评估 | Quick assessment", "trigger", "3 min", "5 min", "page_next")
    assert rows(stage.steps) == [
        ("assess", "common", "task", ["duty_engineer"], "值班工程师快速评估问题严重性 | The duty engineer quickly assesses the severity"),
        ("confirm", "common", "confirmation", ["duty_engineer"], "确认是否为真正的P0事件 | Confirm whether it really is a P0"),
        ("start", "common", "automatic", ["duty_engineer"], "如确认,立即启动P0流程 | If so, start the P0 flow at once"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P0-takeover")
def test_minutes_5_to_10_a_senior_engineer_takes_over(policy: Policy) -> None:
    stage = stage_of(policy.flows.P0, "5.3.2-P0-takeover")
    assert head(stage) == (
        "take_over",
        "资深工程师接管 | A senior engineer takes over",
        "trigger",
        "5 min",
        "10 min",
        "page_next",
    )
    assert rows(stage.steps) == [
        ("hand_over", "common", "task", ["senior_engineer", "architect"], "直接转交给资深工程师/架构师 | Hand over directly to a senior engineer or architect"),
        ("form_team", "common", "automatic", ["technical_manager"], "组建紧急响应小组 | Form the emergency response team"),
        ("open_war_room", "common", "automatic", ["duty_engineer"], "启动战情室(War Room) | Open the war room"),
        ("tell_management", "common", "automatic", ["management"], "通知管理层 | Notify management"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P0-takeover")
def test_taken_over_and_management_told_by_minute_10(policy: Policy) -> None:
    flow = policy.flows.P0
    assert under("5.3.2-P0-takeover", [flow.take_over]) == [("10 min", ["senior_engineer", "architect"])]
    assert under("5.3.2-P0-takeover", [flow.told]) == [("10 min", ["management"])]


@pytest.mark.clause("5.3.2-P0-parallel")
def test_minutes_10_to_15_two_tracks(policy: Policy) -> None:
    stage = stage_of(policy.flows.P0, "5.3.2-P0-parallel")
    assert head(stage) == ("parallel", "并行处理 | Work in parallel", "trigger", "10 min", "15 min", "breach")
    assert rows(stage.steps) == [
        ("diagnose", "technical", "task", ["senior_engineer"], "资深工程师主导问题诊断 | The senior engineer leads the diagnosis"),
        ("assess_impact", "technical", "task", ["architect"], "架构师评估影响范围 | The architect assesses the impact"),
        ("prepare_rollback", "technical", "task", ["operations"], "运维团队准备回滚/恢复方案 | Operations prepares rollback and recovery"),
        ("security", "technical", "task", ["security"], "安全团队 | The security team joins", "如涉及安全 | If security is involved"),
        ("contact_customer", "communication", "task", ["customer_success_manager"], "客户成功经理联系客户 | The customer success manager contacts the customer"),
        ("update_customer", "communication", "task", ["customer_success_manager"], "每15分钟更新进展 | Report progress every 15 minutes"),
        ("prepare_announcement", "communication", "task", ["customer_success_manager"], "准备客户通告 | Prepare the announcement to customers"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P0-implement")
def test_15_minutes_to_2_hours_the_workaround_first(policy: Policy) -> None:
    stage = stage_of(policy.flows.P0, "5.3.2-P0-implement")
    assert head(stage) == (
        "implement",
        "解决方案实施 | Carry out the solution",
        "trigger",
        "15 min",
        "2 h",
        "breach",
    )
    assert rows(stage.steps) == [
        ("workaround", "technical", "task", ["senior_engineer"], "实施临时解决方案(优先恢复服务) | Put the workaround in place (restoring service comes first)"),
        ("monitor", "technical", "task", ["operations"], "持续监控系统状态 | Keep watching the state of the system"),
        ("record_steps", "technical", "task", ["senior_engineer", "operations"], "记录所有操作步骤 | Record every step of operation"),
        ("prepare_fix", "technical", "task", ["architect"], "准备永久修复方案 | Prepare the permanent fix"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P0-restore")
def test_within_2_hours_four_confirmations(policy: Policy) -> None:
    stage = stage_of(policy.flows.P0, "5.3.2-P0-restore")
    assert head(stage) == (
        "restore",
        "服务恢复确认 | Confirm the restoration",
        "trigger",
        "at once",
        "2 h",
        "breach",
    )
    assert rows(stage.steps) == [
        ("service_restored", "technical", "confirmation", ["senior_engineer"], "验证服务完全恢复 | Verify that service is fully restored"),
        ("data_intact", "technical", "confirmation", ["senior_engineer"], "确认数据完整性 | Confirm that the data is intact"),
        ("customer_confirms", "communication", "confirmation", ["customer_success_manager"], "客户确认业务恢复 | The customer confirms that business is back"),
        ("lift_emergency", "common", "confirmation", ["technical_manager"], "解除紧急状态 | Lift the emergency"),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P0-after")
def test_24_hours_after_the_restoration_the_report(policy: Policy) -> None:
    stage = stage_of(policy.flows.P0, "5.3.2-P0-after")
    assert head(stage) == (
        "after",
        "事后分析 | Analysis afterwards",
        "restoration",
        "at once",
        "24 h",
        "breach",
    )
    assert rows(stage.steps) == [
        ("report", "common", "task", ["senior_engineer"], "编写详细的事件报告 | Write a detailed incident report"),
        ("root_cause", "common", "task", ["senior_engineer", "architect"], "根因分析(RCA) | Root cause analysis (RCA)"),
        ("prevention", "common", "task", ["architect"], "制定预防措施 | Decide on preventive actions"),
        ("contingency_plan", "common", "task", ["technical_manager"], "更新应急预案 | Update the contingency plan"),
    ]  # fmt: skip


# ------------------------------------------------------------------ the team


@pytest.mark.clause("5.3.2-P0-team")
def test_seven_roles_and_when_they_arrive(policy: Policy) -> None:
    assert under("5.3.2-P0-team", policy.flows.P0.team) == [
        ("duty_engineer", ["duty_engineer"], "初步接收和评估 | Receives and assesses first", "at once", False),
        ("senior_engineer", ["senior_engineer", "architect"], "问题诊断和解决 | Diagnoses and solves", "5 min", False),
        ("technical_manager", ["technical_manager"], "协调资源和决策 | Coordinates resources and decides", "10 min", False),
        ("operations", ["operations"], "系统操作和恢复 | Operates and recovers the system", "10 min", False),
        ("security", ["security"], "安全事件处理 | Handles security incidents", "15 min", True),
        ("customer_success_manager", ["customer_success_manager"], "客户沟通 | Speaks with the customer", "15 min", False),
        ("management", ["management"], "重大决策和升级 | Takes major decisions and escalates", "30 min", False),
    ]  # fmt: skip


@pytest.mark.clause("5.3.2-P0-team")
def test_the_names_of_the_roles(policy: Policy) -> None:
    named = {key: role for key, role in policy.people.roles.items() if role.clause == "5.3.2-P0-team"}
    assert {key: written(role.name) for key, role in named.items()} == {
        "duty_engineer": "值班工程师 | Duty engineer",
        "senior_engineer": "资深工程师 | Senior engineer",
        "architect": "架构师 | Architect",
        "technical_manager": "技术经理 | Technical manager",
        "operations": "运维团队 | Operations team",
        "security": "安全团队 | Security team",
        "customer_success_manager": "客户成功经理 | Customer success manager",
        "management": "管理层 | Management",
    }


# ------------------------------------------------------------------ communication and rights


@pytest.mark.clause("5.3.2-P0-internal-comms")
def test_a_channel_a_sync_every_15_minutes_and_every_decision_recorded(policy: Policy) -> None:
    flow = policy.flows.P0
    assert under("5.3.2-P0-internal-comms", [flow.war_room]) == [(["wecom", "dingtalk", "feishu"],)]
    assert [written(promise) for promise in flow.promises if promise.side == "internal"] == [
        {
            "id": "channel",
            "clause": "5.3.2-P0-internal-comms",
            "side": "internal",
            "text": "建立专用沟通频道(企业微信/钉钉群) | "
            "A channel of its own is opened (WeCom or DingTalk group)",
        },
        {
            "id": "sync",
            "clause": "5.3.2-P0-internal-comms",
            "side": "internal",
            "text": "每15分钟同步一次进展 | Progress is shared every 15 minutes",
            "every": "15 min",
        },
        {
            "id": "decisions",
            "clause": "5.3.2-P0-internal-comms",
            "side": "internal",
            "text": "所有关键决策需记录 | Every key decision is recorded",
        },
    ]


@pytest.mark.clause("5.3.2-P0-customer-comms")
def test_contact_in_15_minutes_updates_every_15_a_mitigation_and_a_notice_at_once(policy: Policy) -> None:
    assert [written(promise) for promise in policy.flows.P0.promises if promise.side == "customer"] == [
        {
            "id": "first_contact",
            "clause": "5.3.2-P0-customer-comms",
            "side": "customer",
            "text": "15分钟内首次联系客户 | The customer is contacted within 15 minutes",
            "within": "15 min",
        },
        {
            "id": "updates",
            "clause": "5.3.2-P0-customer-comms",
            "side": "customer",
            "text": "每15分钟更新进展 | Progress is reported every 15 minutes",
            "every": "15 min",
        },
        {
            "id": "mitigation",
            "clause": "5.3.2-P0-customer-comms",
            "side": "customer",
            "text": "提供临时解决方案或缓解措施 | A workaround or mitigation is offered",
        },
        {
            "id": "restored",
            "clause": "5.3.2-P0-customer-comms",
            "side": "customer",
            "text": "服务恢复后立即通知 | The customer is told at once when service is restored",
            "within": "at once",
        },
    ]


@pytest.mark.clause("5.3.2-P0-rights")
def test_who_decides_in_a_p0(policy: Policy) -> None:
    assert under("5.3.2-P0-rights", policy.flows.P0.rights) == [
        ("emergency_fix", "senior_engineer", "alone", "资深工程师有权直接实施紧急修复措施 | A senior engineer may carry out an emergency fix directly"),
        ("call_in_resources", "technical_manager", "alone", "技术经理有权调动所有技术资源 | The technical manager may call in all technical resources"),
        ("major_architecture_change", "architect", "approval", "涉及重大架构变更需架构师批准 | A major architecture change needs an architect's approval"),
        ("data_recovery", "customer", "authorisation", "涉及数据恢复需客户明确授权 | A data recovery needs the customer's explicit authorisation"),
    ]  # fmt: skip
