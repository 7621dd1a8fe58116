"""The customer's past as evidence (3.2-history): it tips what stands on little, and overrules nothing clear."""

from __future__ import annotations

import pytest

from shounuo.triage.history import History
from shounuo.triage.tests.conftest import ask

pytestmark = pytest.mark.clause("3.2-history")

GRAVE = History(levels={"P0": 2, "P1": 4, "P3": 1})
LIGHT = History(levels={"P3": 6, "P4": 3})


def test_a_silent_ticket_of_a_customer_with_grave_cases_is_one_higher() -> None:
    assert ask("麻了,快来", kind="function").level == "P2"
    judgement = ask("麻了,快来", kind="function", history=GRAVE)
    assert judgement.level == "P1"
    assert "历史工单" in judgement.deciding.zh


def test_a_light_past_lowers_nothing() -> None:
    assert ask("支付失败", history=LIGHT).level == ask("支付失败").level == "P1"


def test_a_clear_text_needs_no_past() -> None:
    assert ask("请问怎么配置告警?", history=GRAVE).level == "P4"
    assert ask("优惠券加载失败,大约20%的用户", history=GRAVE).level == "P2"


def test_four_cases_are_no_pattern_and_five_are() -> None:
    assert ask("麻了,快来", history=History(levels={"P1": 4})).level == "P2"
    assert ask("麻了,快来", history=History(levels={"P1": 5})).level == "P1"


def test_half_of_the_cases_must_have_reached_the_level() -> None:
    assert ask("麻了,快来", history=History(levels={"P1": 4, "P3": 5})).level == "P2"
    assert ask("麻了,快来", history=History(levels={"P1": 5, "P3": 5})).level == "P1"


def test_an_open_incident_raises_a_vague_fault() -> None:
    assert ask("优惠券加载失败").level == "P2"
    assert ask("优惠券加载失败", history=History(open_incidents=1)).level == "P1"


def test_the_past_never_makes_a_p0() -> None:
    assert ask("系统报错", history=History(levels={"P0": 50}, open_incidents=3)).level == "P1"


def test_an_empty_past_is_no_past() -> None:
    assert History().usual(50) is None
    assert ask("麻了,快来", history=History()).level == "P2"
