"""What is said while it burns: internal syncs, each step of operation, and the customer hearing from us. [5.3.2-P0-internal-comms]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases import actions as cases
from shounuo.cases.models import Case
from shounuo.casework.act import Act
from shounuo.casework.incident.act import responding
from shounuo.casework.incident.flow import step_of
from shounuo.casework.incident.rights import require_begun
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident, Step
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

CONTACTED = (
    ("parallel", "contact_customer"),
    ("parallel", "update_customer"),
    ("implement", "update_customer"),
)
"""Steps that a public reply does."""


def sync(case: Case, words: str, user: User, *, at: datetime) -> None:
    """Where things stand, said inside the house: the sync is kept and the next one is due. [5.3.2-P0-internal-comms]"""
    _need(words)
    with responding(case, user, at=at) as response:
        cases.say(response.act.case, "internal", words, via="desk", by=user.actor, at=at)
        incidents.note(response.incident, "incident.synced", by=user.actor, at=at, what=words)
        response.act.promises.renew("sync", by=user.actor)


def operate(case: Case, what: str, user: User, decision_id: int | None = None, *, at: datetime) -> None:
    """One step of operation, who did it and when; one that carries out a decision only while that is begun. [5.3.2-P0-implement]"""
    _need(what)
    with responding(case, user, at=at) as response:
        if decision_id is not None:
            require_begun(response, decision_id)
        incidents.note(
            response.incident, "incident.operated", by=user.actor, at=at, what=what, decision=decision_id
        )


def customer_heard(act: Act, *, by: Actor, at: datetime) -> None:
    """A colleague has written to the customer: the first contact is made, and so are the steps that say so. Inside an act."""
    incident = incidents.under_way(act.case)
    if incident is None:
        return
    act.promises.meet("first_contact", by=by)
    for stage, step in CONTACTED:
        _done(act, incident, stage, step, by, at)


def _done(act: Act, incident: Incident, stage: str, step: str, by: Actor, at: datetime) -> None:
    held = Step.objects.filter(incident=incident, stage=stage, step=step, state__in=("todo", "doing")).first()
    if held:
        held.incident = incident
        incidents.do_step(held, step_of(act.policy, incident.level, stage, step).text.words, by=by, at=at)


def _need(words: str) -> None:
    if not words.strip():
        raise Refusal("case.empty", t("请先写点内容", "Please write something first"), status=422)
