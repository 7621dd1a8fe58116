"""The decision tree of a P1, every branch, times as SPT-003 5.3.2 has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.incidents.walk import Word, hands_over_to, is_end, walk
from shounuo.policy.loading import SHIPPED, load_file

TREE = load_file(SHIPPED).flows.P1.tree
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.clause("5.3.2-P1-tree")


def m(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def w(node: str, answer: str, minutes: float) -> Word:
    return Word(node, answer, m(minutes))


def stands(now: float, *words: Word) -> str:
    return walk(TREE, T0, words, m(now)).node


def test_a_known_problem_has_thirty_minutes_from_the_answer() -> None:
    known = w("known_problem", "yes", 4)
    assert stands(4, known) == "by_knowledge"
    assert stands(34, known) == "by_knowledge"
    assert stands(34.1, known) == "hand_over"
    assert stands(40, known, w("by_knowledge", "done", 33)) == "keep_monitoring"
    assert stands(31, known, w("by_knowledge", "not_done", 30)) == "hand_over"


def test_the_core_architecture_leaves_at_once() -> None:
    place = walk(TREE, T0, [w("known_problem", "no", 2), w("core_architecture", "yes", 3)], m(3))
    assert (place.node, place.since) == ("hand_over_at_once", m(3))
    assert hands_over_to(TREE, place) == ("senior_engineer", "architect")


def test_fifteen_minutes_to_locate_it_from_the_answer() -> None:
    words = w("known_problem", "no", 2), w("core_architecture", "no", 5)
    assert stands(20, *words) == "locate"
    assert stands(20.1, *words) == "hand_over"
    assert stands(25, *words, w("locate", "done", 19)) == "continue"


def test_nobody_answers_by_minute_15_and_it_counts_as_unknown_and_leaves_by_minute_30() -> None:
    assert stands(15) == "known_problem"
    assert stands(15.1) == "locate"
    assert stands(30) == "locate"
    place = walk(TREE, T0, [], m(30.1))
    assert (place.node, place.since) == ("hand_over", m(30))


def test_complex_problems_leave_by_minute_30_even_where_locating_began_late() -> None:
    words = w("known_problem", "no", 14), w("core_architecture", "no", 15)
    assert stands(30, *words) == "locate"
    assert stands(30.1, *words, w("locate", "done", 31)) == "hand_over"


def test_a_late_answer_counts_while_the_case_is_still_here() -> None:
    assert stands(20, w("known_problem", "yes", 18)) == "by_knowledge"
    assert stands(47, w("known_problem", "yes", 18)) == "by_knowledge"
    assert stands(31, w("core_architecture", "yes", 16)) == "hand_over_at_once"
    assert stands(32, w("known_problem", "yes", 31)) == "hand_over"


def test_answers_out_of_place_change_nothing() -> None:
    assert stands(3, w("locate", "done", 1), w("core_architecture", "yes", 2)) == "known_problem"


WORDS = st.builds(
    w,
    st.sampled_from(["known_problem", "core_architecture"]),
    st.sampled_from(["yes", "no"]),
    st.floats(0, 60).map(lambda one: round(one, 2)),
) | st.builds(
    w,
    st.sampled_from(["by_knowledge", "locate"]),
    st.sampled_from(["done", "not_done"]),
    st.floats(0, 60).map(lambda one: round(one, 2)),
)


@given(st.lists(WORDS, max_size=6), st.floats(0, 120))
def test_whatever_is_said_it_has_left_or_ended_an_hour_after_the_last_word(
    words: list[Word], now: float
) -> None:
    place = walk(TREE, T0, words, m(now))
    assert place.since <= max(m(now), T0)
    last = max([T0, *(one.at for one in words)])
    assert is_end(TREE, walk(TREE, T0, words, last + timedelta(hours=1)))


@given(st.lists(WORDS, max_size=6), st.floats(0, 100))
def test_what_has_ended_stays_ended_whatever_is_said_later(words: list[Word], now: float) -> None:
    place = walk(TREE, T0, words, m(now))
    if is_end(TREE, place):
        assert walk(TREE, T0, words, m(200)).node == place.node
