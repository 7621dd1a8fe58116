"""The days themselves: everybody acts until the end, then two weeks pass in which nobody does; what was seen at each point."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.independent import attainment as calculator
from tests.simulation import cast as people
from tests.simulation import ledger
from tests.simulation.case import Acted
from tests.simulation.cast import Cast
from tests.simulation.ledger import Ledger
from tests.simulation.life import life
from tests.simulation.line import Line
from tests.simulation.plot import plots
from tests.simulation.stage import HouseClock, Play, Stage
from tests.support.server import Server

MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)
Entry = dict[str, Any]
Figures = dict[str, dict[str, dict[str, int]]]


@dataclass(frozen=True)
class Length:
    tickets: int
    arrivals: int
    """Hours in which the tickets come."""
    hours: int


@dataclass(frozen=True)
class Seen:
    """The house at a moment when nobody acts and the watch has done all its work until `moment`."""

    moment: datetime
    logbook: Path
    verified: str
    health: dict[str, Any]
    ledger: Ledger

    def entries(self) -> list[Entry]:
        return [json.loads(line) for line in self.logbook.read_text(encoding="utf-8").splitlines()]


@dataclass
class Days:
    """A server on which it all happens."""

    server: Server
    cast: Cast
    clock: HouseClock
    begin: datetime
    numbers: list[str]
    customers: dict[str, str]
    """Case number to e-mail address of who submitted it."""
    turns: int = 0
    """How often somebody did something, or left it."""

    def live(self, length: Length, seed: int) -> Seen:
        """Everybody acts, through a power cut in the middle; then how it stands."""
        stage = Stage(self.clock)
        for plot in plots(seed, self.begin, tickets=length.tickets, hours=length.arrivals):
            stage.enter(life(plot, self.cast, self._born), plot.arrives)
        stage.enter(self._power_cut(), self.begin + timedelta(hours=length.hours) / 2)
        end = self.begin + timedelta(hours=length.hours)
        self.turns = stage.run(end)
        self.clock.to(end)
        return self.look("the-end")

    def wait(self, span: timedelta, name: str) -> Seen:
        """Nobody does anything for so long."""
        self.clock.to(self.clock.now() + span)
        return self.look(name)

    def look(self, name: str) -> Seen:
        moment = (self.clock.now() + timedelta(seconds=2)).replace(microsecond=0)
        self.clock.to(moment + MINUTE)
        health = self._settled()
        logbook = self.server.folder / f"{name}.jsonl"
        logbook.write_text(self._run("export"), encoding="utf-8")
        return Seen(moment, logbook, self._run("verify"), health, ledger.read(self.server))

    def reported(self, line: Line, since: datetime, until: datetime) -> Figures:
        """What the system says of itself, in the calculation's form: what it leaves out is nothing."""
        asked = urlencode({"from": since.isoformat(), "to": until.isoformat()})
        figures = empty()
        for row in line.get(f"/attainment?{asked}")["rows"]:
            figures[row["level"]][row["track"]] = {
                how: row[how] for how in ("promised", "kept", "late", "missed")
            }
        return figures

    def listed(self, line: Line) -> list[str]:
        """The number of every case that this person may see, page by page."""
        return [row["number"] for page in _pages(line) for row in page]

    # ------------------------------------------------------------ inside

    def _born(self, case: Acted) -> None:
        self.numbers.append(case.number)
        self.customers[case.number] = case.customer.email

    def _power_cut(self) -> Play:
        """kill -9, and up again: nobody's word may be lost by it."""
        self.server.kill()
        until = time.monotonic() + 20
        while _listens(self.server.port) and time.monotonic() < until:
            time.sleep(0.1)
        self.server.start()
        yield DAY

    def _settled(self) -> dict[str, Any]:
        """The health of the house once its watch has caught up."""
        until = time.monotonic() + 300
        while (health := self.cast.administrator.get("/health"))["overdue_seconds"]:
            assert time.monotonic() < until, f"the watch does not catch up: {health}\n{self.server.log()}"
            time.sleep(0.2)
        return health

    def _run(self, act: str) -> str:
        done = self.server.run("logbook", act)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def open_house(server: Server) -> Days:
    """The cast is there, and it is eight in the morning in Beijing."""
    cast = people.hire(server)
    clock = HouseClock(cast.administrator)
    midnight = (clock.now() + timedelta(hours=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = clock.to(midnight + DAY)
    return Days(server, cast, clock, begin.replace(microsecond=0), [], {})


def counted(logbook: Path, since: datetime, until: datetime) -> Figures:
    """The second calculation, run as the program it is, isolated: it has the export and nothing else."""
    words = [str(logbook), "--since", since.isoformat(), "--until", until.isoformat()]
    program = str(Path(calculator.__file__))
    done = subprocess.run([sys.executable, "-I", program, *words], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def empty() -> Figures:
    nothing = {"promised": 0, "kept": 0, "late": 0, "missed": 0}
    return {level: {track: dict(nothing) for track in calculator.TRACKS} for level in calculator.LEVELS}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _pages(line: Line) -> Iterator[list[dict[str, Any]]]:
    after = ""
    while after is not None:
        page = line.get("/cases?view=all&limit=100" + (f"&after={after}" if after else ""))
        yield page["cases"]
        after = page["next"]
