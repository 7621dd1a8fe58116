# ruff: noqa: E501 - a row of the standard reads best in one line
"""SPT-003, section 7, typed from the standard: tools."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import under


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
