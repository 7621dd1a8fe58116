"""SPT-003, section 4, typed from the standard: the quick guide, and what is promised by when."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import under, written

# ------------------------------------------------------------------ 4.1 the quick guide


@pytest.mark.clause("4.1-guide")
def test_choose_p0_when(policy: Policy) -> None:
    assert written(policy.priorities["P0"].guide) == {
        "clause": "4.1-guide",
        "scene": "业务完全中断 | Business stopped completely",
        "choose_when": [
            "生产系统完全无法访问 | The production system cannot be reached at all",
            "数据丢失或严重损坏 | Data is lost or badly damaged",
            "发生安全事件或数据泄露 | There is a security incident or a data leak",
            "所有用户无法使用服务 | No user can use the service",
            "每分钟都在造成重大业务损失 | Every minute costs the business heavily",
        ],
        "you_get": [
            "15分钟内收到我们的响应 | Our response within 15 minutes",
            "5-10分钟内资深工程师/架构师接管您的案例 | "
            "A senior engineer or architect takes over your case within 5 to 10 minutes",
            "组建专属紧急响应小组 | An emergency response team of your own",
            "每15分钟收到进展更新 | An update every 15 minutes",
            "2小时内恢复服务(目标) | Service restored within 2 hours (target)",
            "24小时内收到详细的事件报告和根因分析 | "
            "A detailed incident report with root cause analysis within 24 hours",
        ],
    }


@pytest.mark.clause("4.1-guide")
def test_choose_p1_when(policy: Policy) -> None:
    assert written(policy.priorities["P1"].guide) == {
        "clause": "4.1-guide",
        "scene": "核心功能严重受损 | Core functions badly impaired",
        "choose_when": [
            "核心功能严重受损但系统仍可部分访问 | "
            "Core functions are badly impaired, but the system can still be reached in part",
            "关键业务功能不可用(如支付、登录) | "
            "Key business functions are unavailable (such as payment or sign-in)",
            "大部分用户受到影响 | Most users are affected",
            "性能严重下降(响应时间超过正常10倍) | "
            "Performance has dropped badly (over 10 times the normal response time)",
            "业务受到严重影响但未完全中断 | Business is badly affected but not stopped",
        ],
        "you_get": [
            "30分钟内收到我们的响应 | Our response within 30 minutes",
            "如问题复杂,30分钟内转交资深工程师 | "
            "If the problem is complex, hand-over to a senior engineer within 30 minutes",
            "每30分钟收到进展更新 | An update every 30 minutes",
            "4小时内解决问题(目标) | The problem solved within 4 hours (target)",
            "48小时内收到问题总结报告 | A problem report within 48 hours",
        ],
    }


@pytest.mark.clause("4.1-guide")
def test_choose_p2_when(policy: Policy) -> None:
    assert written(policy.priorities["P2"].guide) == {
        "clause": "4.1-guide",
        "scene": "部分功能异常 | Some functions faulty",
        "choose_when": [
            "部分功能异常 | Some functions are faulty",
            "部分用户受到影响 | Some users are affected",
            "有临时解决方案可用 | A workaround is available",
            "非关键功能受损 | Non-critical functions are impaired",
            "业务可以继续但存在不便 | Business goes on, with inconvenience",
        ],
        "you_get": [
            "2小时内收到我们的响应 | Our response within 2 hours",
            "值班工程师处理 | The duty engineer works on it",
            "每2小时收到进展更新 | An update every 2 hours",
            "8小时内解决问题(目标) | The problem solved within 8 hours (target)",
        ],
    }


@pytest.mark.clause("4.1-guide")
def test_choose_p3_when(policy: Policy) -> None:
    assert written(policy.priorities["P3"].guide) == {
        "clause": "4.1-guide",
        "scene": "非关键问题 | Non-critical problems",
        "choose_when": [
            "非关键功能问题 | There is trouble with a non-critical function",
            "影响少数用户 | Few users are affected",
            "UI显示问题 | Something is displayed wrongly",
            "小范围性能问题 | Something is slow on a small scale",
            "业务影响较小 | Business is hardly affected",
        ],
        "you_get": [
            "4小时内收到我们的响应 | Our response within 4 hours",
            "每4小时收到进展更新 | An update every 4 hours",
            "24小时内解决问题(目标) | The problem solved within 24 hours (target)",
        ],
    }


@pytest.mark.clause("4.1-guide")
def test_choose_p4_when(policy: Policy) -> None:
    assert written(policy.priorities["P4"].guide) == {
        "clause": "4.1-guide",
        "scene": "咨询类请求 | Requests for advice",
        "choose_when": [
            "功能咨询 | You have a question about a function",
            "使用指导 | You need guidance in use",
            "最佳实践建议 | You want advice on best practice",
            "功能增强请求 | You ask for an enhancement",
            "无紧急时间要求 | It is not urgent",
        ],
        "you_get": [
            "8小时内收到我们的响应 | Our response within 8 hours",
            "技术顾问提供专业建议 | Professional advice from a technical consultant",
            "每日更新一次 | One update a day",
            "48小时内提供完整答复(目标) | A complete answer within 48 hours (target)",
        ],
    }


@pytest.mark.clause("4.1-guide")
def test_three_steps_for_the_undecided(policy: Policy) -> None:
    assert under("4.1-guide", policy.advice) == [
        (
            "business",
            "评估业务影响 | Weigh the effect on business",
            [
                "问题是否导致业务中断? | Does the problem stop the business?",
                "有多少用户受到影响? | How many users are affected?",
                "是否有临时解决方案? | Is there a workaround?",
            ],
        ),
        (
            "urgency",
            "评估紧急程度 | Weigh the urgency",
            [
                "问题是否需要立即解决? | Must the problem be solved at once?",
                "延迟解决会造成什么后果? | What happens if it is solved later?",
                "是否涉及数据安全? | Is the security of data involved?",
            ],
        ),
        (
            "contact",
            "联系我们 | Ask us",
            [
                "如仍不确定,请选择较高优先级提交 | If you are still unsure, choose the higher priority",
                "我们的工程师会在响应时确认或调整优先级 | "
                "Our engineer confirms or adjusts the priority when responding",
                "您也可以先通过电话咨询:400-XXX-XXXX | You can also ask by phone first: 400-XXX-XXXX",
            ],
        ),
    ]


@pytest.mark.clause("4.1-unsure-higher")
def test_where_unsure_the_higher_level_is_taken(policy: Policy) -> None:
    assert written(policy.judging.unsure) == {"clause": "4.1-unsure-higher", "takes": "higher"}


@pytest.mark.clause("4.1-phone")
def test_the_hotline(policy: Policy) -> None:
    assert written(policy.hotline) == {"clause": "4.1-phone", "phone": "400-XXX-XXXX"}


@pytest.mark.clause("4.1-request-upgrade")
def test_three_ways_to_ask_for_a_higher_level(policy: Policy) -> None:
    assert under("4.1-request-upgrade", policy.asking.ways) == [
        (
            "button",
            "工单系统 | Ticket system",
            '在工单系统中点击“请求升级” | Press "Request upgrade" in the ticket system',
        ),
        ("phone", "热线 | Hotline", "致电技术支持热线说明情况 | Call the support hotline and explain"),
        (
            "customer_success_manager",
            "客户成功经理 | Customer success manager",
            "联系您的客户成功经理 | Contact your customer success manager",
        ),
    ]


@pytest.mark.clause("4.1-proactive-upgrade")
def test_when_we_raise_a_level_ourselves(policy: Policy) -> None:
    assert under("4.1-proactive-upgrade", policy.proactive_upgrades) == [
        ("wider_impact", "发现问题影响范围扩大 | The problem turns out to affect more", "raise"),
        ("data_security", "出现数据安全风险 | The security of data is at risk", "raise"),
        (
            "beyond_target",
            "预计解决时间超过当前级别SLA | The expected resolution time is beyond the target of the level",
            "propose",
        ),
    ]


# ------------------------------------------------------------------ 4.2 targets


@pytest.mark.clause("4.2-P0")
def test_p0_promises(policy: Policy) -> None:
    assert written(policy.targets["P0"]) == {
        "clause": "4.2-P0",
        "response": "15 min",
        "resolution": "2 h",
        "update": "15 min",
        "report": "24 h",
        "owner": ["senior_engineer", "architect"],
        "pauses_resolution": False,
    }


@pytest.mark.clause("4.2-P1")
def test_p1_promises(policy: Policy) -> None:
    assert written(policy.targets["P1"]) == {
        "clause": "4.2-P1",
        "response": "30 min",
        "resolution": "4 h",
        "update": "30 min",
        "report": "48 h",
        "hand_over": "30 min",
        "owner": ["senior_engineer"],
        "pauses_resolution": False,
    }


@pytest.mark.clause("4.2-P2")
def test_p2_promises(policy: Policy) -> None:
    assert written(policy.targets["P2"]) == {
        "clause": "4.2-P2",
        "response": "2 h",
        "resolution": "8 h",
        "update": "2 h",
        "update_waiting": "24 h",
        "owner": ["duty_engineer"],
        "pauses_resolution": True,
    }


@pytest.mark.clause("4.2-P3")
def test_p3_promises(policy: Policy) -> None:
    assert written(policy.targets["P3"]) == {
        "clause": "4.2-P3",
        "response": "4 h",
        "resolution": "24 h",
        "update": "4 h",
        "update_waiting": "24 h",
        "owner": ["duty_engineer"],
        "pauses_resolution": True,
    }


@pytest.mark.clause("4.2-P4")
def test_p4_promises(policy: Policy) -> None:
    assert written(policy.targets["P4"]) == {
        "clause": "4.2-P4",
        "response": "8 h",
        "resolution": "48 h",
        "update": "24 h",
        "update_waiting": "24 h",
        "owner": ["duty_engineer", "consultant"],
        "pauses_resolution": True,
    }


@pytest.mark.clause("4.2-24x7")
def test_the_clocks_run_in_and_out_of_working_hours(policy: Policy) -> None:
    assert written(policy.clocks) == {
        "clause": "4.2-24x7",
        "calendar": "always",
        "note": "以上时间标准适用于工作时间和非工作时间 | These times hold in and out of working hours",
        "response_pauses": False,
        "update_pauses": False,
    }
