"""Who is on call for a role at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from shounuo.oncall.models import Shift


def shifts(roles: Iterable[str], at: datetime) -> QuerySet[Shift]:
    """The shifts that run at `at` in any of these roles, of people whose account is open."""
    return Shift.objects.filter(role__in=list(roles), begins_at__lte=at, ends_at__gt=at, user__is_active=True)


def on_call(roles: Iterable[str], at: datetime) -> dict[int, set[str]]:
    """User ids on duty at `at` in any of these roles, each with the roles they stand in."""
    found: dict[int, set[str]] = {}
    for user_id, role in shifts(roles, at).values_list("user_id", "role"):
        found.setdefault(user_id, set()).add(role)
    return found
