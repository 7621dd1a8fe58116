"""What holds for every clock, whatever happens to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shounuo.calendars.rules import ALWAYS, WHOLE_DAY, Hours
from shounuo.commitments.rules import (
    Clock,
    is_broken,
    missed,
    next_moment,
    pause,
    raised,
    reduced,
    remaining,
    reopened,
    resume,
    start,
    used,
    verdict,
    warning_at,
)

NINE_TO_SIX = ((9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600))
HOURS = [
    ALWAYS,
    Hours(tz="Asia/Shanghai", week=(NINE_TO_SIX,) * 5 + ((),) * 2, holidays=frozenset({date(2027, 1, 1)})),
    Hours(tz="Europe/Berlin", week=(WHOLE_DAY,) * 7, holidays=frozenset({date(2026, 3, 30)})),
    Hours(tz="America/New_York", week=(((0, 10800), (64800, 86400)),) * 7),  # nights, through both changes
]
NIGHTS = [
    datetime(2026, 3, 8, 5, tzinfo=UTC),  # New York, spring
    datetime(2026, 3, 28, 23, tzinfo=UTC),  # Berlin, spring
    datetime(2026, 10, 24, 23, tzinfo=UTC),  # Berlin, autumn
    datetime(2026, 11, 1, 4, tzinfo=UTC),  # New York, autumn
    datetime(2026, 12, 31, 14, tzinfo=UTC),  # the year's end in Shanghai
]


def seconds(least: int, most: int) -> some.SearchStrategy[timedelta]:
    return some.integers(least, most).map(lambda n: timedelta(seconds=n))


targets = seconds(1, 48 * 3600)
waits = seconds(0, 24 * 3600)
hours = some.sampled_from(HOURS)
moments = some.builds(lambda night, shift: night + shift, some.sampled_from(NIGHTS), waits)
clocks = some.builds(start, moments, targets, hours)


@dataclass(frozen=True)
class Turn:
    """One thing that happens to a clock, ``wait`` after the last."""

    name: str
    wait: timedelta
    target: timedelta

    def act(self, clock: Clock, at: datetime) -> Clock:
        acts: dict[str, Callable[[], Clock]] = {
            "pause": lambda: pause(clock, at),
            "resume": lambda: resume(clock, at),
            "raise": lambda: raised(clock, at, self.target),
            "reduce": lambda: reduced(clock, clock.budget + self.target),
        }
        return acts[self.name]()


turns = some.builds(Turn, some.sampled_from(["pause", "resume", "raise", "reduce"]), waits, targets)
stories = some.lists(turns, max_size=8)


def last(clock: Clock, story: list[Turn]) -> tuple[Clock, datetime]:
    at = clock.started_at
    for turn in story:
        at += turn.wait
        clock = turn.act(clock, at)
    return clock, at


@pytest.mark.clause("4.2-24x7")
@given(clocks, stories, waits)
def test_used_and_remaining_make_the_budget(clock: Clock, story: list[Turn], wait: timedelta) -> None:
    clock, at = last(clock, story)
    assert used(clock, at + wait) + remaining(clock, at + wait) == clock.budget


@pytest.mark.clause("4.2-24x7")
@given(clocks, stories)
def test_used_is_the_open_time_outside_the_pauses(clock: Clock, story: list[Turn]) -> None:
    at, paused, counted = clock.started_at, False, timedelta()
    for turn in story:
        if not paused:
            counted += clock.hours.between(at, at + turn.wait)
        at += turn.wait
        clock = turn.act(clock, at)
        paused = clock.paused_at is not None
        assert used(clock, at) == counted


@pytest.mark.clause("4.2-24x7")
@given(clocks, waits, waits)
def test_a_pause_never_makes_the_due_time_earlier(clock: Clock, before: timedelta, wait: timedelta) -> None:
    paused_at = clock.started_at + before
    assert resume(pause(clock, paused_at), paused_at + wait).due_at >= clock.due_at


@pytest.mark.clause("4.2-24x7")
@given(clocks, some.lists(some.tuples(waits, waits), min_size=1, max_size=6))
def test_any_number_of_pauses_keeps_what_is_left(
    clock: Clock, pauses: list[tuple[timedelta, timedelta]]
) -> None:
    at = clock.started_at
    for run, wait in pauses:
        left = remaining(clock, at + run)
        at += run + wait
        clock = resume(pause(clock, at - wait), at)
        assert remaining(clock, at) == left


@pytest.mark.clause("4.2-24x7")
@given(clocks, waits, waits, waits)
def test_a_pause_mends_nothing_and_breaks_nothing(
    clock: Clock, before: timedelta, wait: timedelta, after: timedelta
) -> None:
    paused_at = clock.started_at + before
    resumed_at = paused_at + wait
    resumed = resume(pause(clock, paused_at), resumed_at)
    if remaining(clock, paused_at) < timedelta():
        assert verdict(resumed.due_at, resumed_at + after) == "late"
    if not is_broken(clock, paused_at):
        assert verdict(resumed.due_at, resumed_at) == "kept"


@pytest.mark.clause("5.3.4-procedure")
@given(clocks, stories, waits, targets)
def test_a_raise_never_makes_the_due_time_later(
    clock: Clock, story: list[Turn], wait: timedelta, target: timedelta
) -> None:
    clock, at = last(clock, story)
    at += wait
    after = raised(clock, at, target)
    assert remaining(after, at) == min(remaining(clock, at), target)
    if clock.paused_at is None:
        assert after.due_at == min(clock.due_at, clock.hours.add(at, target))


@pytest.mark.clause("5.3.4-procedure")
@given(moments, targets, targets, hours)
def test_a_reduction_is_start_and_new_target(
    at: datetime, target: timedelta, new: timedelta, hours: Hours
) -> None:
    assert reduced(start(at, target, hours), new).due_at == start(at, new, hours).due_at


@pytest.mark.clause("5.3.4-procedure")
@given(moments, targets, targets, waits, hours)
def test_a_reverted_raise_leaves_no_trace(
    at: datetime, target: timedelta, higher: timedelta, wait: timedelta, hours: Hours
) -> None:
    clock = start(at, target, hours)
    assert reduced(raised(clock, at + wait, higher), target) == clock


@pytest.mark.clause("4.2-24x7")
@given(clocks, waits, waits)
def test_reopening_gives_the_time_left_at_resolving(clock: Clock, run: timedelta, closed: timedelta) -> None:
    resolved_at = clock.started_at + run
    again = reopened(clock, resolved_at, resolved_at + closed)
    assert remaining(again, resolved_at + closed) == remaining(clock, resolved_at)


@pytest.mark.clause("6.1-sla-risk")
@given(clocks, stories)
def test_warnings_come_in_order_before_the_breach_and_each_once(clock: Clock, story: list[Turn]) -> None:
    clock, at = last(clock, story)
    seen = []
    while moment := next_moment(clock, [50, 75, 90], at):
        assert moment.at > at
        at = moment.at
        seen.append(moment.share)
    assert seen == sorted(set(seen))


@pytest.mark.clause("6.1-sla-risk")
@given(clocks, some.integers(1, 99))
def test_at_a_warning_its_share_is_used(clock: Clock, percent: int) -> None:
    spent = used(clock, warning_at(clock, percent)) / clock.budget * 100
    assert percent <= spent + 1e-9
    assert used(clock, warning_at(clock, percent)) - clock.budget * percent / 100 < timedelta(seconds=1)


@pytest.mark.clause("5.3.1-communicate")
@given(clocks, seconds(60, 86400), seconds(0, 3 * 86400))
def test_missed_updates_are_half_open_intervals_without_a_gap(
    clock: Clock, interval: timedelta, silence: timedelta
) -> None:
    at = clock.due_at + silence
    gone = missed(clock, interval, at)
    assert all(earlier.due_at == later.started_at for earlier, later in pairwise(gone))
    assert all(one.due_at < at for one in gone)
    assert start(gone[-1].due_at, interval, clock.hours).due_at >= at if gone else clock.due_at >= at
    assert gone[:1] in ([], [clock])
