# ruff: noqa: E501 - a row of the standard reads best in one line
"""SPT-003, sections 6 to 9, typed from the standard: escalation, tools, people, quality."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import under, written

# ------------------------------------------------------------------ 6 escalation


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


# ------------------------------------------------------------------ 7 tools


@pytest.mark.clause("7.1-platform")
def test_one_platform(policy: Policy) -> None:
    assert under("7.1-platform", policy.platform) == [
        (
            "platform",
            "统一工单平台 | One platform",
            "集中管理所有客户工单 | All customers' cases in one place",
        )
    ]


@pytest.mark.clause("7.1-workflow")
def test_automation(policy: Policy) -> None:
    assert under("7.1-workflow", policy.platform) == [
        ("workflow", "自动化工作流 | Automation", "自动分配、通知、升级和SLA监控 | Assignment, notification, escalation and watching of promises by themselves")
    ]  # fmt: skip


@pytest.mark.clause("7.1-portal")
def test_customer_portal(policy: Policy) -> None:
    assert under("7.1-portal", policy.platform) == [
        ("portal", "客户自助门户 | Customer portal", "客户可实时查看工单状态和历史 | Customers see state and history of their cases live")
    ]  # fmt: skip


@pytest.mark.clause("7.1-mobile")
def test_mobile(policy: Policy) -> None:
    assert under("7.1-mobile", policy.platform) == [
        ("mobile", "移动端支持 | Mobile", "工程师可通过移动App处理工单 | Engineers can work on cases from a phone")
    ]  # fmt: skip


@pytest.mark.clause("7.1-reports")
def test_reports(policy: Policy) -> None:
    assert under("7.1-reports", policy.platform) == [
        ("reports", "报表分析 | Reports", "自动生成SLA达成率和服务质量报告 | Reports on attainment and quality are made by themselves")
    ]  # fmt: skip


@pytest.mark.clause("7.2-diagnostic-tools")
def test_aws_diagnostic_tools(policy: Policy) -> None:
    assert under("7.2-diagnostic-tools", policy.aws_tools) == [
        ("diagnostic_tools", "AWS Diagnostic Tools | AWS Diagnostic Tools", "访问AWS专用诊断工具 | Access to AWS's own diagnostic tools")
    ]  # fmt: skip


@pytest.mark.clause("7.2-cloudwatch")
def test_cloudwatch(policy: Policy) -> None:
    assert under("7.2-cloudwatch", policy.aws_tools) == [
        ("cloudwatch", "CloudWatch | CloudWatch", "监控指标、日志和告警 | Metrics, logs and alarms")
    ]


@pytest.mark.clause("7.2-xray")
def test_xray(policy: Policy) -> None:
    assert under("7.2-xray", policy.aws_tools) == [
        (
            "xray",
            "AWS X-Ray | AWS X-Ray",
            "分布式追踪和性能分析 | Distributed tracing and performance analysis",
        )
    ]


@pytest.mark.clause("7.2-cloudtrail")
def test_cloudtrail(policy: Policy) -> None:
    assert under("7.2-cloudtrail", policy.aws_tools) == [
        (
            "cloudtrail",
            "CloudTrail | CloudTrail",
            "API调用审计和安全分析 | Audit of API calls and security analysis",
        )
    ]


@pytest.mark.clause("7.2-health")
def test_health(policy: Policy) -> None:
    assert under("7.2-health", policy.aws_tools) == [
        ("health", "AWS Health Dashboard | AWS Health Dashboard", "服务健康状态监控 | Health of the services")
    ]


@pytest.mark.clause("7.2-trusted-advisor")
def test_trusted_advisor(policy: Policy) -> None:
    assert under("7.2-trusted-advisor", policy.aws_tools) == [
        ("trusted_advisor", "Trusted Advisor | Trusted Advisor", "最佳实践检查和优化建议 | Checks of best practice and advice for improvement")
    ]  # fmt: skip


@pytest.mark.clause("7.3-solutions")
def test_library_of_solutions(policy: Policy) -> None:
    assert under("7.3-solutions", policy.libraries) == [
        (
            "solutions",
            "问题解决方案库 | Solutions",
            "常见问题和解决方案 | Common problems and their solutions",
        )
    ]


@pytest.mark.clause("7.3-best-practice")
def test_library_of_best_practice(policy: Policy) -> None:
    assert under("7.3-best-practice", policy.libraries) == [
        ("best_practice", "AWS最佳实践 | AWS best practice", "AWS服务使用最佳实践文档 | Best practice in the use of AWS services")
    ]  # fmt: skip


@pytest.mark.clause("7.3-runbooks")
def test_library_of_troubleshooting_guides(policy: Policy) -> None:
    assert under("7.3-runbooks", policy.libraries) == [
        ("runbooks", "故障排查手册 | Troubleshooting guides", "分服务的故障排查指南 | Guides to troubleshooting, service by service")
    ]  # fmt: skip


@pytest.mark.clause("7.3-case-studies")
def test_library_of_case_studies(policy: Policy) -> None:
    assert under("7.3-case-studies", policy.libraries) == [
        ("case_studies", "案例研究 | Case studies", "典型案例的详细分析 | Typical cases analysed in detail")
    ]


@pytest.mark.clause("7.3-search")
def test_search(policy: Policy) -> None:
    assert under("7.3-search", policy.libraries) == [
        ("search", "搜索功能 | Search", "快速查找相关解决方案 | Related solutions found quickly")
    ]


# ------------------------------------------------------------------ 8 people


@pytest.mark.clause("8.1-levels")
def test_what_each_engineer_level_has_to_bring(policy: Policy) -> None:
    assert list(policy.people.levels) == ["L1", "L2", "L3"]
    assert under("8.1-levels", policy.people.levels.values()) == [
        (
            "初级工程师 | Junior engineer",
            "AWS Cloud Practitioner",
            1,
            ["1年以上AWS经验 | At least 1 year with AWS", "熟悉基础服务 | Knows the basic services", "良好的沟通能力 | Communicates well"],
        ),
        (
            "高级工程师 | Senior engineer",
            "AWS Solutions Architect Associate",
            3,
            ["3年以上AWS经验 | At least 3 years with AWS", "熟练使用诊断工具 | Uses the diagnostic tools with ease", "独立解决复杂问题 | Solves complex problems alone"],
        ),
        (
            "架构师 | Architect",
            "AWS Solutions Architect Professional",
            5,
            ["5年以上AWS经验 | At least 5 years with AWS", "架构设计能力 | Designs architectures", "跨服务问题诊断 | Diagnoses problems across services"],
        ),
    ]  # fmt: skip


@pytest.mark.clause("8.2-onboarding")
def test_onboarding(policy: Policy) -> None:
    assert under("8.2-onboarding", policy.people.training) == [
        ("onboarding", "once", "入职培训 | Onboarding", "服务台流程、工具使用、AWS基础知识 | The desk's procedures, the tools, the basics of AWS")
    ]  # fmt: skip


@pytest.mark.clause("8.2-quarterly")
def test_training_every_quarter(policy: Policy) -> None:
    assert under("8.2-quarterly", policy.people.training) == [
        ("quarterly", "quarter", "定期培训 | Regular training", "每季度AWS新服务和最佳实践培训 | New AWS services and best practice, every quarter")
    ]  # fmt: skip


@pytest.mark.clause("8.2-sharing")
def test_case_sharing_every_month(policy: Policy) -> None:
    assert under("8.2-sharing", policy.people.training) == [
        ("sharing", "month", "案例分享 | Case sharing", "每月典型案例分析和经验分享会 | Typical cases and experience shared every month")
    ]  # fmt: skip


@pytest.mark.clause("8.2-certification")
def test_certification(policy: Policy) -> None:
    assert under("8.2-certification", policy.people.training) == [
        ("certification", "always", "认证支持 | Certification", "支持工程师考取AWS认证 | Engineers are supported in earning AWS certificates")
    ]  # fmt: skip


@pytest.mark.clause("8.2-events")
def test_conferences(policy: Policy) -> None:
    assert under("8.2-events", policy.people.training) == [
        ("events", "always", "技能提升 | Further learning", "鼓励参加AWS re:Invent等技术大会 | Conferences such as AWS re:Invent are encouraged")
    ]  # fmt: skip


# ------------------------------------------------------------------ 9 quality


@pytest.mark.clause("9.1-attainment")
def test_attainment(policy: Policy) -> None:
    assert under("9.1-attainment", policy.quality.kpis) == [
        (
            "attainment", "SLA", "SLA达成率 | Attainment",
            "各优先级响应时间和解决时间达成率 | Share of response and resolution times kept, per priority",
            "期内到期的承诺中按时兑现的比例, 响应与解决分开计算 | "
            "Of the promises due in the period, the share kept in time; response and resolution apart",
            "percent",
        )
    ]  # fmt: skip


@pytest.mark.clause("9.1-fcr")
def test_first_contact_resolution(policy: Policy) -> None:
    assert under("9.1-fcr", policy.quality.kpis) == [
        (
            "fcr", "FCR", "首次解决率 | First contact resolution",
            "首次接触即解决问题的比例 | Share of problems solved at the first contact",
            "已关闭案例中, 首次公开回复即解决、由一位工程师完成且从未重开的比例 | "
            "Of the closed cases, the share solved with the first public reply, by one engineer, never reopened",
            "percent",
        )
    ]  # fmt: skip


@pytest.mark.clause("9.1-art")
def test_average_response_time(policy: Policy) -> None:
    assert under("9.1-art", policy.quality.kpis) == [
        (
            "art", "ART", "平均响应时间 | Average response time",
            "实际平均响应时间 | The actual average response time",
            "响应时间的平均值, 并列中位数和95分位 | "
            "Mean of the response times, with median and 95th percentile beside it",
            "duration",
        )
    ]  # fmt: skip


@pytest.mark.clause("9.1-mttr")
def test_mean_time_to_resolution(policy: Policy) -> None:
    assert under("9.1-mttr", policy.quality.kpis) == [
        (
            "mttr", "MTTR", "平均解决时间 | Mean time to resolution",
            "实际平均解决时间 | The actual average resolution time",
            "扣除暂停后的解决时间的平均值, 并列中位数、95分位和未扣除的时间 | "
            "Mean time to resolution net of pauses, with median, 95th percentile and gross time beside it",
            "duration",
        )
    ]  # fmt: skip


@pytest.mark.clause("9.1-csat")
def test_customer_satisfaction(policy: Policy) -> None:
    assert under("9.1-csat", policy.quality.kpis) == [
        (
            "csat", "CSAT", "客户满意度 | Customer satisfaction",
            "客户满意度评分 | The customers' satisfaction score",
            "平均分和4-5分(满分5分)的比例, 并列回复率 | "
            "Mean score and share of 4 and 5 out of 5, with the answer rate beside it",
            "score",
        )
    ]  # fmt: skip


@pytest.mark.clause("9.1-escalation-rate")
def test_escalation_rate(policy: Policy) -> None:
    assert under("9.1-escalation-rate", policy.quality.kpis) == [
        (
            "escalation_rate", "ESC", "升级率 | Escalation rate",
            "需要升级的案例比例 | Share of cases that had to be escalated",
            "至少有一次工程师级别或优先级升级的案例比例 | "
            "Share of cases with at least one escalation of engineer level or priority",
            "percent",
        )
    ]  # fmt: skip


@pytest.mark.clause("9.1-reopen-rate")
def test_reopen_rate(policy: Policy) -> None:
    assert under("9.1-reopen-rate", policy.quality.kpis) == [
        (
            "reopen_rate", "REO", "重开率 | Reopen rate",
            "案例关闭后重新打开的比例 | Share of cases reopened after closing",
            "已关闭案例中重新打开过的比例 | Of the closed cases, the share that was reopened",
            "percent",
        )
    ]  # fmt: skip


@pytest.mark.clause("9.2-daily")
def test_every_day_all_p0_and_p1(policy: Policy) -> None:
    assert under("9.2-daily", policy.quality.audits) == [
        ("daily", "day", ["P0", "P1"], 100, 0, "每日审核 | Daily audit", "审核所有P0/P1案例的处理过程 | How every P0 and P1 was handled")
    ]  # fmt: skip


@pytest.mark.clause("9.2-weekly")
def test_every_week_a_tenth_of_p2_and_p3_but_at_least_one(policy: Policy) -> None:
    assert under("9.2-weekly", policy.quality.audits) == [
        ("weekly", "week", ["P2", "P3"], 10, 1, "每周审核 | Weekly audit", "随机抽查10%的P2/P3案例 | A random 10% of the P2 and P3 cases")
    ]  # fmt: skip


@pytest.mark.clause("9.2-monthly")
def test_every_month_a_full_review(policy: Policy) -> None:
    assert under("9.2-monthly", policy.quality.audits) == [
        ("monthly", "month", ["P0", "P1", "P2", "P3", "P4"], 100, 0, "每月审核 | Monthly review", "全面审核服务质量和SLA达成情况 | A full review of quality and attainment")
    ]  # fmt: skip


@pytest.mark.clause("9.2-quarterly")
def test_every_quarter_trends_and_improvements(policy: Policy) -> None:
    assert under("9.2-quarterly", policy.quality.audits) == [
        ("quarterly", "quarter", ["P0", "P1", "P2", "P3", "P4"], 100, 0, "季度回顾 | Quarterly review", "分析趋势、识别问题、制定改进计划 | Trends analysed, problems found, improvements planned")
    ]  # fmt: skip
