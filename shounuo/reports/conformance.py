"""The standard, clause by clause: how often each was owed in a period, kept, late and broken – from the commitments alone. [9.2-daily]

A promise is decided when it was met, or else at the moment it was broken; what is no longer owed and was never broken does
not count. Drills are left out. Clauses that promise nothing with a time have no figures: they are how the product works, and
tests prove them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Case as Either
from django.db.models import Count, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from shounuo.commitments.models import Commitment
from shounuo.policy.catalogue import FILE

VERDICTS = ("kept", "late", "broken")
KEPT, LATE = Q(state="met", broken_at=None), Q(state="met", broken_at__isnull=False)
BROKEN = ~Q(state="met") & Q(broken_at__isnull=False)
OF = {"kept": KEPT, "late": LATE, "broken": BROKEN}


@dataclass(frozen=True)
class Row:
    """One clause: its own words, and how often it was owed and how it was kept."""

    clause: str
    words: str
    kept: int = 0
    late: int = 0
    broken: int = 0

    @property
    def owed(self) -> int:
        return self.kept + self.late + self.broken

    @property
    def share(self) -> str:
        """Percent kept, rounded down so that nothing is called whole that is not."""
        tenths = self.kept * 1000 // self.owed if self.owed else 0
        return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def conformance(begin: datetime, end: datetime, *, customer_id: int = 0) -> list[Row]:
    """Every clause of the standard in its order, those with figures and those without. One query."""
    counted = _decided(begin, end, customer_id).values("clause").order_by()
    found = {
        row["clause"]: row
        for row in counted.annotate(
            kept=Count("pk", filter=KEPT), late=Count("pk", filter=LATE), broken=Count("pk", filter=BROKEN)
        )
    }
    return [_row(clause, words, found.get(clause)) for clause, words in clauses()]


def behind(
    clause: str, verdict: str, begin: datetime, end: datetime, *, customer_id: int = 0, most: int = 200
) -> list[dict[str, Any]]:
    """The promises behind a figure, the latest first: which case (or what it is about), due and met."""
    rows = (
        _decided(begin, end, customer_id).filter(OF[verdict], clause=clause).order_by("-moment", "-pk")[:most]
    )
    fields = (
        "case__number",
        "case__subject",
        "case__customer__short_name",
        "about",
        "track",
        "level",
        "due_at",
        "met_at",
        "broken_at",
    )
    return list(rows.values(*fields))


def ever_promised() -> set[str]:
    """The clauses under which something was ever promised with a time; the others can't be measured so."""
    return set(Commitment.objects.order_by().values_list("clause", flat=True).distinct())


@cache
def clauses() -> tuple[tuple[str, str], ...]:
    """(id, its own words) of every clause, in the standard's order."""
    return tuple((one["id"], one["zh"]) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["clause"])


def as_plain(rows: list[Row]) -> Iterator[dict[str, Any]]:
    """For machines; a clause that was not owed has no share."""
    for row in rows:
        share = round(100 * row.kept / row.owed, 2) if row.owed else None
        yield {
            "clause": row.clause,
            "owed": row.owed,
            "kept": row.kept,
            "late": row.late,
            "broken": row.broken,
            "kept_percent": share,
        }


def _decided(begin: datetime, end: datetime, customer_id: int) -> QuerySet[Any]:
    moment = Either(When(state="met", then=F("met_at")), default=Coalesce(F("broken_at"), F("ended_at")))
    real = Q(case=None) | Q(case__drill=False)
    rows = Commitment.objects.filter(real, KEPT | LATE | BROKEN).annotate(moment=moment)
    if customer_id:
        rows = rows.filter(case__customer_id=customer_id)
    return rows.filter(moment__gte=begin, moment__lt=end)


def _row(clause: str, words: str, found: dict[str, Any] | None) -> Row:
    return Row(clause, words, found["kept"], found["late"], found["broken"]) if found else Row(clause, words)
