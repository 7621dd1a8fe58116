"""What somebody who leaves has in hand, and who could take each part over: looked up, nothing changed.

`Held` is what the page shows and what the act carries out; `seen` is what it was made from, so that the act can tell
whether anything has changed since. [5.2-assign, 7.1-platform]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.db.models import Q

from shounuo.accounts.models import ApiToken, User
from shounuo.accounts.roles import ENGINEER_ROLES
from shounuo.assignment.choice import Choice
from shounuo.cases.models import NEVER, OPEN, Case
from shounuo.casework.assign import choose
from shounuo.customers.models import Customer
from shounuo.customers.terms import terms
from shounuo.kernel.words import Words
from shounuo.oncall.models import Shift
from shounuo.oncall.reads import coming
from shounuo.policy.model import Level
from shounuo.staff.models import Engineer
from shounuo.staff.reads import away

SUCCESS = "customer_success_manager"


@dataclass(frozen=True)
class CaseHeld:
    """A case with the successor proposed (None: nobody fits) and why. One that is solved but still owes something, or may
    come back, is passed on quietly."""

    case: Case
    to: User | None
    why: Words


@dataclass(frozen=True)
class ShiftHeld:
    """A shift with the stand-in proposed. Nobody is needed where others stand in the role all the time: `covered` by them."""

    shift: Shift
    begins_at: datetime
    to: User | None
    covered: tuple[str, ...]


@dataclass(frozen=True)
class CustomerHeld:
    customer: Customer
    to: User | None


@dataclass(frozen=True)
class Held:
    """Everything that somebody's leaving touches."""

    cases: list[CaseHeld] = field(default_factory=list)
    shifts: list[ShiftHeld] = field(default_factory=list)
    customers: list[CustomerHeld] = field(default_factory=list)
    tokens: list[ApiToken] = field(default_factory=list)

    @property
    def seen(self) -> dict[str, str]:
        """Plain JSON: each part by its name, with what would matter if it changed."""
        parts = {f"case:{one.case.number}": one.case.priority for one in self.cases}
        parts |= {f"shift:{one.shift.pk}": one.shift.ends_at.isoformat() for one in self.shifts}
        parts |= {f"customer:{one.customer.pk}": "" for one in self.customers}
        return parts | {f"token:{one.pk}": "" for one in self.tokens}


def held_by(user: User, at: datetime) -> Held:
    """What this person has at `at`, with a proposal for each part."""
    return Held(
        cases=_cases(user, at),
        shifts=_shifts(user, at),
        customers=_customers(user),
        tokens=list(user.tokens.filter(revoked_at=None, expires_at__gt=at).order_by("pk")),
    )


def what_changed(seen: Mapping[str, str], now: Held) -> list[Words]:
    """What is otherwise than on the page that somebody decided from, a sentence for each."""
    current = now.seen
    new = [_new(name, now) for name in current if name not in seen]
    gone = [_gone(name) for name in seen if name not in current]
    other = [_other(name, now) for name, was in seen.items() if current.get(name, was) != was]
    return [*new, *gone, *other]


# ------------------------------------------------------------------ cases


def _cases(user: User, at: datetime) -> list[CaseHeld]:
    """Most urgent first. Each proposal counts as load for the next, so that not everything goes to one person."""
    given: Counter[int] = Counter()
    found = []
    for case in cases_of(user):
        policy = terms(case.policy_hash, case.contract_id)
        choice, user_to = choose(case.priority, case, policy, at, without=[user.pk])
        chosen = _lightest(choice, given)
        if chosen is not None:
            given[chosen] += policy.choosing.load[cast(Level, case.priority)]
        found.append((case, chosen, choice, user_to))
    people = User.objects.in_bulk({chosen for _, chosen, *_ in found if chosen is not None})
    return [CaseHeld(case, people.get(chosen or 0), choice.why) for case, chosen, choice, _ in found]


def cases_of(user: User) -> list[Case]:
    """Open, solved but not yet confirmed, or closed while a report is still owed."""
    held = Case.objects.filter(assignee=user).filter(
        Q(state__in=(*OPEN, "resolved")) | Q(next_due_at__lt=NEVER)
    )
    return list(held.select_related("customer", "requester__user", "assignee").order_by("priority", "pk"))


def _lightest(choice: Choice, given: Mapping[int, int]) -> int | None:
    """The rule's choice; between those who fit as well and are as skilled, whoever got less of this hand-over."""
    if choice.user_id is None:
        return None
    first = choice.compared[0]
    equal = [one for one in choice.compared if (one.lacks, one.grade) == (first.lacks, first.grade)]
    return min(equal, key=lambda one: (one.load + given.get(one.user_id, 0), one.user_id)).user_id


# ------------------------------------------------------------------ duty


def _shifts(user: User, at: datetime) -> list[ShiftHeld]:
    own = list(coming(at, user.pk))
    if not own:
        return []
    others = [shift for shift in coming(at) if shift.user_id != user.pk]
    last = max(shift.ends_at for shift in own)
    able, absent = who_may_stand({shift.role for shift in own}, user), away(at, last)
    planned: list[tuple[int, str, datetime, datetime]] = [
        (shift.user_id, shift.role, shift.begins_at, shift.ends_at) for shift in others
    ]
    names = {shift.user_id: shift.user.name for shift in others}
    found = []
    for shift in own:
        begins_at = max(shift.begins_at, at)
        beside = [row for row in planned if row[1] == shift.role]
        if _covers(beside, begins_at, shift.ends_at):
            who = {row[0] for row in beside if row[2] < shift.ends_at and row[3] > begins_at}
            covered = tuple(names[one] for one in sorted(who) if one in names)
            found.append(ShiftHeld(shift, begins_at, None, covered))
            continue
        to = _free(able.get(shift.role, []), planned, absent, begins_at, shift.ends_at)
        if to:
            planned.append((to.pk, shift.role, begins_at, shift.ends_at))
        found.append(ShiftHeld(shift, begins_at, to, ()))
    return found


def who_may_stand(roles: Iterable[str], leaver: User) -> dict[str, list[User]]:
    """Who holds each role and may stand it alone: an engineer's role needs a record and clearance. [8.2-onboarding]"""
    cleared = set(Engineer.objects.filter(cleared_at__isnull=False).values_list("pk", flat=True))
    holders = User.objects.filter(is_staff_member=True, is_active=True).exclude(pk=leaver.pk)
    return {
        role: [
            one
            for one in holders.filter(grants__role=role, grants__ended_at=None).order_by("pk")
            if role not in ENGINEER_ROLES or one.pk in cleared
        ]
        for role in sorted(roles)
    }


def _free(
    able: list[User],
    planned: list[tuple[int, str, datetime, datetime]],
    absent: Mapping[int, list[tuple[datetime, datetime]]],
    begins_at: datetime,
    ends_at: datetime,
) -> User | None:
    """Neither on duty nor away at any time of this shift; whoever has the least duty ahead comes first."""
    busy = {one for one, _, begin, end in planned if begin < ends_at and end > begins_at}
    gone = {
        one
        for one, spans in absent.items()
        if any(begin < ends_at and end > begins_at for begin, end in spans)
    }
    duty = Counter(one for one, *_ in planned)
    free = [one for one in able if one.pk not in busy | gone]
    return min(free, key=lambda one: (duty[one.pk], one.pk), default=None)


def _covers(
    planned: list[tuple[int, str, datetime, datetime]], begins_at: datetime, ends_at: datetime
) -> bool:
    """Whether these spans together leave no moment of [begins_at, ends_at) without anybody."""
    reached = begins_at
    for *_, begin, end in sorted(planned, key=lambda row: row[2]):
        if begin > reached:
            break
        reached = max(reached, end)
    return reached >= ends_at


# ------------------------------------------------------------------ customers


def _customers(user: User) -> list[CustomerHeld]:
    """Each to the success manager who looks after the fewest."""
    own = list(Customer.objects.filter(success_manager=user).order_by("short_name", "pk"))
    if not own:
        return []
    managers = success_managers(user)
    load: Counter[int] = Counter(
        Customer.objects.filter(success_manager__in=managers).values_list("success_manager", flat=True)
    )
    found = []
    for customer in own:
        to = min(managers, key=lambda one: (load[one.pk], one.pk), default=None)
        load.update({to.pk: 1} if to else {})
        found.append(CustomerHeld(customer, to))
    return found


def success_managers(leaver: User) -> list[User]:
    holders = User.objects.filter(is_staff_member=True, is_active=True).exclude(pk=leaver.pk)
    return list(holders.filter(grants__role=SUCCESS, grants__ended_at=None).order_by("pk"))


# ------------------------------------------------------------------ in words


def _new(name: str, now: Held) -> Words:
    return Words.of("新增：{what}", "New: {what}", what=_called(name, now))


def _other(name: str, now: Held) -> Words:
    return Words.of("有变化：{what}", "Changed: {what}", what=_called(name, now))


def _gone(name: str) -> Words:
    kind, _, key = name.partition(":")
    what = key if kind == "case" else KINDS.get(kind, Words(kind, kind))
    return Words.of("已不在其名下：{what}", "No longer theirs: {what}", what=what)


def _called(name: str, now: Held) -> Any:
    """A part by the name people know it by."""
    known: dict[str, Any] = {
        f"case:{one.case.number}": f"{one.case.number} ({one.case.priority})" for one in now.cases
    }
    known |= {f"customer:{one.customer.pk}": one.customer.short_name for one in now.customers}
    known |= {
        f"token:{one.pk}": Words.of("接口令牌“{name}”", "API token “{name}”", name=one.name)
        for one in now.tokens
    }
    return known.get(name) or KINDS[name.partition(":")[0]]


KINDS = {
    "shift": Words("一个值班班次", "a shift"),
    "customer": Words("一家客户", "a customer"),
    "token": Words("一个接口令牌", "an API token"),
}
