"""The stage: the server's clock, moved through the API, and whose turn it is.

A play is a generator: it acts, then yields how long it waits for its next turn. Time really passes too while the script
runs, so a turn may come some seconds late; the logbook says when it came.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Generator
from datetime import datetime, timedelta
from itertools import count

from tests.simulation.line import Line

Play = Generator[timedelta, None, None]
SECOND = timedelta(seconds=1)


class HouseClock:
    """The server's clock as an administrator reads and moves it."""

    def __init__(self, administrator: Line) -> None:
        self._line = administrator
        self._heard(administrator.get("/clock"))

    def now(self) -> datetime:
        """About now: the last answer, and the time since."""
        return self._told + timedelta(seconds=time.monotonic() - self._told_at)

    def to(self, moment: datetime) -> datetime:
        """Not before `moment`; the server's own word for what time it is then."""
        while (ahead := moment - self.now()) > timedelta(0):
            self._heard(self._line.post("/clock", {"move_seconds": -(-ahead // SECOND)}))
        return self.now()

    def _heard(self, answer: dict[str, str]) -> None:
        self._told, self._told_at = datetime.fromisoformat(answer["now"]), time.monotonic()


class Stage:
    """Plays by the moment of their next turn."""

    def __init__(self, clock: HouseClock) -> None:
        self.clock = clock
        self._order = count()
        self._turns: list[tuple[datetime, int, Play]] = []

    def enter(self, play: Play, at: datetime) -> None:
        heapq.heappush(self._turns, (at, next(self._order), play))

    def run(self, until: datetime) -> int:
        """Give every play its turns before `until`; how many they were. Who is not through by then has no more."""
        turns = 0
        while self._turns and self._turns[0][0] < until:
            at, _, play = heapq.heappop(self._turns)
            self.clock.to(at)
            turns += 1
            if (wait := next(play, None)) is not None:
                self.enter(play, at + wait)
        return turns
