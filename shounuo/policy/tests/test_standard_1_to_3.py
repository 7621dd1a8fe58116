# ruff: noqa: E501 - a row of the standard reads best in one line
"""SPT-003, sections 1 to 3, typed from the standard: what the levels are, and how a case comes to one."""

from collections.abc import Mapping

import pytest

from shounuo.policy.model import Level, Policy
from shounuo.policy.tests.written import rows, under, written


def test_which_standard_this_is(policy: Policy) -> None:
    assert written(policy.standard) == {
        "id": "SPT-003",
        "title": "服务台运营规范 | Service desk operating standard",
        "published": "2026-02-06",
        "together_with": ["SPT-001", "SPT-002"],
        "purpose": "确保为客户提供专业、高效、一致的技术支持服务 | "
        "Professional, efficient and consistent technical support for every customer",
    }


PRIORITIES: dict[Level, tuple[object, ...]] = {
    "P0": (
        "紧急 | Critical",
        "紧急 Critical | Critical",
        "业务完全中断, 系统不可用 | Business stopped completely, system unavailable",
        "影响所有用户, 生产环境停止 | All users affected, production at a standstill",
        [
            "数据库完全宕机 | Database completely down",
            "应用无法访问 | Application cannot be reached",
            "数据丢失或损坏 | Data lost or damaged",
            "严重安全漏洞 | Serious security vulnerability",
        ],
    ),
    "P1": (
        "高 | High",
        "高 High | High",
        "核心功能严重受损, 业务严重受影响 | Core functions badly impaired, business badly affected",
        "影响大部分用户, 关键功能不可用 | Most users affected, key functions unavailable",
        [
            "主要服务性能严重下降 | A main service has become very slow",
            "关键API失败 | A key API is failing",
            "支付功能异常 | Payments are not working properly",
            "数据同步失败 | Data synchronisation is failing",
        ],
    ),
    "P2": (
        "中 | Medium",
        "中 Medium | Medium",
        "部分功能异常, 业务部分受影响 | Some functions faulty, business partly affected",
        "影响部分用户, 非关键功能受损 | Some users affected, non-critical functions impaired",
        [
            "次要功能故障 | A secondary function has failed",
            "报表生成延迟 | Reports are late",
            "部分地区访问慢 | Access is slow in some regions",
            "非关键集成问题 | Trouble with a non-critical integration",
        ],
    ),
    "P3": (
        "低 | Low",
        "低 Low | Low",
        "非关键功能问题, 业务影响较小 | Trouble with a non-critical function, little effect on business",
        "影响少数用户, 体验轻微下降 | Few users affected, experience slightly worse",
        [
            "UI显示问题 | Display fault in the user interface",
            "非关键日志错误 | Errors in non-critical logs",
            "文档错误 | Mistake in the documentation",
            "小范围性能问题 | Slowness on a small scale",
        ],
    ),
    "P4": (
        "一般 | General",
        "一般 General | General",
        "无业务影响, 咨询类请求 | No effect on business, a request for advice",
        "无用户影响, 信息查询 | No users affected, a request for information",
        [
            "功能咨询 | Question about a function",
            "使用指导 | Guidance in use",
            "最佳实践建议 | Advice on best practice",
            "功能增强请求 | Request for an enhancement",
        ],
    ),
}


@pytest.mark.clause("2-priorities")
@pytest.mark.parametrize("level", PRIORITIES)
def test_the_five_priorities(policy: Policy, level: Level) -> None:
    (*meaning, _guide), *others = under("2-priorities", [policy.priorities[level]])
    assert tuple(meaning) == PRIORITIES[level]
    assert not others


@pytest.mark.clause("2-priorities")
def test_there_are_five_priorities_from_p0_down(policy: Policy) -> None:
    assert list(policy.priorities) == ["P0", "P1", "P2", "P3", "P4"]


@pytest.mark.clause("3.1-factors")
def test_six_factors_decide(policy: Policy) -> None:
    every = ["P0", "P1", "P2", "P3", "P4"]
    assert under("3.1-factors", policy.factors) == [
        (
            "business_continuity",
            "业务连续性 | Business continuity",
            "问题是否导致业务中断或无法正常运营 | "
            "Does the problem stop the business or keep it from running normally?",
            every,
        ),
        (
            "affected_users",
            "用户影响范围 | Affected users",
            "受影响的用户数量和类型 | How many users are affected, and which kind?",
            every,
        ),
        (
            "data_integrity",
            "数据完整性 | Data integrity",
            "是否涉及数据丢失、损坏或安全风险 | Is data lost or damaged, or is security at risk?",
            ["P0", "P1", "P2"],
        ),
        (
            "financial_loss",
            "财务影响 | Financial loss",
            "是否直接影响收入或造成经济损失 | Does it cut revenue directly or cause financial loss?",
            ["P0", "P1", "P2"],
        ),
        (
            "compliance",
            "合规要求 | Compliance",
            "是否涉及法律法规或合规性问题 | Are laws, regulations or compliance involved?",
            ["P0", "P1", "P2"],
        ),
        (
            "time_sensitivity",
            "时间敏感性 | Time sensitivity",
            "问题的紧急程度和可容忍的延迟时间 | How urgent is it, and how long can it wait?",
            every,
        ),
    ]


@pytest.mark.clause("3.2-customer-choice")
def test_the_customer_chooses_problem_type_and_impact(policy: Policy) -> None:
    assert under("3.2-customer-choice", policy.judging.steps) == [
        (
            "customer_choice",
            "客户选择 | Customer's choice",
            "客户在提交工单时选择问题类型和影响范围 | "
            "The customer chooses problem type and impact when submitting",
        )
    ]


@pytest.mark.clause("3.2-customer-choice")
def test_a_higher_choice_takes_effect_and_a_lower_one_never_lowers(policy: Policy) -> None:
    assert under("3.2-customer-choice", [policy.judging.customer_choice]) == [("takes_effect", "ignored")]


@pytest.mark.clause("3.2-keywords")
def test_keywords_are_recognised(policy: Policy) -> None:
    assert under("3.2-keywords", policy.judging.steps) == [
        (
            "keywords",
            "关键词识别 | Keywords",
            '系统自动识别描述中的关键词(如"宕机"、"无法访问"等) | '
            'The system recognises keywords in the description (such as "down", "cannot be reached")',
        )
    ]


@pytest.mark.clause("3.2-history")
def test_history_is_considered(policy: Policy) -> None:
    assert under("3.2-history", policy.judging.steps) == [
        (
            "history",
            "历史数据 | History",
            "参考客户历史工单的优先级模式 | "
            "The pattern of priorities in the customer's past cases is considered",
        )
    ]


@pytest.mark.clause("3.2-engineer-confirms")
def test_the_duty_engineer_confirms(policy: Policy) -> None:
    assert under("3.2-engineer-confirms", policy.judging.steps) == [
        (
            "engineer_confirms",
            "工程师确认 | Engineer's confirmation",
            "值班工程师在响应时确认或调整优先级 | "
            "The duty engineer confirms or adjusts the priority when responding",
        )
    ]


@pytest.mark.clause("3.2-engineer-confirms")
def test_the_first_confirmation_is_a_correction(policy: Policy) -> None:
    assert written(policy.level_changes.correction) == {
        "clause": "3.2-engineer-confirms",
        "reason": "required",
        "tells": ["technical_lead"],
        "tells_customer": True,
        "approval": "none",
    }


@pytest.mark.clause("3.2-upgrade-any-time")
def test_a_level_can_be_raised_at_any_time(policy: Policy) -> None:
    assert under("3.2-upgrade-any-time", policy.judging.steps) == [
        (
            "upgrade_any_time",
            "升级机制 | Upgrade",
            "如果问题严重性被低估,可随时升级优先级 | "
            "If the severity was underestimated, the priority can be raised at any time",
        )
    ]


@pytest.mark.clause("3.2-customer-choice")
def test_what_the_form_asks(policy: Policy) -> None:
    assert policy.form.clause == "3.2-customer-choice"
    assert _choices(policy.form.problem_types) == [
        ("outage", "系统故障 | Outage", "系统或服务无法访问、宕机 | A system or service is down or cannot be reached"),
        ("security", "安全事件 | Security", "入侵、泄露、勒索软件、漏洞 | Intrusion, leak, ransomware, vulnerability"),
        ("data", "数据问题 | Data", "数据丢失、损坏、不一致或同步失败 | Data lost, damaged, inconsistent or not synchronised"),
        ("performance", "性能问题 | Performance", "能用但变慢、超时 | It works, but slowly or with timeouts"),
        ("function", "功能异常 | Function", "某项功能报错或结果不对 | A function fails or gives wrong results"),
        ("integration", "集成问题 | Integration", "与第三方或其他系统的对接出错 | A connection to a third party or another system fails"),
        ("billing", "账单费用 | Billing", "账单、费用、发票 | Bills, costs, invoices"),
        ("consulting", "咨询建议 | Advice", "功能咨询、使用指导、最佳实践 | Questions, guidance, best practice"),
        ("other", "其他 | Other", "以上都不是 | None of the above"),
    ]  # fmt: skip
    assert _choices(policy.form.impacts) == [
        ("all_users", "所有用户 | All users", "没有人能正常使用 | Nobody can use it normally"),
        ("most_users", "大部分用户 | Most users", "超过一半的用户受影响 | More than half of the users are affected"),
        ("some_users", "部分用户 | Some users", "某些地区、群体或功能的用户受影响 | Users of some regions, groups or functions are affected"),
        ("few_users", "少数用户 | Few users", "个别用户受影响 | Single users are affected"),
        ("none", "无用户影响 | No users", "只是咨询或建议 | Only a question or a suggestion"),
        ("unknown", "不清楚 | Not known", "请在描述里写下您看到的情况 | Please describe what you see"),
    ]  # fmt: skip
    assert _choices(policy.form.environments) == [
        ("production", "生产环境 | Production", "您的客户正在使用的系统 | The system your customers use"),
        ("staging", "测试或预发环境 | Test or staging", "开发、测试、预发布、演练 | Development, test, staging, drills"),
        ("unknown", "不清楚 | Not known", "我们会向您确认 | We will ask you"),
    ]  # fmt: skip


def _choices(table: Mapping[str, object]) -> list[tuple[object, ...]]:
    return [(key, *rows([choice])[0]) for key, choice in table.items()]
