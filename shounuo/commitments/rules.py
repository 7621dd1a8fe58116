"""How a promise's clock runs. Pure: clocks in, clocks out (4.2-24x7, 5.3.4-procedure).

A clock keeps one equation: ``used + remaining == budget``, in open time, pauses left out. Every rule that
moves the due time keeps it, so shares and warnings stay right through pauses, changes of level and
reopenings. All times are UTC in whole seconds. Met at exactly the due time is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from shounuo.calendars.rules import ALWAYS, NOTHING, Hours


@dataclass(frozen=True)
class Clock:
    """A promise running: due after ``budget`` of open time. While paused, ``due_at`` is as it was at the pause."""

    started_at: datetime
    budget: timedelta
    due_at: datetime
    paused_at: datetime | None = None
    hours: Hours = ALWAYS


@dataclass(frozen=True)
class Moment:
    """What time alone will do to a clock. A breach is true *after* its moment: at the due time one still keeps."""

    kind: Literal["warning", "breach"]
    share: int
    at: datetime


# ---------------------------------------------------------------- running


def start(started_at: datetime, target: timedelta, hours: Hours = ALWAYS) -> Clock:
    return Clock(started_at, target, hours.add(started_at, target), hours=hours)


def pause(clock: Clock, at: datetime) -> Clock:
    """Pausing a paused clock changes nothing."""
    return clock if clock.paused_at else replace(clock, paused_at=at)


def resume(clock: Clock, at: datetime) -> Clock:
    """What was left at the pause is left now; an overdue clock stays as overdue as it was."""
    if clock.paused_at is None:
        return clock
    return replace(clock, due_at=_later(clock.hours, at, remaining(clock, at)), paused_at=None)


def reopened(clock: Clock, resolved_at: datetime, at: datetime) -> Clock:
    """The resolution goes on with the time left when it was resolved (4.2-24x7)."""
    return resume(pause(clock, resolved_at), at)


# ---------------------------------------------------------------- another level


def raised(clock: Clock, at: datetime, target: timedelta) -> Clock:
    """Due at the earlier of the old due time and change + new target (5.3.4-procedure)."""
    if clock.paused_at:
        return pause(raised(resume(clock, at), at, target), at)
    due = min(clock.due_at, clock.hours.add(at, target))
    return replace(clock, due_at=due, budget=clock.budget - clock.hours.between(due, clock.due_at))


def reduced(clock: Clock, target: timedelta) -> Clock:
    """Due at start + new target (5.3.4-procedure), where the pauses already made have moved the start."""
    moved_start = clock.hours.subtract(clock.due_at, clock.budget)
    return replace(clock, due_at=clock.hours.add(moved_start, target), budget=target)


# ---------------------------------------------------------------- reading a clock


def used(clock: Clock, at: datetime) -> timedelta:
    """Open time since the start, without the pauses."""
    return clock.budget - remaining(clock, at)


def remaining(clock: Clock, at: datetime) -> timedelta:
    """Open time until due; less than nothing when overdue. A pause holds it."""
    at = _counted(clock, at)
    return clock.hours.between(at, clock.due_at) - clock.hours.between(clock.due_at, at)


def share(clock: Clock, at: datetime) -> float:
    """Used part of the budget: 0.5 is halfway, above 1 is overdue."""
    return used(clock, at) / clock.budget if clock.budget else 1.0


def is_broken(clock: Clock, at: datetime) -> bool:
    return _counted(clock, at) > clock.due_at


def verdict(due_at: datetime, met_at: datetime) -> Literal["kept", "late"]:
    return "kept" if met_at <= due_at else "late"


# ---------------------------------------------------------------- what time will do


def warning_at(clock: Clock, share: int) -> datetime:
    """When ``share`` percent of the budget will be used (6.1-sla-risk)."""
    left = clock.budget * (100 - share) // 100
    return clock.hours.subtract(clock.due_at, left - left % timedelta(seconds=1))


def next_moment(clock: Clock, shares: Iterable[int], after: datetime) -> Moment | None:
    """The first warning or breach later than ``after``; none while paused."""
    if clock.paused_at:
        return None
    moments = [Moment("warning", share, warning_at(clock, share)) for share in shares]
    moments.append(Moment("breach", 100, clock.due_at))
    ahead = [moment for moment in moments if moment.at > after]
    return min(ahead, key=lambda moment: moment.at, default=None)


def missed(clock: Clock, interval_of_cadence: timedelta, at: datetime) -> list[Clock]:
    """The intervals that went by without an update before ``at``: ``clock`` first, each from the last one's due.

    The interval that runs at ``at`` starts where the last of these ended (5.3.1-communicate).
    """
    if interval_of_cadence <= NOTHING:
        raise ValueError("a cadence needs an interval")
    gone = []
    while is_broken(clock, at):
        gone.append(clock)
        clock = start(clock.due_at, interval_of_cadence, clock.hours)
    return gone


def repaced(clock: Clock, at: datetime, interval: timedelta) -> Clock:
    """The customer has answered and the usual interval holds again: from the last update or, if that is past, anew from now.

    Never later than it was due already: only our own update moves a cadence out (4.2-24x7). What begins anew has used
    nothing, so nothing of the wait counts towards its warnings.
    """
    usual = clock.hours.add(clock.started_at, interval)
    anew = start(at, interval, clock.hours)
    if usual > at:
        due = min(clock.due_at, usual)
        return replace(clock, due_at=due, budget=clock.budget - clock.hours.between(due, clock.due_at))
    return anew if anew.due_at < clock.due_at else clock


# ---------------------------------------------------------------- inside


def _counted(clock: Clock, at: datetime) -> datetime:
    """The last moment up to ``at`` that counts."""
    return min(at, clock.paused_at) if clock.paused_at else at


def _later(hours: Hours, at: datetime, amount: timedelta) -> datetime:
    return hours.add(at, amount) if amount >= NOTHING else hours.subtract(at, -amount)
