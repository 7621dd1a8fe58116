"""SPT-003, sections 5.1, 5.2, 5.3.1, 5.3.3 and 5.4, typed from the standard: the life of a case."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import under, written

# ------------------------------------------------------------------ 5.1, 5.2


@pytest.mark.clause("5.1-online-24x7")
def test_cases_are_submitted_online_around_the_clock(policy: Policy) -> None:
    assert written(policy.submission) == {
        "clause": "5.1-online-24x7",
        "address": "https://ticket.sinnet-cloud.cn",
        "text": "在线工单系统, 7x24小时可用 | The online ticket system is open around the clock",
    }


@pytest.mark.clause("5.2-acknowledge")
def test_acknowledged_at_once_with_the_number(policy: Policy) -> None:
    assert under("5.2-acknowledge", policy.receiving) == [
        (
            "acknowledge",
            "自动确认 | Acknowledgement",
            "系统立即发送工单确认邮件,包含工单编号 | "
            "The system sends a confirmation mail with the case number at once",
        )
    ]


@pytest.mark.clause("5.2-priority")
def test_judged_or_confirmed(policy: Policy) -> None:
    assert under("5.2-priority", policy.receiving) == [
        (
            "priority",
            "优先级判定 | Priority",
            "系统自动判定或工程师确认优先级 | The system judges the priority, or an engineer confirms it",
        )
    ]


@pytest.mark.clause("5.2-assign")
def test_assigned_by_type_skill_and_load(policy: Policy) -> None:
    assert under("5.2-assign", policy.receiving) == [
        (
            "assign",
            "智能分配 | Assignment",
            "根据问题类型、工程师技能和当前负载自动分配 | "
            "Cases are assigned by problem type, engineers' skills and current load",
        )
    ]


@pytest.mark.clause("5.2-assign")
def test_who_may_take_which_level(policy: Policy) -> None:
    """Starts with, is for, engineer levels. The duty engineer has a P0 until it is taken over (5.3.2-P0-team)."""
    anyone = ["L1", "L2", "L3"]
    assert list(policy.assignment) == ["P0", "P1", "P2", "P3", "P4"]
    assert under("5.2-assign", policy.assignment.values()) == [
        (["duty_engineer"], ["senior_engineer", "architect"], ["L2", "L3"]),
        (["duty_engineer"], ["duty_engineer", "senior_engineer"], anyone),
        (["duty_engineer"], ["duty_engineer"], anyone),
        (["duty_engineer"], ["duty_engineer"], anyone),
        (["duty_engineer"], ["duty_engineer", "consultant"], anyone),
    ]


@pytest.mark.clause("5.2-notify")
def test_the_priority_sets_off_its_flow(policy: Policy) -> None:
    assert under("5.2-notify", policy.receiving) == [
        (
            "notify",
            "通知机制 | Notification",
            "根据优先级触发相应的通知流程(短信/电话/邮件) | "
            "The priority sets off its notification flow (SMS, call, e-mail)",
        )
    ]


@pytest.mark.clause("5.2-notify")
def test_the_channels(policy: Policy) -> None:
    assert {key: written(channel) for key, channel in policy.channels.items()} == {
        "sms": {"clause": "5.2-notify", "name": "短信 | SMS"},
        "voice": {"clause": "5.2-notify", "name": "电话 | Call"},
        "email": {"clause": "5.2-notify", "name": "邮件 | E-mail"},
        "wecom": {"clause": "5.2-notify", "name": "企业微信 | WeCom"},
        "dingtalk": {"clause": "5.2-notify", "name": "钉钉 | DingTalk"},
        "feishu": {"clause": "5.2-notify", "name": "飞书 | Feishu"},
    }


@pytest.mark.clause("5.2-notify")
def test_vendors_allow_one_call_a_minute_and_five_an_hour(policy: Policy) -> None:
    assert under("5.2-notify", [policy.page_limits]) == [(1, 5)]


CHAT = ["wecom", "dingtalk", "feishu"]


@pytest.mark.clause("5.3.2-P0-notify")
def test_whom_a_p0_alarms(policy: Policy) -> None:
    flow = written(policy.notifications["P0"])
    del flow["ladder"]
    assert flow == {
        "clause": "5.3.2-P0-notify",
        "within": "2 min",
        "recipients": ["duty_engineer", "technical_manager", "customer_success_manager"],
        "channels": ["sms", "voice"],
        "calendar": "always",
        "repeat_every": "5 min",
    }


@pytest.mark.clause("5.2-notify")
def test_the_ladder_of_a_p0(policy: Policy) -> None:
    assert under("5.2-notify", policy.notifications["P0"].ladder) == [
        ("first", "at once", "assignee", [*CHAT, "sms", "voice"], "first"),
        ("again", "1 min", "assignee", ["voice"], "first"),
        ("other_vendor", "2 min", "assignee", ["sms", "voice"], "another"),
        ("next", "3 min", "next_on_call", [*CHAT, "sms", "voice"], "first"),
        ("manager", "5 min", "technical_manager", [*CHAT, "sms", "voice"], "first"),
    ]


@pytest.mark.clause("5.3.2-P1-notify")
def test_whom_a_p1_alarms(policy: Policy) -> None:
    flow = written(policy.notifications["P1"])
    del flow["ladder"]
    assert flow == {
        "clause": "5.3.2-P1-notify",
        "within": "5 min",
        "recipients": ["duty_engineer", "technical_lead"],
        "channels": ["email", "sms"],
        "calendar": "always",
        "repeat_every": "10 min",
    }


@pytest.mark.clause("5.2-notify")
def test_the_ladder_of_a_p1(policy: Policy) -> None:
    assert under("5.2-notify", policy.notifications["P1"].ladder) == [
        ("first", "at once", "assignee", [*CHAT, "email", "sms"], "first"),
        ("call", "5 min", "assignee", ["voice"], "first"),
        ("next", "10 min", "next_on_call", [*CHAT, "sms", "voice"], "first"),
        ("lead", "15 min", "technical_lead", ["sms", "voice"], "another"),
    ]


@pytest.mark.clause("5.2-notify")
def test_p2_is_told_by_mail_and_chat_at_any_hour(policy: Policy) -> None:
    flow = policy.notifications["P2"]
    assert under("5.2-notify", flow.ladder) == [
        ("first", "at once", "assignee", ["email", *CHAT], "first"),
        ("next", "1 h", "next_on_call", ["email", *CHAT, "sms"], "first"),
    ]
    assert _flow(flow) == ("5.2-notify", "10 min", ["duty_engineer"], ["email", *CHAT], "always", None)


@pytest.mark.clause("5.2-notify", "5.3.3-P3")
def test_p3_is_told_by_mail_and_chat_in_working_hours_and_never_by_phone(policy: Policy) -> None:
    flow = policy.notifications["P3"]
    assert under("5.2-notify", flow.ladder) == [
        ("first", "at once", "assignee", ["email", *CHAT], "first"),
        ("next", "2 h", "next_on_call", ["email", *CHAT], "first"),
    ]
    assert _flow(flow) == ("5.2-notify", "30 min", ["duty_engineer"], ["email", *CHAT], "cn-office", None)


@pytest.mark.clause("5.2-notify")
def test_p4_is_told_by_mail_in_working_hours(policy: Policy) -> None:
    flow = policy.notifications["P4"]
    assert under("5.2-notify", flow.ladder) == [
        ("first", "at once", "assignee", ["email"], "first"),
        ("next", "4 h", "next_on_call", ["email"], "first"),
    ]
    assert _flow(flow) == ("5.2-notify", "1 h", ["duty_engineer"], ["email"], "cn-office", None)


def _flow(flow: object) -> tuple[object, ...]:
    plain = written(flow)
    names = ("clause", "within", "recipients", "channels", "calendar", "repeat_every")
    return tuple(plain.get(name) for name in names)


@pytest.mark.clause("5.2-accept")
def test_accepted_in_the_system(policy: Policy) -> None:
    assert under("5.2-accept", policy.receiving) == [
        (
            "accept",
            "响应确认 | Acceptance",
            "工程师在系统中确认接收并开始处理 | An engineer accepts the case in the system and begins",
        )
    ]


# ------------------------------------------------------------------ 5.3.1


@pytest.mark.clause("5.3.1-diagnose")
def test_diagnosis(policy: Policy) -> None:
    assert under("5.3.1-diagnose", policy.handling) == [
        (
            "diagnose",
            "问题诊断 | Diagnosis",
            "工程师分析问题根因,收集必要的日志和诊断信息 | "
            "The engineer analyses the cause and collects the logs and diagnostics needed",
        )
    ]


@pytest.mark.clause("5.3.1-solution")
def test_solution(policy: Policy) -> None:
    assert under("5.3.1-solution", policy.handling) == [
        (
            "solution",
            "解决方案 | Solution",
            "提供临时解决方案或永久修复方案 | A workaround or a permanent fix is provided",
        )
    ]


@pytest.mark.clause("5.3.1-communicate")
def test_communication(policy: Policy) -> None:
    assert under("5.3.1-communicate", policy.handling) == [
        (
            "communicate",
            "客户沟通 | Communication",
            "定期更新案例进展,保持与客户的有效沟通 | "
            "Progress is reported regularly, and the customer is kept in the picture",
        )
    ]


@pytest.mark.clause("5.3.1-document")
def test_documentation(policy: Policy) -> None:
    assert under("5.3.1-document", policy.handling) == [
        (
            "document",
            "文档记录 | Documentation",
            "详细记录问题分析过程、解决方案和相关配置 | "
            "Analysis, solution and configuration are recorded in detail",
        )
    ]


@pytest.mark.clause("5.3.1-knowledge")
def test_knowledge(policy: Policy) -> None:
    assert under("5.3.1-knowledge", policy.handling) == [
        (
            "knowledge",
            "知识沉淀 | Knowledge",
            "将典型问题和解决方案录入知识库 | "
            "Typical problems and their solutions go into the knowledge base",
        )
    ]


# ------------------------------------------------------------------ 5.3.3


@pytest.mark.clause("5.3.3-P2")
def test_how_a_p2_is_worked_on(policy: Policy) -> None:
    assert written(policy.routine.P2) == {
        "clause": "5.3.3-P2",
        "team": ["duty_engineer"],
        "ways": [
            {
                "id": "standard_procedure",
                "text": "按标准流程诊断和处理 | Diagnose and work by the standard procedure",
            },
            {
                "id": "knowledge",
                "text": "参考知识库和历史案例 | Look into the knowledge base and past cases",
            },
            {
                "id": "consult",
                "text": "如遇复杂问题可咨询资深工程师 | Consult a senior engineer on complex problems",
            },
            {"id": "update", "text": "每2小时更新客户 | Update the customer every 2 hours"},
        ],
        "worked_in": "always",
        "night_calls": False,
        "planned_maintenance": False,
        "shows_knowledge": True,
        "consults": ["senior_engineer"],
        "answered_by": ["case", "email"],
    }


@pytest.mark.clause("5.3.3-P3")
def test_how_a_p3_is_worked_on(policy: Policy) -> None:
    assert written(policy.routine.P3) == {
        "clause": "5.3.3-P3",
        "team": ["duty_engineer"],
        "ways": [
            {"id": "working_hours", "text": "正常工作时间处理 | Work on it in normal working hours"},
            {"id": "maintenance", "text": "可安排计划性维护 | It may be put into a planned maintenance"},
            {"id": "update", "text": "每4小时更新客户 | Update the customer every 4 hours"},
            {"id": "beside", "text": "可与其他工作并行 | It may be done beside other work"},
        ],
        "worked_in": "cn-office",
        "night_calls": False,
        "planned_maintenance": True,
        "shows_knowledge": True,
        "consults": [],
        "answered_by": ["case", "email"],
    }


@pytest.mark.clause("5.3.3-P4")
def test_how_a_p4_is_worked_on(policy: Policy) -> None:
    assert written(policy.routine.P4) == {
        "clause": "5.3.3-P4",
        "team": ["duty_engineer", "consultant"],
        "ways": [
            {"id": "advice", "text": "提供咨询和指导 | Give advice and guidance"},
            {"id": "best_practice", "text": "分享最佳实践 | Share best practice"},
            {"id": "update", "text": "每日更新一次 | Update once a day"},
            {
                "id": "reply",
                "text": "可通过邮件或文档回复 | Reply by e-mail or with a document if that serves",
            },
        ],
        "worked_in": "cn-office",
        "night_calls": False,
        "planned_maintenance": False,
        "shows_knowledge": True,
        "consults": [],
        "answered_by": ["case", "email", "document"],
    }


@pytest.mark.clause("5.3.3-P4")
def test_a_p4_may_go_to_a_consultant(policy: Policy) -> None:
    assert written(policy.people.roles["consultant"]) == {
        "clause": "5.3.3-P4",
        "name": "技术顾问 | Technical consultant",
    }


# ------------------------------------------------------------------ 5.4


@pytest.mark.clause("5.4-confirm")
def test_the_customer_confirms_within_three_days(policy: Policy) -> None:
    assert policy.closing.clause == "5.4-confirm"
    assert written(policy.closing.confirm_within) == "3 days"
    assert under("5.4-confirm", policy.closing.steps) == [
        (
            "confirm",
            "解决确认 | Confirmation",
            "与客户确认问题已解决 | The customer confirms that the problem is solved",
        )
    ]


@pytest.mark.clause("5.4-confirm", "5.3.1-solution")
def test_a_workaround_may_stand_for_fourteen_days(policy: Policy) -> None:
    """Our own reading: the standard asks for a permanent fix, but sets no time for it."""
    assert written(policy.closing.permanent_fix_within) == "14 days"


@pytest.mark.clause("5.4-root-cause")
def test_root_cause_and_solution_are_recorded(policy: Policy) -> None:
    assert under("5.4-root-cause", policy.closing.steps) == [
        (
            "root_cause",
            "根因分析 | Root cause",
            "记录问题根本原因和解决方案 | The root cause and the solution are recorded",
        )
    ]


@pytest.mark.clause("5.4-root-cause", "5.4-prevention")
def test_what_has_to_be_on_record_before_closing(policy: Policy) -> None:
    """Root cause, solution, prevention. For P4 the answer suffices; prevention is mandatory for P0 and P1."""
    assert list(policy.closing.gate) == ["P0", "P1", "P2", "P3", "P4"]
    assert under("5.4-root-cause", policy.closing.gate.values()) == [
        ("required", "required", "required"),
        ("required", "required", "required"),
        ("required", "required", "optional"),
        ("required", "required", "optional"),
        ("optional", "required", "optional"),
    ]


@pytest.mark.clause("5.4-prevention")
def test_advice_on_prevention(policy: Policy) -> None:
    assert under("5.4-prevention", policy.closing.steps) == [
        (
            "prevention",
            "预防措施 | Prevention",
            "提供预防类似问题的建议 | Advice is given on how to prevent such problems",
        )
    ]


@pytest.mark.clause("5.4-survey")
def test_the_survey_leaves_by_itself(policy: Policy) -> None:
    assert under("5.4-survey", policy.closing.steps) == [
        (
            "survey",
            "满意度调查 | Satisfaction survey",
            "自动发送客户满意度调查 | A satisfaction survey is sent by itself",
        )
    ]
    assert written(policy.closing.survey) == {
        "clause": "5.4-survey",
        "by_itself": True,
        "best": 5,
        "answers_per_case": 1,
    }


@pytest.mark.clause("5.4-archive")
def test_the_case_is_archived(policy: Policy) -> None:
    assert under("5.4-archive", policy.closing.steps) == [
        (
            "archive",
            "案例归档 | Archive",
            "归档至知识库供未来参考 | The case is archived in the knowledge base for later use",
        )
    ]
