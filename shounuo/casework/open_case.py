"""A case is opened: judged, promised, assigned and acknowledged in one transaction.

[3.2-customer-choice, 4.1-phone, 5.2-acknowledge, 5.2-priority, 5.2-assign]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.assignment.choice import Choice
from shounuo.cases import actions as cases
from shounuo.cases.actions import Decision, NewCase
from shounuo.cases.models import OPEN, Case
from shounuo.cases.reads import asks_before_opening, found_before_opening, latest_of
from shounuo.casework.ahead import Ahead, answered, asks_ahead
from shounuo.casework.assign import alarm_nobody, alarm_unfit, choose
from shounuo.casework.incident.begin import begin_incident
from shounuo.casework.lessons import judged
from shounuo.casework.problems.repeats import look_soon
from shounuo.casework.tell import tell_customer, tell_staff
from shounuo.casework.working_hours import asked_at, plan_by_hours
from shounuo.commitments import actions as commitments
from shounuo.commitments.actions import Promises, first_due
from shounuo.customers.terms import Terms, asks_in_force, found_in_force, in_force
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.keys import foresee
from shounuo.kernel.rows import ask_together
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.logbook.models import Entry
from shounuo.notifications.actions.pages import first_page
from shounuo.notifications.models import Message
from shounuo.policy.model import Policy
from shounuo.triage.history import History
from shounuo.triage.rules import Judgement, Ticket, as_facts
from shounuo.waiting.actions import Wake

ROWS = {Case: 1, Entry: 4, Message: 2}
"""What opening a case usually writes that other rows point at."""


def open_case(new: NewCase, *, by: Actor, at: datetime) -> Case:
    """The new case with its promises running, its engineer chosen and its acknowledgement queued."""
    return open_checked(new, lambda policy: None, by=by, at=at).case


def open_checked(new: NewCase, check: Callable[[Policy], None], *, by: Actor, at: datetime) -> Promises:
    """The same once `check` has no objection to the words under the policy in force; gives the case's promises, with it.

    1. Gather what was there before: the terms, the customer's latest cases, a free number, who is on duty.
    2. Judge it; a higher choice of the customer's takes effect, a lower one never lowers.
    3. Choose who has it, or raise the alarm that nobody fits.
    4. Write the case, its promises, its messages – or nothing.
    """
    with atomic():
        foresee(ROWS)
        terms, latest, number, ahead = _gather(new, at)
        check(terms.policy)
        decisions = _decisions(new, _judge(new, terms.policy, _history(latest)))
        level = decisions[-1].level
        choice, assignee = choose(level, new, terms.policy, at, ahead=ahead)
        case = cases.create(
            new, number, decisions, policy_hash=terms.policy_hash, contract_id=terms.contract_id, assignee=assignee,
            why=choice.as_facts(), next_due_at=first_due(terms.policy, level, at), by=by, at=at,
        )  # fmt: skip
        promises = Promises(case, terms.policy, at, [], opening=True)
        promises.begin(by=SYSTEM)
        begin_incident(promises, origin=decisions[-1].source, by=SYSTEM, at=at)
        commitments.save([promises])
        commitments.set_wakes([promises], also=[first_page(case, at), *_looks(case, latest, at)])
        _tell(case, new.mail_id, promises, choice, assignee, at)
        return promises


def _gather(new: NewCase, at: datetime) -> tuple[Terms, list[tuple[Any, ...]], str, Ahead | None]:
    customer_id = new.requester.customer_id
    before, (ahead, duty) = asks_before_opening(customer_id), asks_ahead(customer_id, new.problem_type, at)
    in_force_now, found, *on_duty = ask_together(asks_in_force(customer_id), before, *duty)
    return found_in_force(in_force_now), *found_before_opening(before, found), answered(ahead, on_duty)


def _looks(case: Case, latest: list[tuple[Any, ...]], at: datetime) -> list[Wake]:
    """Only a customer who had cases before can have this one again. [6.1-repeat]"""
    return [look_soon(case, at)] if latest and not case.drill else []


def propose(new: NewCase, *, at: datetime) -> tuple[Judgement, Policy]:
    """What would be judged and promised if this were sent now: for the form, before the button is pressed. [5.1-online-24x7]"""
    policy = in_force(new.requester.customer_id).policy
    return _judge_now(new, policy), policy


def weigh(new: NewCase, policy: Policy) -> list[Decision]:
    """The machine's judgement, and the customer's choice where it is another; the last one holds."""
    return _decisions(new, _judge_now(new, policy))


def _decisions(new: NewCase, judgement: Judgement) -> list[Decision]:
    machine = Decision(judgement.level, "machine", judgement.deciding.as_facts(), as_facts(judgement))
    if new.choice is None or new.choice == judgement.level:
        return [machine]
    chosen = Decision(new.choice, "customer", Words("客户选择", "Chosen by the customer").as_facts())
    return [machine, chosen] if new.choice < judgement.level else [chosen, machine]


def _judge_now(new: NewCase, policy: Policy) -> Judgement:
    return _judge(new, policy, _history(latest_of(new.requester.customer_id)))


def _judge(new: NewCase, policy: Policy, history: History) -> Judgement:
    ticket = Ticket(
        subject=new.subject, body=new.description, problem_type=new.problem_type, impact=new.impact,
        environment=new.environment, customer_choice=new.choice, history=history,
    )  # fmt: skip
    return judged(ticket, policy)


def _history(latest: list[tuple[Any, ...]]) -> History:
    """The customer's latest cases by final priority, and how many of them are open P0/P1. [3.2-history]"""
    incidents = sum(level in ("P0", "P1") and state in OPEN for level, state in latest)
    return History(levels=dict(Counter(level for level, _ in latest)), open_incidents=incidents)


def _tell(
    case: Case, mail_id: str, promises: Promises, choice: Choice, assignee: User | None, at: datetime
) -> None:
    told = {"promises": _promised(promises)} | ({"in_reply_to": mail_id} if mail_id else {})
    tell_customer(case, "case.acknowledged", "acknowledged", at=at, first=True, **told)
    if assignee:
        when = asked_at(promises, assignee, at)
        plan_by_hours(promises, when, at)
        why = choice.why.as_facts()
        tell_staff(case, assignee, "case.assigned", "assigned:1", at=at, first=True, when=when, why=why)
        if choice.unfit:
            alarm_unfit(case, choice, at)
    else:
        alarm_nobody(case, choice, at)


def _promised(promises: Promises) -> list[dict[str, Any]]:
    return [{"track": row.track, "due_at": row.due_at.isoformat()} for row in promises.running()]
