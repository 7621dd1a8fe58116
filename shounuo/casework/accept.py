"""An engineer takes a case in one tap and confirms or corrects its priority in the same step.

[5.2-accept, 3.2-engineer-confirms, 5.3.2-P0-team]
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from shounuo.accounts.models import User
from shounuo.assignment import actions as assignment
from shounuo.cases import actions as cases
from shounuo.cases.actions import Decision
from shounuo.cases.models import Case
from shounuo.cases.reads import plan_of
from shounuo.casework.act import Act, go_on, working_on
from shounuo.casework.change_priority import correct
from shounuo.casework.incident.follow import accepted
from shounuo.casework.incident.gate import require_inside
from shounuo.casework.progress_row import watch_progress
from shounuo.casework.tell import tell_customer
from shounuo.casework.working_hours import AT_ALL_HOURS, worked_in
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.notifications.actions import clear_alarms, withdraw
from shounuo.notifications.actions.pages import answer_pages, withdraw_pages
from shounuo.policy.model import Level, Policy

ANSWERED = ("case.unassigned", "case.unfit", "case.not_taken", "case.offer_expired", "case.unescalated")
"""Alarms that are answered once somebody takes the case."""


def accept(
    case: Case,
    user: User,
    *,
    level: str | None = None,
    reason: str = "",
    via: str = "desk",
    at: datetime,
    seen: int | None = None,
) -> Case:
    """`user` takes the case. `level` confirms (None or the same) or corrects the priority; a correction needs a reason.

    Meets the response, starts the cadence, ends the calling (`via`: desk, link, keypad, api), tells the customer who has it.
    Accepting one's own accepted case again changes nothing. Who a P0 is for takes it over from whoever it started with,
    accepted or not [5.3.2-P0-team]; else it is refused where somebody else accepted before, or the case is no longer open.
    """
    with working_on(case, at=at, seen=seen) as act:
        cases.require_open(act.case)
        require_inside(act.case, user.actor)
        giver = act.case.assignee if may_take_over(act.case, user, act.policy) else None
        if giver is None and _is_taken_by(act.case, user):
            act.nothing_done = True
            return act.case
        answer_pages(act.case, user, via, at=at)
        fresh = giver is None or act.case.state == "new"
        if act.case.assignee_id != user.pk:
            cases.assign(act.case, user, _takes_it(user, giver), accepted=not fresh, by=user.actor, at=at)
        if giver:
            assignment.take_over(act.case, giver, by=user.actor, at=at)
        (begin if fresh else go_on_from)(act, user, level, reason, at)
        accepted(act, user, confirmed=level is not None, at=at)
        watch_progress(act.case, at)
    return act.case


def may_take_over(case: Case, user: User, policy: Policy) -> bool:
    """Whether the case is for `user` and not for whoever has it: a P0 that the duty engineer holds, and a senior comes."""
    roles = _taking_over(case, policy)
    if not roles or case.assignee is None or case.assignee_id == user.pk:
        return False
    return bool(user.roles & roles) and not case.assignee.roles & roles


def was_taken_over(case: Case, policy: Policy) -> bool:
    """Whether whoever has it is somebody it is for, and not somebody it only started with."""
    roles = _taking_over(case, policy)
    return bool(roles and case.assignee and case.assignee.roles & roles)


def _taking_over(case: Case, policy: Policy) -> frozenset[str]:
    """Who takes a case of this level over; nobody does where it starts with those it is for."""
    assignment = policy.assignment[cast(Level, case.priority)]
    return frozenset() if set(assignment.starts_with) & set(assignment.roles) else frozenset(assignment.roles)


def begin(act: Act, user: User, level: str | None, reason: str, at: datetime) -> None:
    """The work begins: priority confirmed, response met, cadence started, the customer told who has it."""
    _confirm(act, user, level, reason, at)
    go_on(act, by=user.actor, at=at)
    cases.accept(act.case, by=user.actor, at=at)
    act.promises.meet("response", by=user.actor)
    if act.promises.find("update") is None:
        act.promises.start_cadence(by=user.actor)
    clear_alarms(act.case, *ANSWERED, by=user.actor, at=at)
    _no_need_to_ask(act, at)
    tell_customer(act.case, "case.accepted", f"accepted:{act.case.revision + 1}", at=at, engineer=user.name)


def go_on_from(act: Act, user: User, level: str | None, reason: str, at: datetime) -> None:
    """The work that somebody else began goes on with `user`; its promises run on, and the customer is told who has it."""
    if level and level != act.case.priority:
        _confirm(act, user, level, reason, at)
    clear_alarms(act.case, *ANSWERED, by=user.actor, at=at)
    tell_customer(
        act.case, "case.has_engineer", f"engineer:{act.case.revision + 1}", at=at, engineer=user.name
    )


def _no_need_to_ask(act: Act, at: datetime) -> None:
    """Taken before working hours began: who was to be asked then need not be, nor does the case wait until then."""
    if worked_in(act.policy, act.case.priority) != AT_ALL_HOURS:
        withdraw(act.case, "case.assigned", at=at)
        if (plan := plan_of(act.case)) and plan.by_kind == SYSTEM.kind:
            cases.end_plan(act.case, by=SYSTEM, at=at)


def _is_taken_by(case: Case, user: User) -> bool:
    taken = case.assignments.filter(ended_at=None, accepted_at__isnull=False).select_related("user").first()
    if taken is None:
        return False
    if taken.user_id != user.pk:
        raise Refusal(
            "case.taken",
            t("{name} 已受理此案例", "{name} has accepted this case already", name=taken.user.name),
        )
    return True


def _confirm(act: Act, user: User, level: str | None, reason: str, at: datetime) -> None:
    wanted, was = level or act.case.priority, act.case.priority
    if wanted != was:
        correct(act, wanted, reason, by=user.actor, at=at)
        if wanted > was:  # somebody has it from this second on: the calmer level calls nobody anew
            withdraw_pages(act.case, at=at)
    elif act.case.priority_source != "engineer":
        cases.decide_priority(
            act.case, Decision(wanted, "engineer", {"zh": reason, "en": reason}), by=user.actor, at=at
        )


def _takes_it(user: User, giver: User | None) -> dict[str, object]:
    if giver:
        zh, en = f"{user.name} 从 {giver.name} 手中接管", f"{user.name} took it over from {giver.name}"
        return {"step": "took_over", "why": {"zh": zh, "en": en}}
    return {"step": "took_it", "why": {"zh": f"{user.name} 主动受理", "en": f"{user.name} took it"}}
