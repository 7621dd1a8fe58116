"""SPT-003, sections 5.1 and 5.2, typed from the standard: how a case is received."""

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
    """Starts with, is for, engineer levels. The duty engineer has a P0 until it is taken over (5.3.2-P0-team); a P4 is for the
    duty engineer or a consultant from the start (5.3.3-P4)."""
    anyone = ["L1", "L2", "L3"]
    assert list(policy.assignment) == ["P0", "P1", "P2", "P3", "P4"]
    assert under("5.2-assign", policy.assignment.values()) == [
        (["duty_engineer"], ["senior_engineer", "architect"], ["L2", "L3"]),
        (["duty_engineer"], ["duty_engineer", "senior_engineer"], anyone),
        (["duty_engineer"], ["duty_engineer"], anyone),
        (["duty_engineer"], ["duty_engineer"], anyone),
        (["duty_engineer", "consultant"], ["duty_engineer", "consultant"], anyone),
    ]


@pytest.mark.clause("5.2-assign")
def test_how_one_of_them_is_chosen(policy: Policy) -> None:
    assert written(policy.choosing) == {
        "clause": "5.2-assign",
        "widening": ["team", "language", "skill", "load", "role", "level"],
        "load": {"P0": 8, "P1": 5, "P2": 3, "P3": 2, "P4": 1},
        "fair_over": "30 days",
        "familiar_over": "90 days",
        "familiar_up_to": 3,
        "weights": {"skill": 1.0, "load": 1.0, "fairness": 0.3, "customer": 0.5, "problem": 0.25},
        "rebalancing": {
            "clause": "5.2-assign",
            "levels": ["P0", "P1"],
            "answer_within": {"P0": "2 min", "P1": "5 min", "P2": "30 min", "P3": "1 h", "P4": "4 h"},
        },
    }


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


@pytest.mark.clause("5.2-notify")
def test_from_ten_to_eight_whoever_is_off_duty_hears_of_nothing_below_p1_and_more_than_five_are_a_digest(
    policy: Policy,
) -> None:
    assert under("5.2-notify", [policy.quiet]) == [("22:00", "08:00", "P1", 5, "15 min")]
    assert policy.quiet.over == 1


CHAT = ["wecom", "dingtalk", "feishu"]


@pytest.mark.clause("5.3.2-P0-notify")
def test_whom_a_p0_alarms(policy: Policy) -> None:
    flow = written(policy.notifications["P0"])
    del flow["ladder"], flow["occasions"]
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
    del flow["ladder"], flow["occasions"]
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
    assert _flow(flow) == ("5.2-notify", "10 min", ["duty_engineer"], ["email", *CHAT], "always", "2 h")


@pytest.mark.clause("5.2-notify", "5.3.3-P3")
def test_p3_is_told_by_mail_and_chat_in_working_hours_and_never_by_phone(policy: Policy) -> None:
    flow = policy.notifications["P3"]
    assert under("5.2-notify", flow.ladder) == [
        ("first", "at once", "assignee", ["email", *CHAT], "first"),
        ("next", "2 h", "next_on_call", ["email", *CHAT], "first"),
    ]
    assert _flow(flow) == ("5.2-notify", "30 min", ["duty_engineer"], ["email", *CHAT], "cn-office", "24 h")


@pytest.mark.clause("5.2-notify")
def test_p4_is_told_by_mail_in_working_hours(policy: Policy) -> None:
    flow = policy.notifications["P4"]
    assert under("5.2-notify", flow.ladder) == [
        ("first", "at once", "assignee", ["email"], "first"),
        ("next", "4 h", "next_on_call", ["email"], "first"),
    ]
    assert _flow(flow) == ("5.2-notify", "1 h", ["duty_engineer"], ["email"], "cn-office", "24 h")


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
