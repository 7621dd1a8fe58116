"""A house to measure: a durable PostgreSQL of its own, the standard, a small cast, and as many cases as a figure asks for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import postgres
from tests.support.server import Server, copied, installed, make_template


@dataclass(frozen=True)
class House:
    """Where the database is, and a token for a customer and an engineer, the engineer's session. `twin` is the same
    database once more on the same server, for whatever measures PostgreSQL alone and must not fill ours."""

    server: Server
    twin: str
    customer: str
    engineer: str
    session: str

    @property
    def database(self) -> str:
        return self.server.environ["SHOUNUO_DATABASE"]

    def grow(self, cases: int) -> None:
        """Fill up to so many open cases, straight into the tables."""
        seed(self.server, "grow", str(cases))


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """PostgreSQL that waits for the disk at every commit, one web process, real time."""
    with postgres.temporary(durable=True) as base:
        template = make_template(folder, base)
        with installed(
            folder, template, workers="1", moved_clock="no", watch_tick="0.25", private_calls="yes"
        ) as server:
            customer, engineer, session = seed(server, "cast").split()
            twin = copied(server.environ["SHOUNUO_DATABASE"], folder)
            yield House(server, twin, customer, engineer, session)


def seed(server: Server, *words: str) -> str:
    """Run bench.seed against this house; gives what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.seed", *words],
        env=os.environ | server.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()
