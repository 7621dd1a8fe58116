"""What a ServiceNow incident log says of itself, straight from the file; imports nothing of the product.

    python -m tests.independent.servicenow FILE ZONE

A log has one row an event; the last row of an incident (by its count of changes, then by its place in the file) has the last word.
The highest count of reopenings and reassignments counts. Times are local to ZONE.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any
from zoneinfo import ZoneInfo

LEVELS = {"1": "P0", "2": "P1", "3": "P2", "4": "P3"}


def counted(path: Path, zone: str) -> dict[str, Any]:
    incidents: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            incidents[row["number"]].append(row)
    for rows in incidents.values():
        rows.sort(key=lambda row: int(row["sys_mod_count"]))
    last = [rows[-1] for rows in incidents.values()]
    levels: dict[str, int] = defaultdict(int)
    for row in last:
        levels[LEVELS[row["priority"][0]]] += 1
    reopened = [max(int(row["reopen_count"]) for row in rows) for rows in incidents.values()]
    return {
        "cases": len(incidents),
        "events": sum(len(rows) for rows in incidents.values()),
        "reopenings": sum(reopened),
        "reopened": sum(count > 0 for count in reopened),
        "reassignments": sum(
            max(int(row["reassignment_count"]) for row in rows) for rows in incidents.values()
        ),
        "sla_made": sum(row["made_sla"] == "TRUE" for row in last),
        "sla_missed": sum(row["made_sla"] == "FALSE" for row in last),
        "levels": dict(sorted(levels.items())),
        "to_resolution": _spans(last, "resolved_at", zone),
        "to_closing": _spans(last, "closed_at", zone),
    }


def _spans(rows: list[dict[str, str]], end: str, zone: str) -> dict[str, float]:
    spans = [
        (_at(row[end], zone) - _at(row["opened_at"], zone)).total_seconds() for row in rows if row[end] != "?"
    ]
    parts = quantiles(spans, n=100, method="inclusive")
    return {
        "count": len(spans),
        "mean": fmean(spans),
        "median": parts[49],
        "p90": parts[89],
        "p95": parts[94],
    }


def _at(text: str, zone: str) -> datetime:
    return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


if __name__ == "__main__":
    print(json.dumps(counted(Path(sys.argv[1]), sys.argv[2]), indent=1))
