# ruff: noqa: E501 - a row of the standard reads best in one line
"""SPT-003, section 9, typed from the standard: quality."""

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import under


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
