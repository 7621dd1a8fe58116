"""Who is meant when a rung says "assignee", "next_on_call" or a role, and how those people can be reached. [5.2-notify]

A role means whoever stands in it now; where nobody does, all who hold it: a manager need not be on a schedule to be called.
What is asked of the house is asked once in an act, for any number of pages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, QuerySet

from shounuo.accounts.models import RoleGrant, User
from shounuo.cases.models import OPEN, Case
from shounuo.channels.models import Provider
from shounuo.channels.reads import providers
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.shape import Quota
from shounuo.incidents.reads import there_now
from shounuo.kernel.transaction import of_act
from shounuo.notifications.ladder import JOIN, MAIL, Gate, Made, Way
from shounuo.notifications.models import Call, Delivery
from shounuo.oncall.reads import Duty, duty
from shounuo.policy.model import Policy
from shounuo.staff.models import ContactWay

MOST_HOLDERS = 3
"""So many holders of a role are called where nobody stands in it."""
CALLS = "voice"
COUNTS_NOT = ("withdrawn", "folded")
"""States of what no vendor was given."""


class House:
    """Who stands duty, who holds a role, how people are reached and through which accounts, at one moment."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._holders: dict[str, list[User]] = {}
        self._ways: dict[int, list[Way]] = {}

    @cached_property
    def duty(self) -> Duty:
        return duty(self.at)

    @cached_property
    def _providers(self) -> list[Provider]:
        return usable_providers()

    def gates(self, policy: Policy) -> list[Gate]:
        return [gate_of(one, policy) for one in self._providers]

    def learn(self, roles: Iterable[str], users: Iterable[User]) -> None:
        """Ask for what is not known yet of these roles and people: two queries at most."""
        fresh = {role for role in roles if role not in self._holders}
        self._holders |= {role: [] for role in fresh} | _holders(fresh)
        many = [*users, *self.duty.users.values(), *(one for each in self._holders.values() for one in each)]
        unknown = {user.pk: user for user in many if user.pk not in self._ways}
        self._ways |= ways(unknown.values())

    def ways(self, user: User) -> list[Way]:
        return self._ways[user.pk]

    def all_ways(self) -> list[Way]:
        return [way for each in self._ways.values() for way in each]

    def people(self, whom: str, case: Case, policy: Policy, called: Iterable[int]) -> list[User]:
        """Those this rung calls, in order; `called` are those whom this page called already."""
        if whom == "assignee":
            return [case.assignee] if case.assignee and case.assignee.is_active else []
        if whom == "next_on_call":
            return self._next(case, policy, set(called))
        if whom == "customer_success_manager" and case.customer.success_manager:
            return [case.customer.success_manager]
        return self._standing([whom], case) or self._holders[whom]

    def in_line(
        self, roles: tuple[str, ...], case: Case, called: Collection[int], *, further: bool
    ) -> list[User]:
        """Who comes in one of these roles: the one who was called already, else the first in line; `further`: whoever follows.
        Those on duty go first, in the order of the roles, then whoever holds the role; of equals, who is called to fewest
        incidents; last of all whoever is at work in another incident already. [5.3.2-P0-team]"""
        line = self._line(roles, case)
        free = [user for user in line if not self._there.get(user.pk, set()) - {case.pk}] or line
        known = [user for user in free if user.pk in called]
        fresh = [user for user in free if user.pk not in called] or [
            user for user in line if user.pk not in called
        ]
        if known and not further:
            return known
        for user in fresh[:1]:  # the next case of this act finds them called
            self._incidents[user.pk] = self._incidents.get(user.pk, 0) + 1
        return fresh[:1]

    def _line(self, roles: tuple[str, ...], case: Case) -> list[User]:
        own = [case.customer.success_manager] if "customer_success_manager" in roles else []
        standing = [user for role in roles for user in self._freest(self._standing([role], case))]
        holding = [user for role in roles for user in self._holders[role]]
        return list(dict.fromkeys(user for user in [*own, *standing, *holding] if user and user.is_active))

    def _freest(self, users: list[User]) -> list[User]:
        return sorted(users, key=lambda user: (self._incidents.get(user.pk, 0), user.pk))

    @cached_property
    def _there(self) -> dict[int, set[int]]:
        """The cases in whose war rooms each is."""
        found: dict[int, set[int]] = {}
        for user, case in there_now():
            found.setdefault(user, set()).add(case)
        return found

    @cached_property
    def _incidents(self) -> dict[int, int]:
        """How many incidents each is called to in a role, or has come to, and that are not over."""
        calls = Call.objects.filter(page__occasion__startswith=f"{JOIN}:", page__case__state__in=OPEN)
        return dict(calls.values_list("user_id").annotate(Count("page__case", distinct=True)))

    def _next(self, case: Case, policy: Policy, called: set[int]) -> list[User]:
        """The next person on duty for this level whom the page has not called yet; one at a time."""
        assignment = policy.assignment[case.priority]  # type: ignore[index]
        for roles in (assignment.starts_with, assignment.roles, ("technical_lead",)):
            found = [
                user
                for user in self._standing(roles, case)
                if user.pk not in called and user.pk != case.assignee_id
            ]
            if found:
                return found[:1]
        return []

    def _standing(self, roles: Iterable[str], case: Case) -> list[User]:
        return [self.duty.users[pk] for pk in sorted(self.duty.on_call(roles, case.customer_id))]


def house(at: datetime) -> House:
    """What this act has asked of the house already."""
    found: House = of_act("notifications.house").setdefault(at, House(at))
    return found


def _holders(roles: set[str]) -> dict[str, list[User]]:
    if not roles:
        return {}
    grants = RoleGrant.objects.filter(
        role__in=roles, ended_at=None, user__is_active=True, user__is_staff_member=True
    )
    found: dict[str, list[User]] = {}
    for grant in grants.select_related("user").order_by("user_id"):
        found.setdefault(grant.role, []).append(grant.user)
    return {role: users[:MOST_HOLDERS] for role, users in found.items()}


def ways(users: Iterable[User]) -> dict[int, list[Way]]:
    """The verified ways of each person, in their own order; the account's own address is one, for mail."""
    many = list(users)
    if not many:
        return {}
    found: dict[int, list[Way]] = {user.pk: [] for user in many}
    verified: QuerySet[ContactWay] = ContactWay.objects.filter(
        user__in=many, ended_at=None, verified_at__isnull=False
    )
    for way in verified.order_by("position", "pk"):
        channel = MAIL if way.channel == "email" else way.channel
        found[way.user_id].append(Way(channel, way.address))
    for user in many:
        found[user.pk].append(Way(MAIL, user.email))
    return found


def usable_providers() -> list[Provider]:
    """Every account that a page may go through."""
    return [
        one
        for one in providers()
        if one.kind in ADAPTERS and not getattr(ADAPTERS[one.kind], "convenience", False)
    ]


def gates(policy: Policy) -> list[Gate]:
    """The same, each with its quotas: the vendor's, and for calls the policy's per callee."""
    return [gate_of(one, policy) for one in usable_providers()]


def gate_of(one: Provider, policy: Policy) -> Gate:
    return Gate(one.pk, one.channel, one.vendor, _quotas(one, policy))


def _quotas(provider: Provider, policy: Policy) -> tuple[Quota, ...]:
    own = tuple(
        Quota(one["scope"], int(one["most"]), timedelta(seconds=int(one["within"])))
        for one in provider.quotas
    )
    quotas = own or ADAPTERS[provider.kind].quotas
    if provider.channel != CALLS:
        return quotas
    limits = policy.page_limits
    return (
        *quotas,
        Quota("callee", limits.calls_per_minute, timedelta(minutes=1)),
        Quota("callee", limits.calls_per_hour, timedelta(hours=1)),
    )


def used(ways: Iterable[Way], gates: Iterable[Gate], at: datetime) -> list[Made]:
    """What the quotas of these accounts count: submissions to these addresses by the channels that are limited for a
    callee, and all of accounts that are limited as a whole. Nothing is asked where nothing is limited."""
    many = list(gates)
    callee = {gate.channel: within for gate in many if (within := _longest(gate, "callee"))}
    whole = {gate.id: within for gate in many if (within := _longest(gate, "provider"))}
    counted = Delivery.objects.exclude(state__in=COUNTS_NOT).exclude(channel=MAIL)
    rows = set()
    addresses = {way.address for way in ways if way.channel in callee}
    if addresses:
        since = at - max(callee.values())
        to_them = counted.filter(channel__in=callee, address__in=addresses, due_at__gt=since)
        rows |= set(to_them.values_list(*_MADE))
    for gate_id, within in whole.items():
        rows |= set(counted.filter(provider=gate_id, due_at__gt=at - within).values_list(*_MADE))
    return [
        Made(channel, address, provider, due_at) for _, channel, address, provider, due_at in sorted(rows)
    ]


_MADE = ("id", "channel", "address", "provider_id", "due_at")


def _longest(gate: Gate, scope: str) -> timedelta | None:
    return max((quota.within for quota in gate.quotas if quota.scope == scope), default=None)
