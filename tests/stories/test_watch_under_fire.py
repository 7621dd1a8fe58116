"""Watch processes are killed with kill -9 while promises fall due: each is settled once, with what follows, none is lost.

[7.1-workflow, 5.1-online-24x7]
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

from bench.house import seed
from tests.support.server import Server

WATCHES = 3


@pytest.mark.clause("7.1-workflow", "5.1-online-24x7")
@pytest.mark.parametrize("cases", [150, pytest.param(1500, marks=pytest.mark.full)])
@pytest.mark.django_db  # chooses the database of the run; the test itself works through processes
def test_killed_watches_lose_nothing_and_tell_nothing_twice(installation: Server, cases: int) -> None:
    house = installation
    seed(house, "cast")
    seed(house, "due", str(cases))
    dice, watches = random.Random(cases), [_watch(house) for _ in range(WATCHES)]
    try:
        until = time.monotonic() + 30 + cases / 20
        while _settled(house)["waiting"] and time.monotonic() < until:
            time.sleep(dice.uniform(0.3, 1.2))
            victim = dice.randrange(WATCHES)
            watches[victim].send_signal(signal.SIGKILL)
            watches[victim].wait()
            watches[victim] = _watch(house)
    finally:
        for watch in watches:
            watch.kill()
            watch.wait()
    assert _settled(house) == {
        "waiting": 0, "dead": 0, "broken": cases, "successors": cases, "alarms": cases, "entries": cases,
        "told_twice": 0, "untold": 0,
    }  # fmt: skip
    verified = house.run("logbook", "verify")
    assert verified.returncode == 0, verified.stdout


def _watch(house: Server) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "shounuo.site.cli", "watch"], env=house.environ, stderr=subprocess.DEVNULL
    )


def _settled(house: Server) -> dict[str, int]:
    """What is written by now, counted from outside."""
    told = seed(house, "settled")
    return {name: int(count) for name, count in (line.split("=") for line in told.split())}
