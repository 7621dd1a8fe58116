"""Questions about the people of the house. [8.1-levels]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from shounuo.accounts.models import RoleGrant, User
from shounuo.policy.model import Policy
from shounuo.staff import rules
from shounuo.staff.days import house_day
from shounuo.staff.models import Certification, ContactWay, Engineer, Leave, LeaveRequest, Team
from shounuo.staff.rules import Demand, Held, Record, Shortfall


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


def asked_leave(user: User | None = None) -> QuerySet[LeaveRequest]:
    """Leave that waits for a lead, the earliest first: of this person, or of everybody who is here."""
    waits = LeaveRequest.objects.filter(state="asked", user__is_active=True).select_related("user__engineer")
    return (waits if user is None else waits.filter(user=user)).order_by("begins_at", "pk")


@dataclass(frozen=True)
class Person:
    """A colleague as lists show them. `engineer` is None for those who don't work on cases; `away_until` for those who
    are there; `lacks` is what their level asks for and they don't bring."""

    user: User
    engineer: Engineer | None
    roles: tuple[str, ...]
    certificates: tuple[Certification, ...]
    away_until: datetime | None
    lacks: tuple[Shortfall, ...]

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def level(self) -> str:
        return self.engineer.level if self.engineer else ""

    @property
    def team(self) -> Team | None:
        return self.engineer.team if self.engineer else None

    @property
    def skills(self) -> list[tuple[str, int]]:
        """The best first."""
        graded = self.engineer.skills if self.engineer else {}
        return sorted(graded.items(), key=lambda one: (-one[1], one[0]))


def people(policy: Policy, at: datetime) -> list[Person]:
    """Everybody of the house, by name. Four queries, however many they are."""
    return _seen(_staff(), policy, at)


def person(user_id: int, policy: Policy, at: datetime) -> Person | None:
    """One colleague; None where there is none of ours by this number. Four queries."""
    found = _seen(_staff().filter(pk=user_id), policy, at)
    return found[0] if found else None


def _staff() -> QuerySet[User]:
    held = Certification.objects.filter(withdrawn_at=None).order_by("name", "-earned_on", "pk")
    granted = RoleGrant.objects.filter(ended_at=None).order_by("pk")
    return (
        User.objects.filter(is_staff_member=True, is_active=True)
        .select_related("engineer__team")
        .prefetch_related(Prefetch("certifications", held), Prefetch("grants", granted))
        .order_by("name", "pk")
    )


def _seen(users: QuerySet[User], policy: Policy, at: datetime) -> list[Person]:
    now_away = dict(
        Leave.objects.filter(cancelled_at=None, begins_at__lte=at, ends_at__gt=at)
        .order_by("ends_at")
        .values_list("user_id", "ends_at")
    )
    day = house_day(at)
    return [_person(user, policy, day, now_away.get(user.pk)) for user in users]


def _person(user: User, policy: Policy, day: date, away_until: datetime | None) -> Person:
    engineer = getattr(user, "engineer", None)
    certificates = tuple(user.certifications.all())
    return Person(
        user, engineer, tuple(grant.role for grant in user.grants.all()), certificates, away_until,
        tuple(lacking(engineer, certificates, policy, day)) if engineer else (),
    )  # fmt: skip


def lacking(
    engineer: Engineer, certificates: Iterable[Certification], policy: Policy, day: date
) -> list[Shortfall]:
    """What this engineer lacks of what the policy asks of the level. [8.1-levels]"""
    asked = policy.people.levels.get(engineer.level)  # type: ignore[call-overload]
    if asked is None:
        return []
    covers = {one.name: one.covers for one in policy.people.certificates}
    record = Record(engineer.aws_since, tuple(held(one) for one in certificates))
    return rules.shortfalls(record, Demand(asked.certificate, asked.years), covers, day)


def held(one: Certification) -> Held:
    return Held(one.name, one.earned_on, one.expires_on)


# ------------------------------------------------------------------ what should be looked after


@dataclass(frozen=True)
class Ending:
    """A certificate that ends soon and was not renewed; `days` from today, 0 is today."""

    person: Person
    certificate: Certification
    days: int


@dataclass(frozen=True)
class Outlook:
    """Who falls short, whose certificate ends soon, which skills hang on one person."""

    short: list[Person]
    ending: list[Ending]
    single: list[tuple[str, Person]]

    def __bool__(self) -> bool:
        return bool(self.short or self.ending or self.single)


def outlook(policy: Policy, at: datetime) -> Outlook:
    """What the requirements page and the weekly notice show. Four queries. [8.1-levels]"""
    everybody = people(policy, at)
    by_id = {str(one.user.pk): one for one in everybody}
    single = rules.single_holders(
        {str(one.user.pk): one.engineer.skills for one in everybody if one.engineer}
    )
    return Outlook(
        [one for one in everybody if one.lacks],
        sorted(_ending(everybody, policy, house_day(at)), key=lambda one: (one.days, one.person.name)),
        [(skill, by_id[pk]) for skill, pk in single.items()],
    )


def _ending(everybody: list[Person], policy: Policy, day: date) -> Iterable[Ending]:
    renewal = policy.people.renewal
    days = renewal.remind_before.days if renewal else 0
    for one in everybody:
        all_held = [held(each) for each in one.certificates]
        soon = rules.ending(all_held, day, days)
        for each in one.certificates:
            if held(each) in soon and not rules.renewed(held(each), all_held, day, days) and each.expires_on:
                yield Ending(one, each, (each.expires_on - day).days)


def teams() -> QuerySet[Team]:
    return Team.objects.order_by("name")


def ways_of(user: User) -> list[ContactWay]:
    """How this person is reached, in the order of preference."""
    return list(ContactWay.objects.filter(user=user, ended_at=None).order_by("position", "pk"))
