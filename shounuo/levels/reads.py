"""What pages ask about changes of level and requests."""

from __future__ import annotations

from django.db.models import QuerySet

from shounuo.cases.models import Case
from shounuo.levels.models import LevelChange, UpgradeRequest


def changes_of(case: Case) -> QuerySet[LevelChange]:
    """The latest first."""
    return LevelChange.objects.filter(case=case).select_related("answered_by").order_by("-pk")


def requests_of(case: Case) -> QuerySet[UpgradeRequest]:
    return UpgradeRequest.objects.filter(case=case).order_by("-pk")


def waiting() -> QuerySet[LevelChange]:
    """Every change that waits for somebody's word, the one asked for longest first."""
    return (
        LevelChange.objects.filter(asked_until__isnull=False)
        .select_related("case__customer")
        .order_by("asked_until", "pk")
    )


def unanswered() -> QuerySet[UpgradeRequest]:
    return (
        UpgradeRequest.objects.filter(answer="").select_related("case__customer").order_by("asked_at", "pk")
    )
