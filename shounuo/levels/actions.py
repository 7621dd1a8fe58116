"""The only writer of this room's tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.customers.models import Contact
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.words import Words
from shounuo.levels.models import WAITING, LevelChange, UpgradeRequest
from shounuo.levels.words import WAYS
from shounuo.logbook.actions import record


def propose(
    case: Case, to_level: str, reason: str, *, origin: str, state: str, trigger: str = "", conditions: list[str] | None = None,
    evidence: str = "", user: User | None, by: Actor, at: datetime,
) -> LevelChange:  # fmt: skip
    change = LevelChange.objects.create(
        case=case, from_level=case.priority, to_level=to_level, origin=origin, trigger=trigger, conditions=conditions or [],
        reason=reason, evidence=evidence, state=state, proposed_by=user, proposed_by_name=by.name, proposed_at=at,
        effective_at=at if state != "proposed" else None,
    )  # fmt: skip
    _note("level.proposed", change, by, at, reason=reason, trigger=trigger, conditions=change.conditions)
    return change


def put_in_force(change: LevelChange, state: str, *, at: datetime) -> None:
    """What was proposed holds from now on."""
    change.state, change.effective_at = state, at
    change.save()


def ask(change: LevelChange, role: str, until: datetime, *, at: datetime) -> None:
    """This approver's word is wanted until then."""
    change.asked_until = until
    change.save()
    _note("level.asked", change, SYSTEM, at, role=ROLES[role])


def pass_on(change: LevelChange, role: str, *, at: datetime) -> None:
    """Silent for too long: the next one's turn."""
    change.turn += 1
    change.save()
    _note("level.silent", change, SYSTEM, at, role=ROLES[role])


def stop_asking(change: LevelChange) -> None:
    change.asked_until = None
    change.save()


def answer(change: LevelChange, state: str, user: User, role: str, words: str, *, at: datetime) -> None:
    change.state, change.asked_until = state, None
    change.answered_by, change.answered_as, change.answered_at, change.answer_words = user, role, at, words
    if state == "approved" and change.effective_at is None:
        change.effective_at = at
    change.save()
    verb = {"approved": "level.approved", "refused": "level.refused", "reverted": "level.reverted"}[state]
    _note(verb, change, user.actor, at, reason=words)


def void(case: Case) -> None:
    """What waited is overtaken: the level changed otherwise, or the case ended."""
    waits = LevelChange.objects.filter(case=case, state__in=WAITING, asked_until__isnull=False)
    waits.filter(state="proposed").update(state="withdrawn", asked_until=None)
    waits.filter(state="in_force").update(asked_until=None)


def note_fact(case: Case, fact: Words, reason: str, *, by: Actor, at: datetime) -> None:
    record("level.fact", stream=case.stream, by=by, at=at, fact=fact.as_facts(), private={"reason": reason})


def request(
    case: Case, way: str, words: str, *, caller: str, phone: str = "", wanted: str = "", contact: Contact | None = None,
    by: Actor, at: datetime,
) -> UpgradeRequest:  # fmt: skip
    recorded = "" if by.kind == "customer" else by.name
    asked = UpgradeRequest.objects.create(
        case=case, way=way, words=words, caller=caller, phone=phone, wanted=wanted, contact=contact, asked_at=at,
        recorded_by_name=recorded,
    )  # fmt: skip
    record(
        "request.asked", stream=case.stream, by=by, at=at, way=WAYS[way].as_facts(), wanted=wanted,
        private={"caller": caller, "words": words},
    )  # fmt: skip
    return asked


def answer_request(asked: UpgradeRequest, answer: str, words: str, *, by: Actor, at: datetime) -> None:
    asked.answer, asked.answer_words, asked.answered_by_name, asked.answered_at = answer, words, by.name, at
    asked.save()
    verb = "request.granted" if answer == "granted" else "request.declined"
    record(verb, stream=asked.case.stream, by=by, at=at, private={"words": words})


def _note(verb: str, change: LevelChange, by: Actor, at: datetime, *, reason: str = "", **facts: Any) -> None:
    plain = {key: value.as_facts() if isinstance(value, Words) else value for key, value in facts.items()}
    record(
        verb, stream=change.case.stream, by=by, at=at, was=change.from_level, level=change.to_level, change=change.pk,
        private={"reason": reason} if reason else None, happened=None, begins=False, **plain,
    )  # fmt: skip
