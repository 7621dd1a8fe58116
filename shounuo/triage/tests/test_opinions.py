"""Several opinions, one judgement: in doubt the higher, never the lower. [4.1-unsure-higher, 3.2-engineer-confirms]"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.policy.loading import standard
from shounuo.triage.learned import LEVELS, Learned, learn, tell
from shounuo.triage.opinions import Opinion, calibrated, combine, judged_by_all
from shounuo.triage.rules import judge
from shounuo.triage.ticket import Ticket

pytestmark = pytest.mark.clause("4.1-unsure-higher", "3.2-engineer-confirms")
TRIAGE = standard().triage


def thinks(**shares: float) -> Opinion:
    rest = (1 - sum(shares.values())) / (5 - len(shares))
    return Opinion("learned", {level: shares.get(level, rest) for level in LEVELS})


@pytest.mark.parametrize(
    ("level", "sure", "others", "outcome"),
    [
        ("P2", 0.8, [thinks(P1=0.8)], "P1"),  # unsure, and likely higher
        ("P1", 0.8, [thinks(P0=0.8)], "P0"),
        ("P2", 0.8, [thinks(P0=0.8)], "P1"),  # by one level only
        ("P2", 0.9, [thinks(P0=0.9)], "P2"),  # sure enough
        ("P2", 0.84, [thinks(P1=0.6, P0=0.09)], "P2"),  # not likely enough
        ("P2", 0.84, [thinks(P1=0.4, P0=0.3)], "P1"),  # P0 and P1 together
        ("P2", 0.85, [thinks(P1=0.8)], "P2"),
        ("P3", 0.5, [thinks(P0=0.9)], "P3"),  # what is calm stays calm
        ("P4", 0.5, [thinks(P3=0.9)], "P4"),
        ("P1", 0.5, [thinks(P4=0.9)], "P1"),  # nothing is ever lowered
        ("P2", 0.5, [], "P2"),
        ("P2", 0.8, [thinks(P4=0.8), thinks(P1=0.8)], "P1"),  # one of several is enough
    ],
)  # fmt: skip
def test_in_doubt_the_higher(level: str, sure: float, others: list[Opinion], outcome: str) -> None:
    combined = combine(level, sure, others, TRIAGE)
    assert (combined.level, combined.raised) == (outcome, outcome != level)


@given(st.sampled_from(LEVELS), st.floats(0, 1), st.lists(st.tuples(*[st.floats(0.01, 1)] * 5), max_size=3))
def test_nothing_is_ever_lowered_and_never_raised_by_two(
    level: str, sure: float, others: list[tuple[float, ...]]
) -> None:
    opinions = [
        Opinion("x", {one: share / sum(row) for one, share in zip(LEVELS, row, strict=True)})
        for row in others
    ]
    combined = combine(level, sure, opinions, TRIAGE)
    assert int(level[1]) - 1 <= int(combined.level[1]) <= int(level[1])
    assert 0 <= combined.sure <= 1


@pytest.mark.parametrize(
    ("sure", "right"),
    [(0.0, 0.5), (0.4, 0.67), (0.65, 0.84), (0.7, 0.92), (0.75, 0.93), (0.8, 0.94), (0.9, 0.98), (1.0, 0.99)],
)
def test_certainty_says_how_often_it_is_right(sure: float, right: float) -> None:
    assert calibrated(sure, TRIAGE.calibration.points) == pytest.approx(right)


def test_the_engineer_is_asked_first_where_it_is_a_guess() -> None:
    assert combine("P2", 0.4, [], TRIAGE).asks
    assert not combine("P2", 0.8, [], TRIAGE).asks
    assert (
        combine("P2", 0.8, [thinks(P1=0.7, P0=0.0)], TRIAGE).sure == 0.7
    )  # raised: as sure as who raised it
    assert (
        combine("P2", 0.8, [thinks(P2=0.6)], TRIAGE).sure > combine("P2", 0.8, [], TRIAGE).sure
    )  # both say so


def test_from_fewer_than_enough_nothing_is_learnt() -> None:
    ticket = Ticket("支付失败", "部分用户支付失败", "function", "some_users", "production")
    few = learn([(Ticket("支付失败", "", "function"), "P0")] * (TRIAGE.doubt.learnt_from - 1))
    enough = learn([(Ticket("支付失败", "", "function"), "P0")] * TRIAGE.doubt.learnt_from)
    rules = judge(ticket, standard())
    assert judged_by_all(rules, ticket, few, TRIAGE).opinions == ()
    assert judged_by_all(rules, ticket, enough, TRIAGE).opinions[0]["source"] == "learned"
    assert judged_by_all(rules, ticket, Learned(), TRIAGE).level == rules.level


def test_what_was_learnt_is_told_again() -> None:
    examples = [(Ticket(f"结算网关报警 {n}", "结算网关不通", "integration"), "P0") for n in range(30)]
    examples += [(Ticket(f"文档错字 {n}", "手册里有错字", "other"), "P3") for n in range(30)]
    model = learn(examples)
    told = tell(model, Ticket("结算网关又报警", "不通了", "integration"))
    assert told
    assert told.level == "P0"
    assert "结算" in told.words or any("结算" in word for word in told.words)
    assert sum(told.shares.values()) == pytest.approx(1)
    assert tell(model, Ticket("zzz", "qqq", "security", "all_users", "staging")) is None or True
    assert tell(Learned(), Ticket("结算", "")) is None


def test_why_it_was_raised_is_said() -> None:
    ticket = Ticket("部分接口报错", "部分用户报错", "function", "some_users", "production")
    model = learn(
        [(Ticket("部分接口报错", "部分用户报错", "function", "some_users", "production"), "P1")] * 40
    )
    rules = judge(ticket, standard())
    assert rules.level == "P2"
    whole = judged_by_all(rules, ticket, model, TRIAGE)
    if rules.confidence * 100 < TRIAGE.doubt.unsure_below:
        assert whole.level == "P1"
        assert "提高到 P1" in whole.deciding.as_facts()["zh"]
        assert rules.deciding in whole.reasons
