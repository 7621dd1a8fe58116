"""Trainings of a period: promised ahead, arranged with invitations, held, and made up for by those who missed them.
[8.2-quarterly, 8.2-sharing]"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from shounuo.accounts.models import User
from shounuo.casework.standing import keep_standing, tell_standing
from shounuo.commitments.actions import standing
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.notifications.actions import Tell, tell
from shounuo.policy import reads as policies
from shounuo.policy.model.people import SessionRule
from shounuo.training import reads, rules
from shounuo.training.actions import sessions as actions
from shounuo.training.actions.sessions import Meeting
from shounuo.training.models import Session
from shounuo.training.rules import Period
from shounuo.training.words import MAKE_UP, SESSIONS, TRACKS

INVITED = Words("培训邀请", "Invitation")
MOVED = Words("培训改期", "Changed")
CALLED_OFF = Words("培训取消", "Cancelled")
MADE_UP = "make_up"


def plan_ahead(at: datetime) -> None:
    """Every period has its session, promised by the period's end: those slept over, this one, and the next."""
    today = timezone.localtime(at, timezone.get_default_timezone()).date()
    for rule in policies.current().people.sessions:
        last = reads.last_period(rule.id)
        for period in rules.to_plan(rule.every, last, today, rule.notice):
            _promise(rule, period, last is None, at)


def _promise(rule: SessionRule, period: Period, is_first: bool, at: datetime) -> None:
    """Counted from the period's begin; a house that begins in the middle of one counts from that day."""
    begins = start_of(period.begins)
    with atomic():
        session = actions.plan(rule.id, period.key, by=SYSTEM, at=at)
        if session is None:
            return
        fired = standing.promise(
            session.about, TRACKS[rule.id], clause=rule.clause, owner_roles=rule.owners,
            begins_at=max(begins, at) if is_first else begins, due_at=start_of(period.ends), by=SYSTEM, at=at,
        )  # fmt: skip
        tell_standing(fired, at=at)


def start_of(day: date) -> datetime:
    """Midnight in the zone of the house."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def arrange(session: Session, meeting: Meeting, *, by: Actor, at: datetime) -> bool:
    """It has a time now, or another one: everybody invited hears of it once, in their calendar. False: nothing was new, and
    only those hear of it who joined the house since."""
    with atomic():
        changed = actions.arrange(session, meeting, by=by, at=at)
        session = Session.objects.get(pk=session.pk)
        fresh = actions.invite(session, reads.expected(session, rule_of(session.kind).invited), at=at)
        if meeting.begins_at > at:
            _tell_all(session, "REQUEST", MOVED, at, fresh=fresh)
    return changed


def call_off(session: Session, why: str, *, by: Actor, at: datetime) -> None:
    """Not then: it goes out of every calendar that it stands in, and stays owed."""
    with atomic():
        announced = actions.call_off(session, why, by=by, at=at)
        _tell_all(announced, "CANCEL", CALLED_OFF, at, why=why.strip())


def record_attendance(
    session: Session, came: Iterable[int], *, notes: str = "", by: Actor, at: datetime
) -> list[int]:
    """It was held: the promise is kept, and those who missed it get another chance, promised too. Gives their ids."""
    rule = rule_of(session.kind)
    with atomic():
        absent = actions.record_attendance(session, came, notes=notes, by=by, at=at)
        keep_standing(session.about, track_of(session), by=by, at=at)
        if absent and rule.make_up_within:
            again = actions.plan(session.kind, session.period, makes_up=session, by=SYSTEM, at=at)
            assert again is not None, "attendance is recorded once"
            standing.promise(
                again.about, MADE_UP, clause=rule.clause, owner_roles=rule.owners, due_at=at + rule.make_up_within,
                by=SYSTEM, at=at,
            )  # fmt: skip
    return absent


def rule_of(kind: str) -> SessionRule:
    return next(rule for rule in policies.current().people.sessions if rule.id == kind)


def track_of(session: Session) -> str:
    return MADE_UP if session.makes_up_id else TRACKS[session.kind]


def _tell_all(
    session: Session, method: str, headline: Words, at: datetime, *, fresh: Iterable[int] = (), **more: Any
) -> None:
    """Everybody on the list, each once for each sequence; to the `fresh` it is an invitation."""
    meeting = _meeting(session, method)
    told = [(user, INVITED if user.pk in fresh else headline) for user in reads.invited(session)]
    tell([_invitation(session, user, meeting, words, more) for user, words in told], at=at)


def _invitation(
    session: Session, user: User, meeting: dict[str, Any], headline: Words, more: dict[str, Any]
) -> Tell:
    key = f"{session.about}:{session.edition}:{session.sequence}:{user.pk}"
    facts = {
        "meeting": meeting, "headline": headline.as_facts(), "topic": session.topic, "place": session.place,
        "material": session.material, "begins_at": meeting["begins_at"], "ends_at": meeting["ends_at"],
        "page": f"/desk/training/sessions/{session.pk}", **more,
    }  # fmt: skip
    return Tell(key, "training.invitation", user.email, None, user, user.language, facts)


def _meeting(session: Session, method: str) -> dict[str, Any]:
    assert session.begins_at is not None, "only what has a time is announced"
    assert session.ends_at is not None, "only what has a time is announced"
    kind = MAKE_UP if session.makes_up_id else SESSIONS[session.kind]
    return {
        "uid": f"training-{session.pk}-{session.edition}", "method": method, "sequence": session.sequence,
        "begins_at": session.begins_at.isoformat(), "ends_at": session.ends_at.isoformat(), "topic": session.topic,
        "kind": kind.as_facts(), "location": session.place, "url": session.material,
    }  # fmt: skip
