"""Writing the decision log and the customer's authorisations; part of this room's actions. [5.3.2-P0-rights]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.customers.models import Contact
from shounuo.incidents.actions import note, role_name
from shounuo.incidents.models import Admission, Authorisation, Decision, Incident
from shounuo.incidents.words import KINDS_OF_DECISION
from shounuo.kernel.actor import Actor
from shounuo.kernel.words import Words

ANSWERS = {
    "granted": Words("同意", "granted"),
    "refused": Words("不同意", "refused"),
    "withdrawn": Words("撤回同意", "withdrawn"),
}


def propose(incident: Incident, kind: str, what: str, why: str, user: User, *, at: datetime) -> Decision:
    held = Decision.objects.create(
        incident=incident, kind=kind, what=what, why=why, proposed_by=user, proposed_at=at
    )
    _note(held, "decision.proposed", user.actor, at, kind=KINDS_OF_DECISION[kind], reason=why)
    return held


def decide(held: Decision, user: User, role: str, words: str, *, approved: bool, at: datetime) -> None:
    held.state = "approved" if approved else "refused"
    held.decided_by, held.decided_as, held.decided_at, held.decided_words = user, role, at, words
    held.save()
    verb = "decision.approved" if approved else "decision.refused"
    _note(held, verb, user.actor, at, role=role_name(role), reason=words)


def object_to(held: Decision, user: User, words: str, *, at: datetime) -> None:
    held.objections = [*held.objections, {"by": user.name, "at": at.isoformat(), "words": words}]
    held.save()
    _note(held, "decision.objected", user.actor, at, words=words)


def start(held: Decision, user: User, *, at: datetime) -> None:
    held.state, held.started_by, held.started_at = "started", user, at
    held.save()
    _note(held, "decision.started", user.actor, at)


def finish(held: Decision, user: User, result: str, *, at: datetime) -> None:
    held.state, held.done_at, held.result = "done", at, result
    held.save()
    _note(held, "decision.done", user.actor, at, result=result)


def withdraw(held: Decision, user: User, *, at: datetime) -> None:
    held.state = "withdrawn"
    held.save()
    _note(held, "decision.withdrawn", user.actor, at)


def ask_contact(held: Decision, contact: Contact, wording: str, user: User, *, at: datetime) -> Authorisation:
    asked = Authorisation.objects.create(
        decision=held, contact=contact, wording=wording, asked_by=user, asked_at=at
    )
    _note(held, "authorisation.asked", user.actor, at, contact=contact.name)
    return asked


def answer_contact(asked: Authorisation, answer: str, *, by: Actor, at: datetime) -> None:
    asked.answer, asked.answered_at = answer, at
    asked.save()
    _note(
        asked.decision, "authorisation.answered", by, at, contact=asked.contact.name, answer=ANSWERS[answer]
    )


def record_call(held: Decision, contact: Contact, wording: str, user: User, *, at: datetime) -> Authorisation:
    """Given by telephone to `user`; it counts once somebody else says that they heard it."""
    Authorisation.objects.filter(decision=held, contact=contact, answer="").delete()
    heard = Authorisation.objects.create(
        decision=held, contact=contact, wording=wording, via="phone", asked_by=user, asked_at=at, answer="granted",
        answered_at=at,
    )  # fmt: skip
    _note(held, "authorisation.recorded", user.actor, at, contact=contact.name)
    return heard


def witness(heard: Authorisation, user: User, *, at: datetime) -> None:
    heard.witness, heard.witnessed_at = user, at
    heard.save()
    _note(heard.decision, "authorisation.witnessed", user.actor, at, contact=heard.contact.name)


def admit(incident: Incident, user: User, reason: str, *, by: Actor, at: datetime) -> bool:
    """`user` may enter the closed room from now on; says whether that is news."""
    _, fresh = Admission.objects.get_or_create(
        incident=incident, user=user, defaults={"by_name": by.name, "reason": reason, "admitted_at": at}
    )
    if fresh:
        note(incident, "incident.admitted", by=by, at=at, whom=user.name, reason=reason)
    return fresh


def open_room(incident: Incident, reason: str, *, by: Actor, at: datetime) -> None:
    incident.closed_room = False
    incident.save(update_fields=["closed_room"])
    note(incident, "incident.opened_room", by=by, at=at, reason=reason)


def _note(held: Decision, verb: str, by: Actor, at: datetime, **facts: object) -> None:
    note(held.incident, verb, by=by, at=at, decision=held.pk, what=held.what, **facts)
