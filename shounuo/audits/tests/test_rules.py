"""Periods, the draw and who audits, on plain values."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.audits import rules

D = date


@pytest.mark.parametrize(
    ("every", "day", "key", "begins", "ends"),
    [
        ("day", D(2026, 2, 28), "2026-02-28", D(2026, 2, 28), D(2026, 3, 1)),
        ("week", D(2026, 3, 8), "2026-W10", D(2026, 3, 2), D(2026, 3, 9)),
        ("week", D(2027, 1, 1), "2026-W53", D(2026, 12, 28), D(2027, 1, 4)),
        ("month", D(2026, 12, 31), "2026-12", D(2026, 12, 1), D(2027, 1, 1)),
        ("month", D(2026, 3, 1), "2026-03", D(2026, 3, 1), D(2026, 4, 1)),
        ("quarter", D(2026, 11, 5), "2026-Q4", D(2026, 10, 1), D(2027, 1, 1)),
        ("quarter", D(2026, 4, 1), "2026-Q2", D(2026, 4, 1), D(2026, 7, 1)),
    ],
)
def test_spans(every: str, day: date, key: str, begins: date, ends: date) -> None:
    assert rules.span_of(day, every) == rules.Span(key, begins, ends)


def test_what_was_slept_over_is_opened_each() -> None:
    missed = rules.to_open("day", D(2026, 3, 3), D(2026, 3, 6), D(2026, 1, 1))
    assert [span.key for span in missed] == ["2026-03-03", "2026-03-04", "2026-03-05"]
    assert rules.to_open("day", D(2026, 3, 6), D(2026, 3, 6), D(2026, 1, 1)) == []


def test_a_house_begins_with_the_period_in_which_audits_were_first_asked_for() -> None:
    assert [one.key for one in rules.to_open("month", None, D(2026, 3, 6), D(2026, 1, 20))] == [
        "2026-01",
        "2026-02",
    ]
    assert rules.to_open("month", None, D(2026, 3, 6), D(2026, 3, 1)) == []
    assert rules.to_open("day", None, D(2026, 3, 2), D(2026, 3, 2)) == []


@pytest.mark.clause("9.2-weekly")
@pytest.mark.parametrize(
    ("among", "drawn"), [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3), (200, 20)]
)
def test_a_tenth_rounded_up_at_least_one(among: int, drawn: int) -> None:
    assert rules.how_many(among, 10, 1) == drawn


@pytest.mark.clause("9.2-weekly")
@given(st.sets(st.text("0123456789", min_size=1, max_size=6)), st.text(max_size=8))
def test_the_draw_is_repeated_whatever_the_order(numbers: set[str], seed: str) -> None:
    drawn = rules.draw(numbers, seed, 10, 1)
    assert drawn == rules.draw(sorted(numbers, reverse=True), seed, 10, 1)
    assert set(drawn) <= numbers
    assert len(drawn) == rules.how_many(len(numbers), 10, 1)
    rest = numbers - set(drawn)
    if drawn and rest:
        lot = lambda one: sha256(f"{seed}:{one}".encode()).hexdigest()  # noqa: E731
        assert max(map(lot, drawn)) <= min(map(lot, rest))


def test_the_digest_knows_the_list_and_not_its_order() -> None:
    assert rules.digest(["b", "a"]) == rules.digest(["a", "b"]) == sha256(b"a\nb").hexdigest()
    assert rules.digest(["ab"]) != rules.digest(["a", "b"])


@pytest.mark.clause("9.2-daily")
@pytest.mark.parametrize(
    ("worked", "tiers", "load", "given"),
    [
        ({1: [7], 2: []}, [[5, 6], [9]], {5: 2}, {1: 6, 2: 6}),  # the least loaded takes all
        ({1: [5], 2: []}, [[5, 6], [9]], {6: 4}, {1: 6, 2: 6}),  # who worked on one has none
        ({1: [5, 6], 2: []}, [[5, 6], [9]], {}, {1: 9, 2: 9}),  # the next role
        ({1: [5], 2: [6]}, [[5, 6]], {}, {1: 6, 2: 5}),  # nobody is free of all: each by itself
        ({1: [5], 2: []}, [[5]], {}, {1: None, 2: 5}),  # nobody for one of them
        ({1: []}, [], {}, {1: None}),
    ],
)
def test_nobody_audits_what_they_worked_on(
    worked: dict[int, list[int]], tiers: list[list[int]], load: dict[int, int], given: dict[int, int | None]
) -> None:
    assert rules.assign(worked, tiers, load) == given


@pytest.mark.parametrize(
    ("verdicts", "seen"),
    [
        ([], "na"),
        (["kept"], "yes"),
        (["kept", "late"], "no"),
        (["broken", "open"], "no"),
        (["kept", "open"], "unknown"),
    ],
)
def test_what_promises_say(verdicts: list[str], seen: str) -> None:
    assert rules.seen(verdicts) == seen


def test_only_another_word_than_the_machines_wants_a_reason() -> None:
    assert [rules.corrects(seen, said) for seen, said in (("yes", "no"), ("yes", "yes"), ("unknown", "no"))] == [
        True, False, False,
    ]  # fmt: skip
