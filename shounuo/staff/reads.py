"""Questions about the engineers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shounuo.staff.models import Leave


def away(
    since: datetime, until: datetime, user_ids: Iterable[int] | None = None
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Leave that touches [since, until): user id -> its spans, earliest first. Of these users, or of all."""
    found = Leave.objects.filter(cancelled_at=None, begins_at__lt=until, ends_at__gt=since).order_by(
        "begins_at"
    )
    if user_ids is not None:
        found = found.filter(user_id__in=list(user_ids))
    spans: dict[int, list[tuple[datetime, datetime]]] = {}
    for user_id, begins_at, ends_at in found.values_list("user_id", "begins_at", "ends_at"):
        spans.setdefault(user_id, []).append((begins_at, ends_at))
    return spans
