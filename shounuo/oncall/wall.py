"""The clock on a wall, turned into instants: the nights on which clocks change included.

A wall time that does not exist means the first instant after the gap; one that exists twice is the first of the two for
beginnings and the last for ends, so that cover can only be longer than the wall says, never shorter.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=8192)
def instant(wall: datetime, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """The instant (UTC) at which a clock in this zone shows `wall` (naive). Remembered: schedules share their hand-over times."""
    early, late = wall.replace(tzinfo=zone).utcoffset(), wall.replace(tzinfo=zone, fold=1).utcoffset()
    assert early is not None
    assert late is not None
    if early < late:
        return _end_of_gap(wall, early, late, zone)
    return (wall - (late if last else early)).replace(tzinfo=UTC)


def _end_of_gap(wall: datetime, before: timedelta, after: timedelta, zone: ZoneInfo) -> datetime:
    """The clocks jump between these two instants; which second it is, halving finds."""
    low, high = (wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC)
    while (high - low) > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def shown(at: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in this zone shows at `at`, naive."""
    return at.astimezone(zone).replace(tzinfo=None)
