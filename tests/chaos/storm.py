"""A storm: watches die at random and are replaced, and something else happens beside it, until all that is due is done."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

KILLED_AFTER = (0.1, 0.7)
"""Seconds between two kills."""


class Nursery:
    """Forks processes that have the product loaded, and kills them; see `tests/chaos/nursery.py`."""

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.nursery"], env=dict(environ), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip

    def ask(self, word: str) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self) -> None:
        """What it has forked dies with it."""
        self._process.kill()
        self._process.wait()


class Calm:
    """Nothing happens besides the kills. `strike` is called after each of them, from the first on."""

    calls = 0
    holds = False
    """Whether nothing can be written just now."""

    def strike(self, dice: random.Random) -> None:
        self.calls += 1

    def pass_by(self) -> None:
        """Whatever it did is undone."""


@dataclass
class Storm:
    """`roles` says what is forked, such as ["watch", "watch", "act 7"]. The disturbance lasts for so many `strikes`, one after
    each kill; kills go on until `settled`, or until `until` seconds have passed."""

    nursery: Nursery
    roles: list[str]
    disturbance: Calm
    settled: Callable[[], bool]
    strikes: int
    until: float
    seed: int = 1
    kills: int = 0
    alive: list[int] = field(default_factory=list)

    def rage(self) -> None:
        """The acting people stop when the disturbance does; the watches are killed to the end."""
        dice = random.Random(self.seed)
        self.alive = [self.nursery.ask(role) for role in self.roles]
        for _ in range(self.strikes):
            self._kill_one(dice)
            self.disturbance.strike(dice)
        self.disturbance.pass_by()
        self._send_people_home()
        began = time.monotonic()
        while not self.settled() and time.monotonic() - began < self.until:
            self._kill_one(dice)

    def _kill_one(self, dice: random.Random) -> None:
        time.sleep(dice.uniform(*KILLED_AFTER))
        watches = [place for place, role in enumerate(self.roles) if role == "watch"]
        place = dice.choice(watches if dice.random() < 0.9 else range(len(self.roles)))
        self.nursery.ask(f"kill {self.alive[place]}")
        self.alive[place] = self.nursery.ask(self.roles[place])
        self.kills += 1

    def _send_people_home(self) -> None:
        for place in [place for place, role in enumerate(self.roles) if role != "watch"][::-1]:
            self.nursery.ask(f"kill {self.alive.pop(place)}")
            del self.roles[place]


@contextmanager
def nursery(environ: Mapping[str, str], log: Path) -> Iterator[Nursery]:
    one = Nursery(environ, log)
    try:
        yield one
    finally:
        one.end()
