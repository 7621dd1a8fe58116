"""Who is on call for a role at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shounuo.oncall.models import Shift


def on_call(roles: Iterable[str], at: datetime) -> dict[int, set[str]]:
    """User ids on duty at `at` in any of these roles, each with the roles they stand in."""
    found: dict[int, set[str]] = {}
    rows = Shift.objects.filter(role__in=list(roles), begins_at__lte=at, ends_at__gt=at, user__is_active=True)
    for user_id, role in rows.values_list("user_id", "role"):
        found.setdefault(user_id, set()).add(role)
    return found
