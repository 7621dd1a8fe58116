"""What a report is prefilled with and what it must have, decided on plain values. [5.3.2-P0-after, 5.3.2-P1-after]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

FISHBONE = ("people", "method", "machine", "material", "measurement", "environment")


@dataclass(frozen=True)
class Happened:
    """One thing that happened; `public`: a customer may know of it."""

    at: datetime
    words: str
    public: bool


@dataclass(frozen=True)
class Kept:
    """One promise: due and met so long after the trigger."""

    label: str
    clause: str
    due: timedelta
    met: timedelta | None
    verdict: str


def chronology(happened: Sequence[Happened]) -> list[dict[str, Any]]:
    """In the order it happened; of what the house said to itself nothing is public."""
    ordered = sorted(happened, key=lambda one: one.at)
    return [{"at": one.at.isoformat(), "words": one.words, "public": one.public} for one in ordered]


def promises(kept: Sequence[Kept]) -> list[dict[str, Any]]:
    return [
        {"label": one.label, "clause": one.clause, "due_s": int(one.due.total_seconds()),
         "met_s": None if one.met is None else int(one.met.total_seconds()), "verdict": one.verdict}
        for one in kept
    ]  # fmt: skip


def lacking(
    level: str, sections: Mapping[str, str], rows: Sequence[Mapping[str, Any]], actions: int
) -> list[str]:
    """What has to be written before it can be reviewed, by name; a P0 owes its contingency plan too."""

    def empty(name: str) -> bool:
        return not str(sections.get(name, "")).strip()

    missing = [name for name in ("summary", "impact", "root_cause") if empty(name)]
    if not any(not empty(name) for name in ("why1", *FISHBONE)):
        missing.append("why1")
    if not any(row.get("public") for row in rows):
        missing.append("chronology")
    if not actions:
        missing.append("actions")
    if level == "P0" and empty("contingency"):
        missing.append("contingency")
    return missing
