"""What happens besides the kills. Each strikes again and again, and undoes what it did when the storm has passed."""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress
from pathlib import Path

from tests.chaos.store import Store
from tests.chaos.storm import Calm
from tests.support.postgres import Cluster

HOUR = 3600


class Stops(Calm):
    """The database server is stopped at once, as by a power cut, and started again a moment later."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def strike(self, dice: random.Random) -> None:
        self.calls += 1
        if self.calls % 5 == 1:
            self.cluster.stop()
            time.sleep(dice.uniform(0.1, 0.8))
            self.cluster.start()


class FullDisk(Calm):
    """The disk that the tables grow on is full for a second or two, and then there is room again."""

    def __init__(self, disk: Path) -> None:
        self.ballast = disk / "ballast"

    def strike(self, dice: random.Random) -> None:
        self.calls += 1
        if self.calls % 6 == 1:
            self._fill()
        if self.calls % 6 == 4:
            self.pass_by()

    @property
    def holds(self) -> bool:  # type: ignore[override]
        return self.ballast.exists()

    def _fill(self) -> None:
        with self.ballast.open("wb") as file, suppress(OSError):
            block = bytes(1 << 16)
            while os.write(file.fileno(), block) == len(block):
                pass

    def pass_by(self) -> None:
        self.ballast.unlink(missing_ok=True)


class Jumps(Calm):
    """The clock of the house jumps an hour ahead or back; in the end it stands an hour ahead."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.move_to(0)

    def strike(self, dice: random.Random) -> None:
        self.calls += 1
        if self.calls % 3 == 1:
            self.move_to(dice.choice([-HOUR, 0, HOUR]))

    def pass_by(self) -> None:
        self.move_to(HOUR)

    def move_to(self, seconds: int) -> None:
        self.store.run(
            "INSERT INTO kernel_clockoffset (id, seconds) VALUES (1, %s) "
            "ON CONFLICT (id) DO UPDATE SET seconds = EXCLUDED.seconds",
            seconds,
        )
