"""How the waiting stands, for whoever looks after the house; what waits, for those who set it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from shounuo.kernel.rows import write_waiting
from shounuo.waiting.models import Due


@dataclass(frozen=True)
class Standing:
    """One kind of row: how many wait, how many of these are overdue and since when, how many were given up."""

    kind: str
    waiting: int
    overdue: int
    next_due: datetime | None
    dead: int


def standing(at: datetime) -> list[Standing]:
    """Each kind, by name. Reads the whole table; for people, not for a watch."""
    alive, late = Q(dead=False), Q(dead=False, due_at__lt=at)
    rows = (
        Due.objects.values("kind")
        .annotate(
            waiting=Count("id", filter=alive),
            overdue=Count("id", filter=late),
            next_due=Min("due_at", filter=alive),
            given_up=Count("id", filter=Q(dead=True)),
        )
        .order_by("kind")
    )
    return [
        Standing(row["kind"], row["waiting"], row["overdue"], row["next_due"], row["given_up"])
        for row in rows
    ]


def given_up() -> list[Due]:
    """Rows that failed again and again, the oldest first."""
    return list(Due.objects.filter(dead=True).order_by("due_at", "id"))


def waiting_among(kinds: Iterable[str], subject_ids: Iterable[int]) -> set[tuple[str, int]]:
    """Which of these subjects wait under which of these kinds; one query, what this act has set included."""
    write_waiting()
    found = Due.objects.filter(kind__in=list(kinds), subject_id__in=list(subject_ids), dead=False)
    return set(found.values_list("kind", "subject_id"))


def next_of(kinds: Iterable[str], subject_id: int) -> dict[str, datetime]:
    """When this subject wakes under each of these kinds. One query."""
    found = Due.objects.filter(kind__in=list(kinds), subject_id=subject_id, dead=False)
    return dict(found.values_list("kind", "due_at"))
