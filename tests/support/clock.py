"""A clock that stands still until a test moves it; what the doors and the watch ask is this."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""A Monday, 10:00 in Shanghai."""


class StandingClock:
    """`kernel.clock` for one test. Sessions and other machinery of Django stay on real time."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def forward(self, **amount: float) -> datetime:
        """`clock.forward(minutes=15)`; gives the new now."""
        self.now += timedelta(**amount)
        return self.now

    def to(self, moment: datetime) -> datetime:
        self.now = moment
        return self.now


def stand(monkeypatch: pytest.MonkeyPatch, start: datetime = START) -> StandingClock:
    """From here on `now()` is `clock.now`."""
    clock = StandingClock(start)
    monkeypatch.setattr("shounuo.kernel.clock.real_now", lambda: clock.now)
    return clock
