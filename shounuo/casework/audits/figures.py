"""The figures of a period, kept with its audit as they were then. [9.2-monthly, 9.2-quarterly]"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from shounuo.cases.models import Case
from shounuo.problems.models import Problem
from shounuo.reports.attainment import attainment
from shounuo.reports.conformance import as_plain, conformance


def figures(begin: datetime, end: datetime, before: datetime) -> dict[str, Any]:
    """{attainment, conformance (clauses that were owed), before: attainment of the period before, opened, problems} of
    [begin, end); the period before began at `before`. Plain values."""
    return {
        "attainment": attainment(begin, end),
        "before": attainment(before, begin),
        "conformance": [row for row in as_plain(conformance(begin, end)) if row["owed"]],
        "opened": _opened(begin, end),
        "problems": _recurring(begin, end),
    }


def _opened(begin: datetime, end: datetime) -> dict[str, int]:
    rows = Case.objects.filter(drill=False, imported__isnull=True, opened_at__gte=begin, opened_at__lt=end)
    counted = rows.values("priority").annotate(n=Count("pk")).order_by("priority")
    return {row["priority"]: row["n"] for row in counted}


def _recurring(begin: datetime, end: datetime) -> list[dict[str, Any]]:
    """Problems with a case tied to them in the period that are more than one case's, the most tied first."""
    tied = Count("ties", filter=Q(ties__tied_at__gte=begin, ties__tied_at__lt=end))
    rows = Problem.objects.annotate(tied=tied, ever=Count("ties")).filter(tied__gt=0, ever__gt=1)
    return [
        {"id": one.pk, "number": one.number, "title": one.title, "cases": one.tied,
         "owner": one.owner.name if one.owner else ""}
        for one in rows.select_related("owner").order_by("-tied", "pk")
    ]  # fmt: skip
