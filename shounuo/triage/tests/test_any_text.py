"""Whatever is sent, triage answers: any text, hostile text, a megabyte of it; and the forms agree with one another."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.policy.loading import standard
from shounuo.triage.rules import Ticket, as_facts, judge
from shounuo.triage.tests.conftest import ask

KINDS = (
    "outage",
    "security",
    "data",
    "performance",
    "function",
    "integration",
    "billing",
    "consulting",
    "other",
)
IMPACTS = ("all_users", "most_users", "some_users", "few_users", "none", "unknown")
SECTION = standard().triage
assert SECTION is not None
PHRASES = [p for g in SECTION.groups for p in (*g.zh, *g.en)]
PRODUCTION = [p for g in SECTION.groups if g.sense == "production" for p in (*g.zh, *g.en)]
BITS = st.lists(
    st.sampled_from([*PHRASES, ",", "。", "?", "\n", "> ", "“", "”", "没有", "30%", "三成"]), max_size=30
)
TEXTS = st.one_of(st.text(max_size=300), BITS.map("".join))


@given(
    TEXTS,
    TEXTS,
    st.sampled_from(KINDS),
    st.sampled_from(IMPACTS),
    st.sampled_from(["production", "staging", "unknown"]),
)
def test_any_ticket_gets_an_answer(subject: str, body: str, kind: str, impact: str, environment: str) -> None:
    judgement = judge(Ticket(subject, body, kind, impact, environment), standard())
    assert judgement.level in {"P0", "P1", "P2", "P3", "P4"}
    assert 0 <= judgement.confidence <= 1
    as_facts(judgement)
    for match in judgement.matches:
        assert 0 <= match.start < match.end <= len(subject if match.place == "subject" else body)


@pytest.mark.clause("2-priorities")
@given(BITS.map("".join), st.sampled_from(KINDS), st.sampled_from(IMPACTS))
def test_outside_production_is_never_p0_or_p1(body: str, kind: str, impact: str) -> None:
    judgement = judge(Ticket("", body, kind, impact, "staging"), standard())
    speaks_of_production = any(phrase in body.lower() for phrase in PRODUCTION)
    assert judgement.level >= "P2" or speaks_of_production


@pytest.mark.clause("3.2-customer-choice")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", ["", "支付失败", "报表没出来", "系统打不开", "页面慢", "你好"])
def test_a_wider_impact_on_the_form_never_lowers(kind: str, body: str) -> None:
    levels = [ask(body, subject="", kind=kind, impact=impact).level for impact in IMPACTS[:4]]
    assert all(wider <= narrower for wider, narrower in pairwise(levels))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "数据",
        "不",
        "没有",
        "全",
        "“",
        "\n",
        "1",
        "一",
        "9,",
        "> ",
        "数据…丢",
        "从1秒到",
        "\x00\x1b",
        "AKIA",
        "10%",
        "--\n",
        "下不",
    ],
)
def test_a_megabyte_of_anything_is_soon_read(piece: str) -> None:
    assert _seconds(piece * (1_000_000 // len(piece))) < 5


def _seconds(body: str) -> float:
    started = time.process_time()
    ask(body)
    return time.process_time() - started


def test_an_ordinary_ticket_takes_less_than_two_milliseconds() -> None:
    body = "今天早上九点开始,支付接口大约30%的请求失败,用户反馈扣款成功但是订单显示未支付。" * 3
    ask(body)
    started = time.process_time()
    for _ in range(50):
        ask(body)
    assert (time.process_time() - started) / 50 < 0.01
