"""`make bench`: the figures of this machine, each with its own limit beside it. PART=create|queue|watch|waiting|pages|oncall|
assign|conformance|history runs one; PART=assignment-sim (ways of assigning, docs/assignment.md) and PART=likeness (repeats told from
strangers, docs/escalation.md) are run only by their names."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import (  # noqa: E402
    assign,
    assignment_sim,
    conformance,
    create,
    history,
    likeness,
    oncall,
    pages,
    queue,
    waiting,
    watch,
)
from bench.house import house  # noqa: E402


def main() -> int:
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL waiting for the disk at every commit\n"
    )
    wanted = os.environ.get("PART", "")
    if wanted == "assignment-sim":
        assignment_sim.report()
        return 0
    if wanted == "likeness":
        likeness.measure()
        return 0
    if wanted in ("", "waiting"):
        waiting.measure()
    if wanted == "waiting":
        return 0
    with tempfile.TemporaryDirectory(prefix="shounuo-bench-") as folder, house(Path(folder)) as ours:
        ours.server.start()
        if wanted in ("", "create"):  # first: what the others leave behind is nobody's day
            create.measure(ours)
        ours.server.stop()
        for name, part in {"watch": watch, "oncall": oncall, "history": history}.items():
            if wanted in ("", name):
                part.measure(ours)
        ours.server.start()
        for name, part in {
            "pages": pages,
            "queue": queue,
            "assign": assign,
            "conformance": conformance,
        }.items():
            if wanted in ("", name):
                part.measure(ours)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
