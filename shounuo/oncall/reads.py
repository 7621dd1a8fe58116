"""Who is on call for a role at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, QuerySet

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


def coming(at: datetime, user_id: int | None = None) -> QuerySet[Shift]:
    """What runs or is still to begin at `at`, earliest first: of this person, or of everybody whose account is open."""
    ahead = Shift.objects.filter(ends_at__gt=at).filter(ends_at__gt=F("begins_at")).select_related("user")
    ahead = ahead.filter(user__is_active=True) if user_id is None else ahead.filter(user_id=user_id)
    return ahead.order_by("begins_at", "role", "pk")
