"""A ServiceNow log of 100,000 events brought in, by the command as people run it. [7.1-reports]"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.house import House

EVENTS = 100_000
SECONDS, MEGABYTES = 60, 300
COLUMNS = [
    "number", "incident_state", "active", "reassignment_count", "reopen_count", "sys_mod_count", "made_sla",
    "caller_id", "opened_by", "opened_at", "sys_created_by", "sys_created_at", "sys_updated_by", "sys_updated_at",
    "contact_type", "location", "category", "subcategory", "u_symptom", "cmdb_ci", "impact", "urgency", "priority",
    "assignment_group", "assigned_to", "knowledge", "u_priority_confirmation", "notify", "problem_id", "rfc", "vendor",
    "caused_by", "closed_code", "resolved_by", "resolved_at", "closed_at",
]  # fmt: skip
STATES = ("New", "Active", "Active", "Awaiting User Info", "Active", "Resolved", "Closed")


def measure(house: House) -> None:
    """Prints seconds and the child's largest memory; then how long the same file takes once more, when all of it is known."""
    with tempfile.TemporaryDirectory(prefix="shounuo-bench-") as folder:
        path = Path(folder) / "log.csv"
        _write(path)
        first, second = _bring(house, path), _bring(house, path)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"history  {EVENTS:,} events: {first:.1f} s (at most {SECONDS}); once more {second:.1f} s; "
        f"largest child {most:.0f} MB (at most {MEGABYTES})"
    )


def _bring(house: House, path: Path) -> float:
    began = time.perf_counter()
    words = ["import", "servicenow", str(path), "--timezone", "Europe/Lisbon"]
    done = subprocess.run(
        [sys.executable, "-m", "shounuo.site.cli", *words],
        env=os.environ | house.server.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return time.perf_counter() - began


def _write(path: Path) -> None:
    draw = random.Random(11)
    with path.open("w", encoding="utf-8", newline="") as file:
        told = csv.writer(file)
        told.writerow(COLUMNS)
        rows = number = 0
        while rows < EVENTS:
            number += 1
            for row in _incident(number, draw)[: EVENTS - rows]:
                told.writerow(row)
                rows += 1


def _incident(number: int, draw: random.Random) -> list[list[str]]:
    opened = datetime(2016, 3, 1, tzinfo=UTC) + timedelta(minutes=number * 17)
    states = [*STATES[: draw.randint(1, 5)], *STATES[5:]]
    ends = opened + timedelta(hours=draw.randint(1, 300))
    rows = []
    for change, state in enumerate(states):
        at = opened + (ends - opened) * change / len(states)
        told = {
            "number": f"INC{number:07}", "incident_state": state, "active": "TRUE", "reassignment_count": str(change // 3),
            "reopen_count": "0", "sys_mod_count": str(change), "made_sla": draw.choice(("TRUE", "FALSE")),
            "caller_id": f"Caller {number % 5000}", "opened_at": f"{opened:%d/%m/%Y %H:%M}", "sys_updated_at": f"{at:%d/%m/%Y %H:%M}",
            "sys_updated_by": f"Updated by {draw.randint(1, 800)}", "contact_type": "Phone", "category": f"Category {number % 60}",
            "subcategory": f"Subcategory {number % 250}", "u_symptom": f"Symptom {number % 500}", "impact": "2 - Medium",
            "urgency": "2 - Medium", "priority": f"{number % 4 + 1} - x", "assignment_group": f"Group {change % 70}",
            "assigned_to": f"Resolver {draw.randint(1, 200)}", "resolved_at": f"{ends:%d/%m/%Y %H:%M}",
            "closed_at": f"{ends:%d/%m/%Y %H:%M}",
        }  # fmt: skip
        rows.append([told.get(name, "?") for name in COLUMNS])
    return rows
