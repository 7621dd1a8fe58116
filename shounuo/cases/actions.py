"""The only writer of the case's tables. Each verb is one function; stories in casework call several in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import (
    Assignment,
    Case,
    MaintenanceWindow,
    Message,
    Plan,
    PriorityDecision,
    Resolution,
    Submission,
    Wait,
)
from shounuo.customers.models import Contact
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.rows import insert_later, save_rows, write_later, write_waiting
from shounuo.kernel.words import t
from shounuo.logbook.actions import record


@dataclass(frozen=True)
class NewCase:
    """What a person says when submitting; checked by the door."""

    requester: Contact
    channel: str
    subject: str
    description: str
    problem_type: str = "other"
    impact: str = "unknown"
    environment: str = "unknown"
    services: list[str] = field(default_factory=list)
    account: str = ""
    resources: str = ""
    choice: str | None = None
    """The priority the customer chose, if any."""
    mail_id: str = ""
    """The Message-ID of the mail it came by, so that our answers hang under it."""
    drill: bool = False


@dataclass(frozen=True)
class Decision:
    """A word on the priority, with its reason as {zh, en} and the machine's judgement as plain JSON."""

    level: str
    source: str
    reason: dict[str, str]
    judgement: dict[str, Any] | None = None


def create(
    new: NewCase, number: str, decisions: list[Decision], *, policy_hash: str, contract_id: int | None, assignee: User | None,
    why: dict[str, Any], next_due_at: datetime, by: Actor, at: datetime,
) -> Case:  # fmt: skip
    """Write the case under a number that is free, with the decisions on its priority (the last one holds) and its first
    assignment."""
    held = decisions[-1]
    case = Case(
        number=number, customer_id=new.requester.customer_id, requester=new.requester, channel=new.channel, subject=new.subject,
        description=new.description, problem_type=new.problem_type, impact=new.impact, environment=new.environment,
        services=new.services, account=new.account, resources=new.resources, priority=held.level,
        priority_source=held.source, assignee=assignee, policy_hash=policy_hash, contract_id=contract_id, opened_at=at, updated_at=at,
        next_due_at=next_due_at, drill=new.drill,
    )  # fmt: skip
    insert_later([case])
    record(
        "case.opened", stream=case.stream, begins=True, by=by, at=at, priority=held.level, source=held.source, channel=new.channel,
        customer=case.customer_id, problem_type=new.problem_type, impact=new.impact, environment=new.environment,
        policy=policy_hash, private={"subject": new.subject},
    )  # fmt: skip
    write_later([_decision(case, decision, by, at) for decision in decisions])
    if assignee:
        write_later([_assign(case, assignee, why, by=SYSTEM, at=at)])
    return case


def _decision(case: Case, decision: Decision, by: Actor, at: datetime) -> PriorityDecision:
    who = by if decision.source != "machine" else SYSTEM
    return PriorityDecision(
        case=case, level=decision.level, source=decision.source, reason=decision.reason, judgement=decision.judgement,
        decided_at=at, by_kind=who.kind, by_id=who.id, by_name=who.name,
    )  # fmt: skip


def bring_in(cases: list[Case], *, by: Actor) -> list[Case]:
    """Write cases of the past as they stood at their end, each with the priority it had; their logbook is the importer's to write."""
    made = Case.objects.bulk_create(cases)
    PriorityDecision.objects.bulk_create(
        [
            PriorityDecision(
                case=case, level=case.priority, source=case.priority_source, decided_at=case.opened_at, reason={},
                by_kind=by.kind, by_name=by.name,
            )
            for case in made
        ]
    )  # fmt: skip
    return made


def remember_submission(case: Case, user: User, key: str, digest: str, *, at: datetime) -> None:
    """This key is answered with this case from now on; IntegrityError where it has one already."""
    Submission.objects.create(case=case, user=user, key=key, digest=digest, sent_at=at)


def lock(case: Case, *, seen: int | None = None) -> Case:
    """The case as it is now, held until the commit. `seen` is the revision the person looked at: if somebody has
    changed the case since, the act is refused and the door shows what is new."""
    write_waiting()
    held = Case.objects.select_for_update().get(pk=case.pk)
    held.customer, held.requester = case.customer, case.requester
    if seen is not None and seen != held.revision:
        raise Refusal(
            "case.moved_on",
            t(
                "在您书写时案例有了新内容，请先看一眼再提交",
                "The case has moved on while you were writing; have a look, then send again",
            ),
            revision=held.revision,
        )
    return held


def keep(case: Case, at: datetime, *changed: str) -> None:
    """Save what the story changed on the head of the case, as a new revision."""
    case.revision += 1
    case.updated_at = at
    case.save(update_fields=[*changed, "revision", "updated_at"])


def note_next_due(locked: Iterable[Case]) -> None:
    """Save when the next promise of these locked cases is due (`case.next_due_at`), in one statement; screens sort by it."""
    save_rows(locked, ["next_due_at"])


def require_open(case: Case) -> None:
    if not case.is_open:
        raise Refusal(
            "case.not_open",
            t(
                "案例已解决或关闭，不能再这样处理",
                "The case is resolved or closed; this can't be done any more",
            ),
        )


def decide_priority(case: Case, decision: Decision, *, by: Actor, at: datetime) -> None:
    """Put a word on the priority on record and let it hold."""
    was = case.priority
    _decision(case, decision, by, at).save()
    case.priority, case.priority_source = decision.level, decision.source
    verb = "case.priority_decided" if was == decision.level else "case.priority_changed"
    record(
        verb, stream=case.stream, by=by, at=at, was=was, level=decision.level, source=decision.source,
        private={"reason": decision.reason},
    )  # fmt: skip


def assign(
    case: Case, user: User, why: dict[str, Any], *, accepted: bool = False, by: Actor, at: datetime
) -> None:
    """This person has the case from now on; who had it before is relieved. `accepted`: and goes on with the work at once."""
    case.assignments.filter(ended_at=None).update(ended_at=at)
    case.assignee = user
    row = _assign(case, user, why, by=by, at=at)
    row.accepted_at = at if accepted else None
    row.save()


def _assign(case: Case, user: User, why: dict[str, Any], *, by: Actor, at: datetime) -> Assignment:
    """The row is the caller's to write; the record is made. The row keeps the whole explanation, the record its sentence."""
    record(
        "case.assigned", stream=case.stream, by=by, at=at, user=user.pk, private={"to": user.name, "why": why.get("why", {})},
    )  # fmt: skip
    return Assignment(case=case, user=user, why=why, assigned_at=at, by_name=by.name)


def note_unassigned(case: Case, why: dict[str, Any], *, by: Actor, at: datetime) -> None:
    record("case.unassigned", stream=case.stream, by=by, at=at, why=why)


def relieve(case: Case, *, by: Actor, at: datetime) -> None:
    """Nobody has the case from now on; one that was in work has to be accepted again."""
    case.assignments.filter(ended_at=None).update(ended_at=at)
    case.assignee = None
    if case.state == "working":
        case.state = "new"
    record("case.relieved", stream=case.stream, by=by, at=at)


def accept(case: Case, *, by: Actor, at: datetime) -> None:
    """The assignee takes it: the case is being worked on. [5.2-accept]"""
    case.assignments.filter(ended_at=None).update(accepted_at=at)
    case.state = "working"
    record("case.accepted", stream=case.stream, by=by, at=at, level=case.priority)


VERB_OF = {"internal": "case.noted", "diagnosis": "case.diagnosed"}


def say(case: Case, kind: str, body: str, *, via: str, by: Actor, at: datetime, mail_id: str = "") -> Message:
    """Add to the conversation. Kinds: public, internal, diagnosis. [5.3.1-diagnose, 5.3.1-communicate]"""
    message = Message.objects.create(
        case=case,
        kind=kind,
        body=body,
        via=via,
        said_at=at,
        by_kind=by.kind,
        by_id=by.id,
        by_name=by.name,
        mail_id=mail_id,
    )
    public = "case.replied" if by.kind == "staff" else "case.customer_replied"
    record(
        VERB_OF.get(kind, public),
        stream=case.stream,
        by=by,
        at=at,
        message=message.pk,
        via=via,
        private={"body": body},
    )
    return message


def wait(case: Case, asked: str, *, by: Actor, at: datetime) -> None:
    """From now on the case waits for the customer. [4.2-24x7]"""
    Wait.objects.create(case=case, asked=asked, began_at=at)
    case.state = "waiting"
    record("case.waiting", stream=case.stream, by=by, at=at)


def resume(case: Case, *, by: Actor, at: datetime) -> None:
    """The customer has answered, or we go on without."""
    case.waits.filter(ended_at=None).update(ended_at=at)
    case.state = "working"
    record("case.resumed", stream=case.stream, by=by, at=at)


@dataclass(frozen=True)
class Solved:
    """What is demanded when a case is resolved. [5.3.1-solution, 5.4-root-cause, 5.4-prevention]"""

    kind: str
    solution: str
    root_cause: str = ""
    prevention: str = ""


def resolve(case: Case, solved: Solved, *, by: Actor, at: datetime) -> Resolution:
    case.waits.filter(ended_at=None).update(ended_at=at)
    case.state = "resolved"
    resolution = Resolution.objects.create(
        case=case, **vars(solved), resolved_at=at, by_id=by.id, by_name=by.name
    )
    record("case.resolved", stream=case.stream, by=by, at=at, kind=solved.kind, private=vars(solved))
    return resolution


def confirm(case: Case, resolution: Resolution, *, by: Actor, at: datetime) -> None:
    """The customer says yes. [5.4-confirm]"""
    _answer(resolution, "confirmed", at)
    record("case.confirmed", stream=case.stream, by=by, at=at)


def deny(case: Case, resolution: Resolution, reason: str, *, by: Actor, at: datetime) -> None:
    """The customer says no: open again, to be accepted again. [5.4-confirm]"""
    _answer(resolution, "denied", at)
    case.state = "new"
    case.assignments.filter(ended_at=None).update(accepted_at=None)
    record("case.reopened", stream=case.stream, by=by, at=at, private={"reason": reason})


def close(case: Case, resolution: Resolution, *, silent: bool, by: Actor, at: datetime) -> None:
    """Closed after a yes, or after silence. [5.4-confirm]"""
    if silent:
        _answer(resolution, "silent", at)
    case.state = "closed"
    record("case.closed", stream=case.stream, by=by, at=at, silent=silent)


def _answer(resolution: Resolution, answer: str, at: datetime) -> None:
    resolution.answer, resolution.answered_at = answer, at
    resolution.save(update_fields=["answer", "answered_at"])


# ------------------------------------------------------------------ when it is worked on [5.3.3-P3]


def plan(
    case: Case, starts_at: datetime, why: dict[str, str], *, when: str, window: MaintenanceWindow | None = None,
    promised: str = "", by: Actor, at: datetime,
) -> Plan:  # fmt: skip
    """The work begins at `starts_at`, in `window` where it is tied to one; what was planned before is ended. `when` is the
    moment as the house's clocks show it, for the timeline; so is `promised`, by when the solution is promised where the
    window ends later."""
    case.plans.filter(ended_at=None).update(ended_at=at)
    planned = Plan.objects.create(
        case=case,
        starts_at=starts_at,
        window=window,
        why=why,
        planned_at=at,
        by_kind=by.kind,
        by_name=by.name,
    )
    if window:
        record("case.tied", stream=case.stream, by=by, at=at, window=window.pk, when=when)
        if promised:
            record("case.tied_late", stream=case.stream, by=by, at=at, window=window.pk, due=promised)
    else:
        record("case.planned", stream=case.stream, by=by, at=at, when=when, private={"why": why})
    return planned


def end_plan(case: Case, *, by: Actor, at: datetime) -> bool:
    """Nothing is planned for it any more; False where nothing was."""
    ended = bool(case.plans.filter(ended_at=None).update(ended_at=at))
    if ended:
        record("case.plan_ended", stream=case.stream, by=by, at=at)
    return ended


def agree_window(window: MaintenanceWindow, *, by: Actor, at: datetime) -> MaintenanceWindow:
    """A window as the customer agreed to it; the caller has filled in all but who and when."""
    window.agreed_at, window.by_name = at, by.name
    window.save()
    record(
        "maintenance.agreed", stream=window.stream, by=by, at=at, customer=window.customer_id,
        begins_at=window.begins_at.isoformat(), ends_at=window.ends_at.isoformat(), private={"title": window.title},
    )  # fmt: skip
    return window


WINDOW_VERBS = {
    "announced": "maintenance.announced",
    "running": "maintenance.begun",
    "done": "maintenance.finished",
    "cancelled": "maintenance.cancelled",
}


def move_window(
    window: MaintenanceWindow, state: str, since: tuple[str, ...], *, by: Actor, at: datetime
) -> bool:
    """The window is in this state from now on, if it was in one of `since`; whoever changes the row may go on."""
    moved = MaintenanceWindow.objects.filter(pk=window.pk, state__in=since).update(state=state)
    if moved:
        window.state = state
        record(WINDOW_VERBS[state], stream=window.stream, by=by, at=at)
    return bool(moved)
