"""How many promises were kept, by priority and track, in a period – from the commitments alone. [9.1-attainment]"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case as Either
from django.db.models import Count, F, Q, When
from django.db.models.functions import Coalesce

from shounuo.commitments.models import Commitment

TRACKS = ("response", "update", "resolution")


def attainment(begin: datetime, end: datetime, *, customer_id: int | None = None) -> list[dict[str, Any]]:
    """Rows {level, track, promised, kept, late, missed} of promises decided in [begin, end), by level then track.

    A promise is decided when it was met, or else when it was broken. `late` was met after its due time, `missed` never
    (or not yet). Superseded and withdrawn promises count only if they had been broken.
    """
    decided = Commitment.objects.filter(track__in=TRACKS, case__drill=False).filter(
        Q(state="met") | Q(broken_at__isnull=False)
    )
    if customer_id:
        decided = decided.filter(case__customer_id=customer_id)
    moment = Either(When(state="met", then=F("met_at")), default=Coalesce(F("broken_at"), F("ended_at")))
    period = decided.annotate(moment=moment).filter(moment__gte=begin, moment__lt=end)
    rows = period.values("level", "track").annotate(
        promised=Count("id"),
        kept=Count("id", filter=Q(state="met", broken_at=None)),
        late=Count("id", filter=Q(state="met", broken_at__isnull=False)),
    )
    ordered = sorted(rows.order_by(), key=lambda row: (row["level"], TRACKS.index(row["track"])))
    return [row | {"missed": row["promised"] - row["kept"] - row["late"]} for row in ordered]
