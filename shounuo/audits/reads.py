"""Questions about audits: which came last, how much somebody has to do, what is open."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from shounuo.audits.models import Audit, Finding, Item


def last_of(kind: str) -> Audit | None:
    """The audit of the latest period of this kind."""
    return Audit.objects.filter(kind=kind).order_by("-ends_at").first()


def load() -> dict[int, int]:
    """{person: items of open audits that wait for this person}."""
    rows = Item.objects.filter(audit__state="open", auditor__isnull=False).values("auditor")
    return {row["auditor"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by()}


def without_auditor() -> QuerySet[Audit]:
    """Open audits of which something has nobody who may look at it."""
    return Audit.objects.filter(state="open", items__auditor=None).distinct().order_by("ends_at")


def findings_about(user_id: int) -> QuerySet[Finding]:
    """What was found about cases this person was given, and what this person mends."""
    own = Finding.objects.filter(owner_id=user_id) | Finding.objects.filter(
        case__assignments__user_id=user_id
    )
    return own.distinct()
