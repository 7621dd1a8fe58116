"""The six factors of 3.1: each alone changes a case, and each case shows how each was read and which decided."""

from __future__ import annotations

import pytest

from shounuo.triage.rules import as_facts
from shounuo.triage.tests.conftest import ask

pytestmark = pytest.mark.clause("3.1-factors")

SIX = {
    "business_continuity",
    "affected_users",
    "data_integrity",
    "financial_loss",
    "compliance",
    "time_sensitivity",
}


@pytest.mark.parametrize(
    ("factor", "without", "below", "with_it", "level"),
    [
        ("business_continuity", "优惠券加载失败", "P2", "支付失败", "P1"),
        ("affected_users", "有两个用户登录失败", "P3", "大部分用户登录失败", "P1"),
        ("data_integrity", "导出文件失败", "P2", "导出文件失败,而且订单数据丢失", "P0"),
        ("financial_loss", "优惠券加载失败", "P2", "优惠券加载失败,每分钟都在损失几万块", "P0"),
        ("financial_loss", "报表数字不准", "P2", "报表数字不准,已经造成损失,客户要索赔", "P1"),
        ("compliance", "报表没生成", "P2", "报表没生成,监管要求今天之前报送", "P1"),
        ("time_sensitivity", "磁盘有点慢", "P2", "磁盘有点慢,空间快满了,马上就满", "P1"),
    ],
)
def test_each_factor_alone_changes_a_case(
    factor: str, without: str, below: str, with_it: str, level: str
) -> None:
    assert ask(without).level == below
    judgement = ask(with_it)
    assert judgement.level == level
    assert factor in {r.factor for r in judgement.factors if r.level}


def test_every_case_shows_all_six() -> None:
    assert [reading.factor for reading in ask("支付失败").factors] == [
        "business_continuity",
        "affected_users",
        "data_integrity",
        "financial_loss",
        "compliance",
        "time_sensitivity",
    ]


def test_the_factor_that_decided_is_named() -> None:
    judgement = ask("优惠券加载失败,每分钟都在损失几万块")
    assert judgement.deciding_factor == "financial_loss"
    assert "每分钟都在造成损失" in judgement.deciding.as_facts()["zh"]
    assert "money is lost by the minute" in judgement.deciding.as_facts()["en"]


def test_small_money_raises_nothing() -> None:
    assert ask("图片压缩失败,流量费会多几块钱").level == "P2"


def test_a_regulator_in_a_question_raises_nothing() -> None:
    assert ask("请问等保测评要准备哪些材料?", kind="consulting").level == "P4"


def test_a_judgement_is_plain_json() -> None:
    import json

    facts = as_facts(ask("支付失败,大部分用户受影响"))
    assert json.loads(json.dumps(facts, ensure_ascii=False)) == facts
    assert set(facts) == {
        "level", "confidence", "deciding_factor", "event_type", "deciding", "reasons", "factors", "matches",
        "opinions", "asks",
    }  # fmt: skip
    assert facts["level"] == "P1"
    assert {f["factor"] for f in facts["factors"]} == SIX
    assert set(facts["deciding"]) == {"zh", "en"}


def test_braces_in_a_ticket_are_only_text() -> None:
    judgement = ask("支付失败 {level} {0} {because}", subject="{x}")
    assert judgement.level == "P1"
    as_facts(judgement)
