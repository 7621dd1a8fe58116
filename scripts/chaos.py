"""`make chaos`: the storms of tests/chaos in their long form, on SQLite and on PostgreSQL (docs/testing.md).

30,000 steps of chains and 30,000 updates that nobody gives, for each disturbance, with eight watches. ONLY=sqlite|postgres runs
one database, CHAOS=middle|short a smaller storm. Words after it choose tests: `python scripts/chaos.py -k stopped`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import postgres  # noqa: E402 (the path is laid first)

MARKS = {"sqlite": "not postgres", "postgres": "postgres"}


def main() -> int:
    wanted = os.environ.get("ONLY", "") or ("sqlite,postgres" if postgres.binaries() else "sqlite")
    return max(_storm(MARKS[one]) for one in wanted.split(","))


def _storm(marks: str) -> int:
    """The tests bring their own databases; the run's own is only there because every run has one."""
    with tempfile.TemporaryDirectory(prefix="shounuo-chaos-") as folder:
        environ = {"CHAOS": "long"} | os.environ | {"SHOUNUO_DATABASE": f"sqlite:///{folder}/run.sqlite3"}
        words = [sys.executable, "-m", "pytest", "-q", "-s", "-m", marks, "tests/chaos", *sys.argv[1:]]
        return subprocess.run(words, cwd=ROOT, env=environ, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
