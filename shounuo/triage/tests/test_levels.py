"""The five levels, from what customers write about everyday things (SPT-003 section 2 and 4.1)."""

from __future__ import annotations

import pytest

from shounuo.triage.tests.conftest import ask


@pytest.mark.clause("2-priorities")
@pytest.mark.parametrize(
    ("level", "says"),
    [
        ("P0", "数据库完全宕机"),
        ("P0", "应用无法访问,所有人都进不去"),
        ("P1", "主要服务性能严重下降,比平时慢了20倍"),
        ("P1", "支付功能异常"),
        ("P1", "数据同步失败,所有门店的价格都没更新"),
        ("P2", "报表生成延迟,早上的销售报表到现在没出来"),
        ("P2", "优惠券列表加载失败,其他都正常"),
        ("P2", "部分用户头像上传失败"),
        ("P2", "大约20%的请求报错"),
        ("P2", "十几个用户反馈导出报错"),
        ("P3", "按钮颜色和设计稿不一样,文案有错别字"),
        ("P3", "个别用户反映页面有点慢"),
        ("P3", "就他一个人登录不了,别的同事都正常"),
        ("P3", "操作手册里有一处写错了"),
        ("P3", "日志里一直有一条 deprecated 的 warning,没有影响"),
        ("P4", "请问怎么配置告警规则?"),
        ("P4", "想了解一下对象存储的最佳实践"),
        ("P4", "建议增加批量导出的功能"),
        ("P4", "麻烦把月报收件人换成我"),
        ("P3", "One user reports that the page is slow on his laptop."),
        ("P3", "There is a typo in the footer."),
        ("P2", "Some users cannot download reports."),
        ("P2", "The nightly report is late again today."),
        ("P4", "How do I enable versioning on a bucket?"),
        ("P4", "Feature request: please add dark mode."),
    ],
)
def test_everyday_tickets(level: str, says: str) -> None:
    assert ask(says).level == level


@pytest.mark.clause("5.2-priority")
@pytest.mark.parametrize("says", ["", "。", "?", "111", "如题", "help"])
def test_every_case_has_a_level_and_a_reason(says: str) -> None:
    judgement = ask(says, subject="")
    assert judgement.level in {"P0", "P1", "P2", "P3", "P4"}
    assert judgement.reasons[0].zh
    assert judgement.reasons[0].en


@pytest.mark.clause("2-priorities")
@pytest.mark.parametrize(
    "says", ["测试环境数据库宕机了,全部打不开", "staging 的支付全挂了", "The sandbox is down for everyone."]
)
def test_outside_production_is_never_p0_or_p1(says: str) -> None:
    assert ask(says, environment="unknown").level == "P3"


@pytest.mark.clause("2-priorities")
def test_a_blocked_release_outside_production_is_p2() -> None:
    assert ask("测试环境起不来,影响发布,明天上线").level == "P2"


@pytest.mark.clause("2-priorities")
def test_production_beside_staging_is_production() -> None:
    assert ask("测试环境和生产环境都打不开,所有用户进不去", environment="staging").level == "P0"


@pytest.mark.clause("3.2-customer-choice")
@pytest.mark.parametrize(
    ("impact", "level"),
    [("all_users", "P0"), ("most_users", "P1"), ("some_users", "P2"), ("few_users", "P3")],
)
def test_where_the_text_is_silent_the_form_counts(impact: str, level: str) -> None:
    assert ask("你好,在吗", kind="outage", impact=impact).level == level


@pytest.mark.clause("3.2-customer-choice")
def test_where_the_form_contradicts_a_clear_text_the_text_decides() -> None:
    assert ask("只有我一个人打不开,同事都正常", kind="outage", impact="all_users").level == "P3"
    assert ask("网站打不开,所有用户都进不去", kind="consulting", impact="few_users").level == "P0"


@pytest.mark.clause("4.1-unsure-higher")
def test_where_the_evidence_is_split_the_higher_counts() -> None:
    alone = ask("优惠券加载失败").level
    both = ask("优惠券加载失败。另外支付失败").level
    assert (alone, both) == ("P2", "P1")


@pytest.mark.clause("4.1-unsure-higher")
def test_two_scopes_at_odds_count_as_the_wider() -> None:
    assert ask("部分用户反映登录失败,后来大部分用户都登录失败").level == "P1"
