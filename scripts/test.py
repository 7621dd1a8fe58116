"""`make test`: the habits, then the tests on SQLite and on PostgreSQL, browser tests where Chromium is.

FULL=1 takes the long ones too. REQUIRE=postgres,browser makes a missing one a failure; otherwise the last line says
what was left out. ONLY=lint|sqlite|postgres runs one part.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import browser, postgres  # noqa: E402 (the path is laid first)

BIN = Path(sys.executable).parent
KNOWN = {"postgres": "PostgreSQL", "browser": "Chromium"}
NO_TESTS = 5  # pytest's status where nothing was selected


@dataclass
class Run:
    """What is asked for, what is there, and what came of it."""

    full: bool
    required: frozenset[str]
    only: str
    missing: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def wants(self, part: str) -> bool:
        return self.only in {"", part}


def main() -> int:
    began = time.monotonic()
    run = Run(full=_flag("FULL"), required=_required(), only=os.environ.get("ONLY", ""))
    run.missing = _missing()
    lacking = sorted(run.required & set(run.missing))
    if lacking:
        print(f"Required, but not installed: {_named(lacking)}")
        return 1
    for part, step in (("lint", _lint), ("sqlite", _sqlite), ("postgres", _postgres)):
        if run.wants(part):
            step(run)
    return _closing(run, time.monotonic() - began)


def _required() -> frozenset[str]:
    asked = frozenset(filter(None, os.environ.get("REQUIRE", "").replace(" ", "").split(",")))
    if asked - set(KNOWN):
        raise SystemExit(f"REQUIRE knows {', '.join(KNOWN)}; not {', '.join(sorted(asked - set(KNOWN)))}")
    return asked


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "yes", "true"}


def _missing() -> list[str]:
    here = {"postgres": postgres.binaries(), "browser": browser.chromium()}
    return [name for name, found in here.items() if found is None]


# ------------------------------------------------------------------ the parts


def _lint(run: Run) -> None:
    """Ruff, mypy and the walls between the rooms."""
    for name, words in {
        "ruff": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy": ["mypy"],
        "import-linter": ["lint-imports"],
    }.items():
        _headline(name)
        if subprocess.run([BIN / words[0], *words[1:]], cwd=ROOT, check=False).returncode:
            run.failed.append(name)


def _sqlite(run: Run) -> None:
    """Everything, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="shounuo-") as folder:
        _pytest(run, "SQLite", f"sqlite:///{folder}/tests.sqlite3", _marks(run, "not postgres"))


def _postgres(run: Run) -> None:
    """What touches a database, once more on PostgreSQL. Rules are the same everywhere and ran already."""
    if "postgres" in run.missing:
        return
    with _some_postgres() as address:
        _pytest(run, "PostgreSQL", address, [*_marks(run, "not browser"), "--database-only"])


def _some_postgres() -> AbstractContextManager[str]:
    """The server that TEST_POSTGRES names, or a temporary one of our own."""
    named = os.environ.get("TEST_POSTGRES", "")
    return nullcontext(named) if named else postgres.temporary()


def _marks(run: Run, basis: str) -> list[str]:
    parts = [basis]
    parts += [] if run.full else ["not full"]
    parts += ["not browser"] if "browser" in run.missing and "browser" not in basis else []
    return ["-m", " and ".join(parts)]


def _pytest(run: Run, name: str, address: str, words: Sequence[str]) -> None:
    _headline(f"pytest · {name}")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        _workers(),
        "--dist",
        "loadgroup",
        *words,
        *sys.argv[1:],
    ]
    environ = os.environ | {"SHOUNUO_DATABASE": address}
    status, closing = _shown(command, environ)
    if status not in {0, NO_TESTS}:
        run.failed.append(f"pytest on {name}")
    for number, outcome in re.findall(r"(\d+) (passed|failed|skipped|error)", closing):
        run.counts[outcome] = run.counts.get(outcome, 0) + int(number)


def _shown(command: Sequence[str], environ: dict[str, str]) -> tuple[int, str]:
    """Runs it with its output passed on; gives its status and last line."""
    last = ""
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line if line.strip() else last
    return process.returncode, last


def _workers() -> str:
    return os.environ.get("WORKERS", "") or str(max(2, min(os.cpu_count() or 2, 8)))


# ------------------------------------------------------------------ what is said


def _headline(words: str) -> None:
    print(f"\n── {words} ", "─" * max(2, 70 - len(words)), flush=True)


def _named(names: Sequence[str]) -> str:
    return ", ".join(KNOWN[name] for name in names)


def _closing(run: Run, seconds: float) -> int:
    """The sum of both databases as one line, and as the last line what was left out."""
    _headline(f"done in {seconds:.0f} s")
    if run.failed:
        print(f"Failed: {', '.join(run.failed)}")
    broken = run.counts.get("failed", 0) + run.counts.get("error", 0)
    if run.wants("sqlite") or run.wants("postgres"):
        print(f"{run.counts.get('passed', 0)} passed, {broken} failed")
    if run.missing:
        print(f"Left out, because not installed: {_named(run.missing)}")
    return 1 if run.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
