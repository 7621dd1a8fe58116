"""What an open page does next, and when: for countdowns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shounuo.cases.models import Case
from shounuo.customers.terms import terms
from shounuo.notifications.actions.pages import KINDS
from shounuo.notifications.gathering import plan_of
from shounuo.notifications.models import Page
from shounuo.waiting.reads import next_of


@dataclass(frozen=True)
class Next:
    """At `due_at` the page calls `whom` (assignee, next_on_call or a role) by these channels, as the policy spells them."""

    due_at: datetime
    whom: str
    channels: tuple[str, ...]


def next_rungs(case: Case, pages: Sequence[Page]) -> dict[int, Next]:
    """Page id -> its next rung. One query for any number."""
    due = next_of([KINDS[page.occasion] for page in pages], case.pk) if pages else {}
    return {
        page.pk: _next(case, page, due[KINDS[page.occasion]]) for page in pages if KINDS[page.occasion] in due
    }


def _next(case: Case, page: Page, due_at: datetime) -> Next:
    plan = plan_of(page, terms(case.policy_hash, case.contract_id))
    rung = plan.ladder[min(page.step, len(plan.ladder) - 1)]
    return Next(due_at, rung.whom, tuple(rung.channels))
