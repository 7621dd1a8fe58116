"""承诺达成: how many promises were kept in a period, by priority and track. [9.1-attainment]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shounuo.accounts.rights import deeds_of
from shounuo.commitments.events import TRACKS
from shounuo.counter.asking import Asked
from shounuo.kernel.words import Words
from shounuo.policy import reads as policies
from shounuo.policy.model import LEVELS
from shounuo.reports.attainment import TRACKS as COUNTED
from shounuo.reports.attainment import attainment as figures
from shounuo.workspace.asking import shows
from shounuo.workspace.palette import palette

PERIODS: dict[str, Words] = {
    "week": Words("本周", "This week"),
    "last_week": Words("上周", "Last week"),
    "month": Words("本月", "This month"),
    "last_month": Words("上月", "Last month"),
}


@dataclass(frozen=True)
class Cell:
    """`share`: tenths of a percent, rounded down so that nothing is called whole that is not; None: nothing was due."""

    promised: int = 0
    kept: int = 0
    late: int = 0
    missed: int = 0

    @property
    def share(self) -> str:
        tenths = self.kept * 1000 // self.promised if self.promised else 0
        return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths / 10:.1f}"


@shows
def attainment(request: Asked) -> HttpResponse:
    chosen = request.GET.get("period", "week")
    chosen = chosen if chosen in PERIODS else "week"
    begin, end = span(chosen, timezone.localtime(request.at))
    facts = {
        "rows": _table(begin, end), "tracks": [TRACKS[track] for track in COUNTED],
        "begin": begin, "last": end - timedelta(days=1), "palette": palette(deeds_of(request.user)),
        "tabs": [
            {"label": str(words), "href": f"/desk/attainment?period={key}", "current": key == chosen, "count": None}
            for key, words in PERIODS.items()
        ],
    }  # fmt: skip
    return render(request, "workspace/attainment.html", facts)


def span(period: str, local: datetime) -> tuple[datetime, datetime]:
    """[begin, end) in the reader's zone: a week begins on Monday at midnight, a month on its first."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if period.endswith("week"):
        begin = midnight - timedelta(days=midnight.weekday())
        return (
            (begin - timedelta(days=7), begin)
            if period == "last_week"
            else (begin, begin + timedelta(days=7))
        )
    first = midnight.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return (
        ((first - timedelta(days=1)).replace(day=1), first) if period == "last_month" else (first, following)
    )


def _table(begin: datetime, end: datetime) -> list[dict[str, Any]]:
    found = {(row["level"], row["track"]): row for row in figures(begin, end)}
    names = policies.current().priorities
    return [
        {
            "level": level,
            "name": names[level].name,
            "cells": [_cell(found.get((level, track))) for track in COUNTED],
        }
        for level in LEVELS
    ]


def _cell(row: dict[str, Any] | None) -> Cell:
    return Cell(row["promised"], row["kept"], row["late"], row["missed"]) if row else Cell()
