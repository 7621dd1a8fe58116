"""What the page of access shows: roles with their deeds and holders, accounts, and what was changed. [7.1-platform]"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from shounuo.accounts.events import SENTENCES
from shounuo.accounts.models import RoleGrant, User
from shounuo.accounts.rights import DEEDS, MAY, deeds_of_role
from shounuo.accounts.roles import CUSTOMER_ROLES, ENGINEER_ROLES, ROLES
from shounuo.kernel.words import Words
from shounuo.logbook.reads import Line, happened
from shounuo.staff.events import SENTENCES as STAFF_SENTENCES

VERBS = (
    "account.enrolled", "account.role_granted", "account.role_ended", "account.ended", "account.password_changed",
    "account.token_issued", "account.token_revoked", "engineer.joined", "engineer.cleared",
)  # fmt: skip
"""What changes a person's access; signing in and choosing a language do not."""
SPOKEN = SENTENCES | STAFF_SENTENCES
MOST = 100
"""Rows of a list; whoever looks for more searches."""
CUSTOMERS_MAY: dict[str, Words] = {
    "customer_member": Words("提交案例，查看和回复自己的案例", "Submit cases, see and answer their own"),
    "customer_manager": Words("提交案例，查看本公司全部案例", "Submit cases, see all cases of their company"),
}


@dataclass(frozen=True)
class Role:
    """A role in words, with who holds it. `everything`: the administrator's."""

    key: str
    name: Words
    may: list[Words]
    everything: bool
    holders: list[RoleGrant]

    @property
    def count(self) -> int:
        return len(self.holders)


def roles() -> list[Role]:
    """Every role of staff, and how many hold those of customers. One query."""
    held = defaultdict(list)
    grants = RoleGrant.objects.filter(ended_at=None, user__is_active=True).exclude(role__in=CUSTOMER_ROLES)
    for grant in grants.select_related("user").order_by("granted_at", "pk"):
        held[grant.role].append(grant)
    return [
        Role(key, name, in_words(key), key == "administrator", held[key])
        for key, name in ROLES.items()
        if key not in CUSTOMER_ROLES
    ]


def in_words(role: str) -> list[Words]:
    """What holders of this role may do beside looking. Of the administrator, who may everything, what nobody
    else may."""
    if role in CUSTOMER_ROLES:
        return [CUSTOMERS_MAY[role]]
    if role == "administrator":
        return [DEEDS[deed] for deed, roles in MAY.items() if roles <= {role}]
    return [DEEDS[deed] for deed in deeds_of_role(role)]


def matrix() -> dict[str, Any]:
    """Deeds down, roles across: who may what at a glance."""
    names = [(key, name) for key, name in ROLES.items() if key not in CUSTOMER_ROLES]
    rows = [(DEEDS[deed], [deed in deeds_of_role(key) for key, _ in names]) for deed in MAY]
    return {"columns": [name for _, name in names], "rows": rows}


@dataclass(frozen=True)
class Account:
    """A line of a list of accounts."""

    user: User
    roles: list[Words]
    customer: str
    missing: bool
    """Holds an engineer's role without a record: no case ever reaches them."""


def accounts(*, staff: bool, q: str) -> tuple[list[Account], bool]:
    """Those who may sign in first, then those who could; True where there are more than are shown. Two queries."""
    found = User.objects.filter(is_staff_member=staff).select_related("contact__customer", "engineer")
    if q:
        wanted = Q(name__icontains=q) | Q(email__icontains=q)
        if not staff:
            wanted |= Q(contact__customer__name__icontains=q) | Q(contact__customer__short_name__icontains=q)
        found = found.filter(wanted)
    listed = list(found.prefetch_related("grants").order_by("-is_active", "name", "pk")[: MOST + 1])
    return [_account(user) for user in listed[:MOST]], len(listed) > MOST


def _account(user: User) -> Account:
    held = {grant.role for grant in user.grants.all() if grant.ended_at is None}
    contact = getattr(user, "contact", None)
    return Account(
        user,
        [name for key, name in ROLES.items() if key in held],
        contact.customer.short_name if contact else "",
        bool(held & ENGINEER_ROLES) and not hasattr(user, "engineer"),
    )


@dataclass(frozen=True)
class Change:
    """A line of the history: about whom, when, what, by whom and why."""

    at: datetime
    words: str
    reason: str
    about: User | None


def changes(people: Iterable[User], limit: int = MOST) -> list[Change]:
    """What changed the access of these people, newest first. One query."""
    known = {user.stream: user for user in people}
    lines = happened(known, VERBS, SPOKEN, {"role": ROLES}, limit)
    return [_change(line, known) for line in lines]


def _change(line: Line, known: dict[str, User]) -> Change:
    return Change(line.happened_at, line.sentence, line.reason, known.get(line.stream))
