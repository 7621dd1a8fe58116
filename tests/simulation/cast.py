"""Who is there: the known cast of the stories, put into the server's database by a child; each gets a line with a token.

As a child (`python -m tests.simulation.cast`) it builds the world and prints e-mail address, name and token of each person.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.line import Line
from tests.support.server import Server

ROOT = Path(__file__).resolve().parents[2]
CUSTOMERS = ("wang@blue.example", "li@blue.example", "zhao@red.example")
ENGINEERS = ("duty", "second", "senior", "architect", "lead")


@dataclass(frozen=True)
class Cast:
    """Lines of customers by e-mail address, of engineers by the name that the product shows, and the administrator's."""

    customers: dict[str, Line]
    engineers: dict[str, Line]
    administrator: Line

    @property
    def lead(self) -> Line:
        return next(line for line in self.engineers.values() if line.email == "lead@house.example")


def hire(server: Server) -> Cast:
    people = json.loads(child(server, "tests.simulation.cast"))
    lines = {email: Line(server.port, token, email) for email, (_, token) in people.items()}
    engineers = [f"{one}@house.example" for one in ENGINEERS]
    return Cast(
        customers={email: lines[email] for email in CUSTOMERS},
        engineers={people[email][0]: lines[email] for email in engineers},
        administrator=lines["admin@house.example"],
    )


def child(server: Server, module: str) -> str:
    """What a module prints that sees the server's database."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=os.environ | server.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _build() -> None:
    from shounuo.site import start

    start.django()
    from shounuo.accounts.actions import issue_token
    from shounuo.accounts.models import User
    from shounuo.kernel.clock import now
    from tests.support.world import build

    at = now()
    build(at)
    tokens = {user: issue_token(user, "剧本", by=user.actor, at=at) for user in User.objects.all()}
    print(json.dumps({user.email: [user.name, token] for user, token in tokens.items()}))


if __name__ == "__main__":
    _build()
