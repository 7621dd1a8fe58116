"""Who is meant when a rung says "assignee", "next_on_call" or a role, and how those people can be reached. [5.2-notify]

A role means whoever stands in it now; where nobody does, all who hold it: a manager need not be on a schedule to be called.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.channels.models import Provider
from shounuo.channels.reads import providers
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.shape import Quota
from shounuo.notifications.ladder import MAIL, Gate, Made, Way
from shounuo.notifications.models import Delivery
from shounuo.oncall.reads import on_call
from shounuo.policy.model import Policy
from shounuo.staff.models import ContactWay

MOST_HOLDERS = 3
"""So many holders of a role are called where nobody stands in it."""
LONGEST_QUOTA = timedelta(days=1)
CALLS = "voice"


def people(whom: str, case: Case, policy: Policy, called: Iterable[int], at: datetime) -> list[User]:
    """Those this rung calls, in order; `called` are those whom this page called already."""
    if whom == "assignee":
        return [case.assignee] if case.assignee and case.assignee.is_active else []
    if whom == "next_on_call":
        return _next(case, policy, set(called), at)
    if whom == "customer_success_manager" and case.customer.success_manager:
        return [case.customer.success_manager]
    return _in_role(whom, case, at)


def _next(case: Case, policy: Policy, called: set[int], at: datetime) -> list[User]:
    """The next person on duty for this level whom the page has not called yet; one at a time."""
    assignment = policy.assignment[case.priority]  # type: ignore[index]
    for roles in (assignment.starts_with, assignment.roles, ("technical_lead",)):
        found = _users(set(on_call(roles, at, case.customer_id)) - called - {case.assignee_id})
        if found:
            return found[:1]
    return []


def _in_role(role: str, case: Case, at: datetime) -> list[User]:
    standing = on_call([role], at, case.customer_id)
    if standing:
        return _users(standing)
    holders = User.objects.filter(
        grants__role=role, grants__ended_at=None, is_active=True, is_staff_member=True
    )
    return list(holders.order_by("pk")[:MOST_HOLDERS])


def _users(ids: Iterable[int]) -> list[User]:
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk"))


def ways(users: Iterable[User]) -> dict[int, list[Way]]:
    """The verified ways of each person, in their own order; the account's own address is one, for mail."""
    many = list(users)
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


def gates(policy: Policy) -> list[Gate]:
    """Every account that a page may go through, with its quotas: the vendor's, and for calls the policy's per callee."""
    return [
        Gate(one.pk, one.channel, one.vendor, _quotas(one, policy))
        for one in providers()
        if one.kind in ADAPTERS and not getattr(ADAPTERS[one.kind], "convenience", False)
    ]


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


def used(addresses: Iterable[str], gates: Iterable[Gate], at: datetime) -> list[Made]:
    """What quotas count of the last day: submissions to these addresses, and all of accounts that are limited as a whole."""
    since, counted = at - LONGEST_QUOTA, Delivery.objects.exclude(state="withdrawn").exclude(channel=MAIL)
    rows = set(counted.filter(address__in=set(addresses), due_at__gt=since).values_list(*_MADE))
    whole = {
        gate.id: max(q.within for q in gate.quotas if q.scope == "provider")
        for gate in gates
        if _limited(gate)
    }
    for gate_id, within in whole.items():
        rows |= set(counted.filter(provider=gate_id, due_at__gt=at - within).values_list(*_MADE))
    return [
        Made(channel, address, provider, due_at) for _, channel, address, provider, due_at in sorted(rows)
    ]


_MADE = ("id", "channel", "address", "provider_id", "due_at")


def _limited(gate: Gate) -> bool:
    return any(quota.scope == "provider" for quota in gate.quotas)
