"""What time does to promises: warnings and breaches, with nobody logged in. [7.1-workflow, 6.1-sla-risk]"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from shounuo.cases import actions as cases
from shounuo.cases.models import Case
from shounuo.casework.tell import tell_fired
from shounuo.commitments import actions as commitments
from shounuo.commitments.actions import WAKES, Promises
from shounuo.commitments.models import Commitment
from shounuo.customers.terms import terms
from shounuo.kernel.rows import write_waiting
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due


@handles(WAKES)
def wake_cases(rows: list[Due], at: datetime) -> Outcome:
    """Settle the promises of these cases, all in the same few statements; a case that is busy elsewhere waits its turn."""
    held = _lock({row.subject_id for row in rows})
    many = _promises(held, at)
    for promises in many.values():
        promises.settle()
    commitments.save(many.values())
    for promises in many.values():
        promises.case.next_due_at = promises.next_due()
    cases.note_next_due(held.values())
    tell_fired(many.values(), at=at)
    return _outcome(rows, many)


def _lock(case_ids: set[int]) -> dict[int, Case]:
    """The cases nobody else is writing, locked in one order. Many have the same assignee, who is made once."""
    free = Case.objects.select_for_update(skip_locked=True).prefetch_related("assignee")
    return {case.pk: case for case in free.filter(pk__in=case_ids).order_by("pk")}


def _promises(held: dict[int, Case], at: datetime) -> dict[int, Promises]:
    many = {
        case.pk: Promises(case, terms(case.policy_hash, case.contract_id), at, []) for case in held.values()
    }
    write_waiting()
    for row in Commitment.objects.filter(case__in=held, state="running").order_by("id"):
        case_id = cast(int, row.case_id)
        row.case = held[case_id]
        many[case_id].rows.append(row)
    return many


def _outcome(rows: list[Due], many: dict[int, Promises]) -> Outcome:
    outcome = Outcome()
    for row in rows:
        if row.subject_id not in many:
            outcome.busy.add(row.id)
        elif when := many[row.subject_id].next_wake():
            outcome.again[row.id] = when
    return outcome
