"""The frame of every act on a case: lock it, settle its promises, do the verbs, save, set the next waking, tell.

Stories stand inside `working_on`; what they change on the case and its promises is written once, at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from shounuo.cases import actions as cases
from shounuo.cases.models import Case
from shounuo.casework.progress_row import watch_progress
from shounuo.casework.tell import tell_fired
from shounuo.commitments import actions as commitments
from shounuo.commitments.actions import Promises
from shounuo.customers.terms import terms
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.policy.model import Policy

HEAD = ("state", "priority", "priority_source", "assignee", "next_due_at")


@dataclass
class Act:
    """One act under way: the locked case, its settled promises, the terms it stands under."""

    case: Case
    promises: Promises
    policy: Policy
    nothing_done: bool = False
    """Set where the act turned out to be done already: the case keeps its revision."""


@contextmanager
def working_on(case: Case, *, at: datetime, seen: int | None = None) -> Iterator[Act]:
    """Everything inside is one transaction; `seen` is the revision the person looked at (see cases.actions.lock)."""
    with atomic():
        held = cases.lock(case, seen=seen)
        policy = terms(held.policy_hash, held.contract_id)
        act = Act(held, commitments.promises_of(held, policy, at), policy)
        yield act
        finish(act, at)


def finish(act: Act, at: datetime) -> None:
    commitments.save([act.promises])
    act.case.next_due_at = act.promises.next_due()
    if act.nothing_done:
        cases.note_next_due([act.case])
    else:
        cases.keep(act.case, at, *HEAD)
    commitments.set_wakes([act.promises])
    tell_fired([act.promises], at=at)


def go_on(act: Act, *, by: Actor, at: datetime) -> None:
    """Work goes on: a case that waited for its customer waits no longer, one that a colleague answers is in work."""
    if act.case.state == "waiting":
        cases.resume(act.case, by=by, at=at)
        act.promises.resume_resolution(by=by)
        act.promises.quicken_cadence(by=by)
    elif act.case.state == "new" and by.kind == "staff":
        act.case.state = "working"
        watch_progress(act.case, act.promises.at)
