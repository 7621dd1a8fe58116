"""The only place that asks the system for the time.

A door asks `now()` once a request and the watch once a tick; from there `at` is an argument. Whole seconds, UTC. On a
rehearsal server (setting MOVED_CLOCK) the offset lies in the database, so that all processes share it, while leases and
timeouts run on `real_now()` and `monotonic()`, which nobody moves.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings


def now() -> datetime:
    """This moment for the product: aware UTC, whole seconds, moved where the server is a rehearsal."""
    return (real_now() + _offset()).replace(microsecond=0)


def real_now() -> datetime:
    """This moment for machines: leases, timeouts, lateness. Never moved."""
    return datetime.now(UTC)


def ahead() -> timedelta:
    """How far this server's clock was moved: nothing on a real one."""
    return _offset()


def monotonic() -> float:
    """Seconds on a clock that never jumps; only differences mean anything."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def _offset() -> timedelta:
    if not settings.MOVED_CLOCK:
        return timedelta(0)
    from shounuo.kernel.models import ClockOffset

    row = ClockOffset.objects.filter(id=1).values_list("seconds", flat=True).first()
    return timedelta(seconds=row or 0)


def move(by: timedelta) -> datetime:
    """Move a rehearsal server's clock for all its processes; returns the new now. Refused on a real server."""
    if not settings.MOVED_CLOCK:
        raise PermissionError("the clock of this server can't be moved: SHOUNUO_MOVED_CLOCK is off")
    from django.db.models import F

    from shounuo.kernel.models import ClockOffset

    seconds = int(by.total_seconds())
    if not ClockOffset.objects.filter(id=1).update(seconds=F("seconds") + seconds):
        ClockOffset.objects.create(id=1, seconds=seconds)
    return now()
