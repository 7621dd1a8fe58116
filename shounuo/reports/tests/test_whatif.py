"""One promise of the past under another target."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shounuo.commitments import rules as clocks
from shounuo.reports.whatif.rules import (
    Decided,
    Past,
    as_it_was,
    cadence_under,
    chains,
    is_plain,
    under,
    warnings_under,
)

pytestmark = pytest.mark.clause("7.1-reports")
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HALF, HOUR = timedelta(minutes=30), timedelta(hours=1)
LATER = NOON + timedelta(days=9)
MINUTES = some.integers(0, 600)


def past(
    met: int | None = None, *, track: str = "response", budget: timedelta = HALF, ended: int | None = None
) -> Past:
    clock = clocks.start(NOON, budget)
    end = (
        None
        if met is None and ended is None
        else NOON + timedelta(minutes=met if met is not None else ended or 0)
    )
    broken = clock.due_at if (end or LATER) > clock.due_at else None
    return Past(
        track, "P1", 1, clock, NOON + timedelta(minutes=met) if met is not None else None, end, broken
    )


@given(met=some.none() | MINUTES, ended=some.none() | MINUTES)
def test_under_the_same_target_it_is_what_it_was(met: int | None, ended: int | None) -> None:
    one = past(met, ended=ended)
    assert under(one, HALF, LATER) == as_it_was(one)


@given(met=MINUTES, target=some.integers(1, 600))
def test_met_is_kept_up_to_the_due_time(met: int, target: int) -> None:
    found = under(past(met), timedelta(minutes=target), LATER)
    assert found == Decided("kept" if met <= target else "late", NOON + timedelta(minutes=met))


def test_a_pause_is_left_out_under_another_target_too() -> None:
    clock = clocks.resume(
        clocks.pause(clocks.start(NOON, HOUR), NOON + HALF), NOON + HALF + timedelta(days=1)
    )
    met = NOON + timedelta(days=1, minutes=50)  # fifty minutes of its own
    one = replace(past(10, track="resolution", budget=HOUR), clock=clock, met_at=met, ended_at=met)
    assert under(one, timedelta(minutes=50), LATER) == Decided("kept", met)
    assert under(one, timedelta(minutes=49), LATER) == Decided("late", met)


def test_what_nobody_did_is_missed_when_the_new_time_is_over_and_open_before() -> None:
    assert under(past(), HOUR, NOON + HOUR) is None
    assert under(past(), HOUR, NOON + HOUR + timedelta(seconds=1)) == Decided("missed", NOON + HOUR)
    assert under(past(ended=40), HOUR, LATER) is None  # taken away before
    waits = replace(
        past(), clock=clocks.pause(clocks.start(NOON, HALF), NOON + timedelta(minutes=10)), broken_at=None
    )
    assert under(waits, timedelta(minutes=20), LATER) is None
    assert under(waits, timedelta(minutes=5), LATER) == Decided("missed", NOON + timedelta(minutes=5))


def test_a_bent_budget_is_not_plain() -> None:
    assert is_plain(past(5), HALF)
    assert not is_plain(past(5), HOUR)


@pytest.mark.parametrize(
    ("interval", "missed"), [(15, 7), (30, 3), (40, 2), (60, 1), (119, 1), (120, 0), (240, 0)]
)
def test_a_cadence_has_as_many_turns_as_its_interval_leaves(interval: int, missed: int) -> None:
    """Two hours of silence, then an update: three turns missed at half an hour."""
    turns = [replace(past(track="update"), missed=True, ended_at=NOON + HALF, met_at=None) for _ in range(3)]
    last = NOON + timedelta(hours=2)
    answer = replace(past(track="update"), met_at=last, ended_at=last, broken_at=None)
    [chain] = chains([*turns, answer])
    found = cadence_under(chain, timedelta(minutes=interval), LATER)
    assert [one.verdict for one in found] == ["missed"] * missed + ["kept"]
    assert found[-1].at == last


def test_chains_end_with_what_was_answered_or_taken_away() -> None:
    met, gone, open_ = (
        past(5, track="update"),
        replace(past(track="update"), missed=True),
        past(track="update"),
    )
    assert chains([met, gone, gone, met, open_]) == [[met], [gone, gone, met], [open_]]
    assert chains([]) == []


def test_warnings_are_counted_up_to_the_answer() -> None:
    one = past(20)
    assert warnings_under(one, HALF, [50, 75, 90], LATER) == 1  # at 15; the next at 22:30
    assert warnings_under(one, HOUR, [50, 75, 90], LATER) == 0
    assert warnings_under(one, timedelta(minutes=20), [50, 75, 90], LATER) == 3
