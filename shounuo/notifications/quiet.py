"""When a person is left in peace, and how many notices leave one by one: decided on plain values. [5.2-notify]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(at: datetime, zone: ZoneInfo, begins: time, ends: time) -> datetime | None:
    """When the quiet that holds at `at` is over, in UTC's instant; None where it is not quiet. Times are the zone's own, so a
    night on which the clocks change is an hour longer or shorter."""
    here = at.astimezone(zone)
    now = here.time()
    if begins < ends:
        quiet, next_day = begins <= now < ends, False
    else:
        quiet, next_day = now >= begins or now < ends, now >= begins
    if not quiet:
        return None
    day = here.date() + timedelta(days=next_day)
    return datetime.combine(day, ends, zone).astimezone(at.tzinfo)


@dataclass(frozen=True)
class Told:
    """What one person heard by one channel of late: when single notices left, and when the last digest did or will."""

    singles: Sequence[datetime] = ()
    digest_at: datetime | None = None


@dataclass(frozen=True)
class Shared:
    """How many of what is due leaves one by one, and when the digest of all others does."""

    singly: int
    digest_at: datetime


def share(due: int, told: Told, at: datetime, over: int, every: timedelta) -> Shared:
    """More than `over` within `every` are one digest.

    Many at once are one digest at once; many after each other: the first `over` leave singly, the others when `every` is
    over. What follows a digest within `every` waits for the next one.
    """
    if told.digest_at is not None and told.digest_at + every > at:
        return Shared(0, told.digest_at + every)
    if due > over:
        return Shared(0, at)
    fresh = [one for one in told.singles if one > at - every]
    if len(fresh) + due <= over:
        return Shared(due, at)
    return Shared(max(over - len(fresh), 0), min(fresh) + every)
