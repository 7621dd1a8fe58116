"""判定质量: how triage did, week by week, and where it was most wrong. [3.2-engineer-confirms]"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shounuo.accounts.rights import deeds_of
from shounuo.casework import lessons
from shounuo.counter.asking import Asked
from shounuo.policy.model import LEVELS
from shounuo.reports import triage as figures
from shounuo.triage.models import Lesson
from shounuo.workspace.asking import shows
from shounuo.workspace.palette import palette

WEEKS = 12


@shows
def triage(request: Asked) -> HttpResponse:
    local = timezone.localtime(request.at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    begin, end = monday - timedelta(weeks=WEEKS - 1), monday + timedelta(days=7)
    rows = figures.checked(begin, end)
    facts: dict[str, Any] = {
        "all": figures.line("", rows), "weeks": [one for one in figures.by_week(rows, begin, end) if one.count], "levels": LEVELS,
        "crossed": [{"level": level, "cells": _cells(level, counts)} for level, counts in figures.crossed(rows, LEVELS)],
        "customers": figures.by_customer(rows), "bands": [(name, one) for name, one in figures.by_certainty(rows) if one.count],
        "worst": figures.worst(rows), "lesson": Lesson.objects.order_by("-pk").first(), "shipped": lessons.shipped().count,
        "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/triage.html", facts)


def _cells(level: str, counts: list[int]) -> list[dict[str, Any]]:
    return [
        {"count": count, "right": machine == level} for machine, count in zip(LEVELS, counts, strict=True)
    ]
