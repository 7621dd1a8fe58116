"""All that the rungs of many pages need to know, gathered for all of them in a few queries whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Assignment, Case
from shounuo.customers.terms import terms
from shounuo.kernel.rows import write_waiting
from shounuo.notifications import whom
from shounuo.notifications.ladder import JOIN, NEW_CASE, Gate, Used
from shounuo.notifications.models import Call, Delivery, Page
from shounuo.notifications.whom import House
from shounuo.policy.model import Policy
from shounuo.policy.model.notifications import Notification, Occasion


@dataclass
class Known:
    """One person whom a page calls, with what was submitted to them for it, in the order it was queued."""

    call: Call
    deliveries: list[Delivery] = field(default_factory=list)


@dataclass
class Climbing:
    """One page that climbs now, with its case and its terms. A fresh one has no row yet."""

    page: Page
    case: Case
    policy: Policy
    accepted: bool = False
    """Whether somebody has accepted the case; asked for new cases only."""
    known: dict[int, Known] = field(default_factory=dict)
    """By user."""

    @property
    def flow(self) -> Notification:
        return self.policy.notifications[self.page.level]  # type: ignore[index]

    @property
    def plan(self) -> Notification | Occasion:
        return plan_of(self.page, self.policy)

    @property
    def member(self) -> tuple[str, ...]:
        """The roles of which somebody is called to the incident, where it calls."""
        occasion, _, member = self.page.occasion.partition(":")
        return roles_of(member, self.page.level, self.policy) if occasion == JOIN else ()

    @property
    def roles(self) -> Iterator[str]:
        """Everybody who may be meant, by role."""
        yield from (rung.whom for rung in self.plan.ladder)
        yield from self.member
        if self.page.occasion == NEW_CASE:
            yield from self.flow.recipients


def plan_of(page: Page, policy: Policy) -> Notification | Occasion:
    """How this page climbs under its case's policy."""
    flow = policy.notifications[page.level]  # type: ignore[index]
    if page.occasion == NEW_CASE:
        return flow
    if page.occasion.partition(":")[0] == JOIN:
        return getattr(policy.flows, page.level).calling  # type: ignore[no-any-return]
    return flow.occasions[page.occasion]  # type: ignore[index]


def roles_of(member: str, level: str, policy: Policy) -> tuple[str, ...]:
    """The roles that may stand for this member of the response team; a role that the team does not name stands for itself."""
    team = getattr(policy.flows, level).team
    return next((tuple(one.roles) for one in team if one.id == member), (member,))


@dataclass
class Gathered:
    """The pages of one occasion that climb at one moment; `busy` are cases whose page somebody else holds."""

    at: datetime
    climbing: dict[int, Climbing]
    """By case."""
    busy: set[int]
    house: House
    used: Used

    def gates(self, one: Climbing) -> list[Gate]:
        return self.house.gates(one.policy)


def cases(ids: Iterable[int]) -> dict[int, Case]:
    wanted = Case.objects.select_related("customer__success_manager", "assignee")
    return {case.pk: case for case in wanted.filter(pk__in=list(ids)).order_by("pk")}


def gather(many: dict[int, Case], occasion: str, at: datetime) -> Gathered:
    """These cases' pages – held, or about to begin – and the house around them."""
    write_waiting()
    climbing, busy = _pages(many, occasion, at)
    _add_calls([one for one in climbing.values() if one.page.pk])
    if occasion == NEW_CASE:
        _add_accepted(climbing)
    house = whom.house(at)
    house.learn(
        {role for one in climbing.values() for role in one.roles},
        {user.pk: user for one in climbing.values() for user in _named(one.case)}.values(),
    )
    return Gathered(at, climbing, busy, house, _used(climbing, house, at))


def _pages(many: dict[int, Case], occasion: str, at: datetime) -> tuple[dict[int, Climbing], set[int]]:
    """The open pages, locked, and new ones where none is open."""
    ours = Page.objects.filter(case__in=many, occasion=occasion)
    free = ours.filter(state="open").select_for_update(skip_locked=True).order_by("pk")
    found = {page.case_id: page for page in free}
    rest = [case for pk, case in many.items() if pk not in found]
    before = ours.filter(case__in=rest).values_list("case_id", "state", "ordinal") if rest else ()
    last: dict[int, int] = {}
    busy: set[int] = set()
    for case_id, state, ordinal in before:
        last[case_id] = max(ordinal, last.get(case_id, 0))
        busy |= {case_id} if state == "open" else set()
    for case in rest:
        if case.pk not in busy:
            found[case.pk] = Page(
                case=case, occasion=occasion, ordinal=last.get(case.pk, 0) + 1, level=case.priority,
                since=at, opened_at=at,
            )  # fmt: skip
    return {pk: _climbing(found[pk], case) for pk, case in many.items() if pk in found}, busy


def _climbing(page: Page, case: Case) -> Climbing:
    return Climbing(page, case, terms(case.policy_hash, case.contract_id))


def _add_calls(begun: list[Climbing]) -> None:
    """Whom these pages called so far, and by what."""
    if not begun:
        return
    by_page = {one.page.pk: one for one in begun}
    known: dict[int, Known] = {}
    for call in Call.objects.filter(page__in=by_page).order_by("pk"):
        known[call.message_id] = by_page[call.page_id].known[call.user_id] = Known(call)
    for row in Delivery.objects.filter(message__call__page__in=by_page).order_by("pk"):
        known[row.message_id].deliveries.append(row)


def _add_accepted(climbing: dict[int, Climbing]) -> None:
    taken = Assignment.objects.filter(case__in=climbing, ended_at=None, accepted_at__isnull=False)
    for case_id in taken.values_list("case_id", flat=True):
        climbing[case_id].accepted = True


def _named(case: Case) -> Iterator[User]:
    yield from (user for user in (case.assignee, case.customer.success_manager) if user)


def _used(climbing: dict[int, Climbing], house: House, at: datetime) -> Used:
    """What quotas count; accounts are limited alike under every version but for the policy's own limits of calls."""
    policies = {id(one.policy): one.policy for one in climbing.values()}
    gates = [gate for policy in policies.values() for gate in house.gates(policy)]
    return Used(whom.used(house.all_ways(), gates, at)) if gates else Used()
