"""Who is on call for a role at a moment, and what is planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shounuo.accounts.models import RoleGrant, User
from shounuo.oncall.models import FeedSecret, Layer, Override, Schedule, Shift, Swap
from shounuo.staff.models import Leave


def shifts(roles: Iterable[str], at: datetime, customer_id: int | None = None) -> QuerySet[Shift]:
    """The shifts that run at `at` in any of these roles – for everybody, and for this customer where one is named – of people
    whose account is open and who are not on leave."""
    return _here(at).filter(Q(customer=None) | Q(customer=customer_id), role__in=list(roles))


def on_call(roles: Iterable[str], at: datetime, customer_id: int | None = None) -> dict[int, set[str]]:
    """User ids on duty at `at` in any of these roles, each with the roles they stand in. One query. Where a customer is named
    and somebody stands in a role for this customer alone, the general duty of that role is left in peace."""
    return _own_first(shifts(roles, at, customer_id).only("user_id", "role", "customer_id"))


def _own_first(rows: Iterable[Shift]) -> dict[int, set[str]]:
    rows = list(rows)
    own = {row.role for row in rows if row.customer_id}
    found: dict[int, set[str]] = {}
    for row in rows:
        if row.customer_id or row.role not in own:
            found.setdefault(row.user_id, set()).add(row.role)
    return found


@dataclass(frozen=True)
class Duty:
    """Everybody on duty at one moment, asked once for any number of questions."""

    shifts: tuple[Shift, ...]

    @cached_property
    def users(self) -> dict[int, User]:
        return {row.user_id: row.user for row in self.shifts}

    def on_call(self, roles: Iterable[str], customer_id: int | None) -> dict[int, set[str]]:
        """As `on_call` answers."""
        wanted = set(roles)
        return _own_first(
            row for row in self.shifts if row.role in wanted and row.customer_id in (None, customer_id)
        )


def duty(at: datetime) -> Duty:
    """Whoever stands duty at `at`, with their accounts. One query."""
    return Duty(tuple(_here(at).select_related("user").order_by("pk")))


def running(at: datetime) -> QuerySet[Shift]:
    """Every shift that runs at `at`, with person, engineer's record and schedule. Of a moment that is past it says who was
    there then: what happened since – somebody left, leave was entered or cancelled – changes nothing about it."""
    return (
        _there(at)
        .select_related("user__engineer", "schedule", "customer")
        .order_by("role", "begins_at", "pk")
    )


def _here(at: datetime) -> QuerySet[Shift]:
    away = Leave.objects.filter(
        user_id=OuterRef("user_id"), cancelled_at=None, begins_at__lte=at, ends_at__gt=at
    )
    return Shift.objects.filter(~Exists(away), begins_at__lte=at, ends_at__gt=at, user__is_active=True)


def _there(at: datetime) -> QuerySet[Shift]:
    """As `_here`, with people and leave as they were at `at`. Whoever left held a role until then: leaving ends them all."""
    away = Leave.objects.filter(
        Q(cancelled_at=None) | Q(cancelled_at__gt=at), Q(entered_at=None) | Q(entered_at__lte=at),
        user_id=OuterRef("user_id"), begins_at__lte=at, ends_at__gt=at,
    )  # fmt: skip
    held = RoleGrant.objects.filter(user_id=OuterRef("user_id"), ended_at__gt=at)
    return Shift.objects.filter(
        Q(user__is_active=True) | Exists(held), ~Exists(away), begins_at__lte=at, ends_at__gt=at
    )


def between(since: datetime, until: datetime) -> QuerySet[Shift]:
    """The shifts that touch [since, until), earliest first: also of those who have left since, whose shifts end there."""
    touching = Shift.objects.filter(begins_at__lt=until, ends_at__gt=since)
    return touching.select_related("user", "schedule", "customer").order_by("begins_at", "ends_at", "pk")


def schedules() -> QuerySet[Schedule]:
    """The schedules in force."""
    return (
        Schedule.objects.filter(ended_at=None).select_related("customer").order_by("role", "customer", "pk")
    )


def layers(schedule: Schedule) -> QuerySet[Layer]:
    """The layers in force, the one that goes first first, with their members in order."""
    in_force = schedule.layers.filter(ended_at=None).order_by("-priority", "pk")
    return in_force.prefetch_related("members__user__engineer")


def overrides(schedule: Schedule, at: datetime) -> QuerySet[Override]:
    """What is entered and not over yet, earliest first."""
    ahead = schedule.overrides.filter(cancelled_at=None, ends_at__gt=at)
    return ahead.select_related("removes", "adds", "swap").order_by("begins_at", "pk")


def open_swaps(user: User, at: datetime) -> QuerySet[Swap]:
    """What this person asked, or is asked, and nobody has answered; what is over can't be answered any more."""
    asked = Swap.objects.filter(Q(asker=user) | Q(colleague=user), state="asked", ends_at__gt=at)
    return asked.select_related("schedule", "asker", "colleague").order_by("begins_at", "pk")


def holds(user_id: int, schedule: Schedule, begins_at: datetime, ends_at: datetime) -> bool:
    """Whether this person has all of this span of the schedule."""
    return Shift.objects.filter(
        schedule=schedule, user_id=user_id, begins_at__lte=begins_at, ends_at__gte=ends_at
    ).exists()


def own(user: User, at: datetime) -> QuerySet[Shift]:
    """This person's duty from now on, earliest first."""
    ahead = Shift.objects.filter(user=user, ends_at__gt=at).select_related("schedule", "customer")
    return ahead.order_by("begins_at", "pk")


def owner_of_feed(hashed: str) -> User | None:
    """Whose calendar this is; None for a secret that was renewed, and for an account that is closed."""
    found = (
        FeedSecret.objects.filter(hashed=hashed, ended_at=None, user__is_active=True)
        .select_related("user")
        .first()
    )
    return found.user if found else None


def coming(at: datetime, user_id: int | None = None) -> QuerySet[Shift]:
    """What runs or is still to begin at `at`, earliest first: of this person, or of everybody whose account is open."""
    ahead = Shift.objects.filter(ends_at__gt=at).filter(ends_at__gt=F("begins_at")).select_related("user")
    ahead = ahead.filter(user__is_active=True) if user_id is None else ahead.filter(user_id=user_id)
    return ahead.order_by("begins_at", "role", "pk")
