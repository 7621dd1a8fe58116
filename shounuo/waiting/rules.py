"""How long a row that raised is put off, when it is given up and becomes an alarm, and how long a watch may rest."""

from __future__ import annotations

from datetime import datetime, timedelta

MOST_TRIES = 8
ONE_SECOND = timedelta(seconds=1)
SOON = 0.1
"""Seconds until a watch looks again at what is due but held by somebody else."""
MOST_REST_AFTER_TROUBLE = 2.0


def put_off(tries: int) -> timedelta:
    """Exponential: 1 s, 2 s, 4 s … 64 s after the given number of failed tries."""
    return timedelta(seconds=2 ** min(max(tries - 1, 0), 6))


def given_up(tries: int) -> bool:
    return tries >= MOST_TRIES


def rest(next_due: datetime | None, moment: datetime, tick: float) -> float:
    """Seconds to sleep at this moment: until the next row is due, and no longer than a tick, since somebody may set an
    earlier one meanwhile. The house's clock says whole seconds, so a row is due once its last second has begun."""
    if next_due is None:
        return tick
    due = next_due if not next_due.microsecond else next_due.replace(microsecond=0) + ONE_SECOND
    ahead = (due - moment).total_seconds()
    return min(ahead if ahead > 0 else SOON, tick)


def rest_after_trouble(failures: int, tick: float) -> float:
    """Seconds after so many rounds that failed one after the other: a database that is down is not asked all the time."""
    return max(tick, min(tick * 2.0 ** min(failures - 1, 10), MOST_REST_AFTER_TROUBLE))
