"""The known cast on a real server: built by a child that sees the server's database."""

from __future__ import annotations

import subprocess
import sys

from tests.support.server import Server

_BUILD = """
from shounuo.site import start
start.django()
from shounuo.kernel.clock import now
from tests.support.world import build
build(now())
"""
_COUNT = """
from shounuo.site import start
start.django()
from shounuo.cases.models import Case
print(Case.objects.count())
"""


def settle(server: Server) -> None:
    """Everybody of `tests.support.world`, on duty from now on; each with `world.PASSWORD`."""
    _child(server, _BUILD)


def cases_on(server: Server) -> int:
    return int(_child(server, _COUNT))


def _child(server: Server, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=server.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
