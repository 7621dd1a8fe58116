"""Who is told what about a case. Messages are queued in the transaction of the fact and leave after its commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.commitments.actions import Fired
from shounuo.commitments.events import TRACKS
from shounuo.kernel.words import Words
from shounuo.notifications.actions import Tell, raise_alarm, tell


def tell_customer(case: Case, kind: str, key: str, *, at: datetime, **facts: Any) -> None:
    """Tell the person who asked. `key` makes it once: the same key is never told twice."""
    who = case.requester
    language = who.user.language if who.user_id and who.user else "zh-hans"
    tell([Tell(f"{case.number}:{key}", kind, who.email, case, who.user, language, facts)], at=at)


def tell_staff(case: Case, user: User, kind: str, key: str, *, at: datetime, **facts: Any) -> None:
    tell([_to(user, case, kind, key, facts)], at=at)


def tell_fired(fired: Iterable[Fired], *, at: datetime) -> None:
    """Warnings and breaches go to who has the case; a breach is an alarm on the desk as well. [6.1-sla-risk]"""
    tells = []
    for one in fired:
        row = one.commitment
        if one.kind == "breach":
            raise_alarm(f"broken:{one.case.number}:{row.track}:{row.ordinal}", "commitment.broken", _broken(one), case=one.case, at=at)
        if one.case.assignee_id and one.case.assignee:
            key = f"{one.kind}:{row.track}:{row.ordinal}:{one.share}"
            tells.append(_to(one.case.assignee, one.case, f"commitment.{one.kind}", key, _facts(one)))
    tell(tells, at=at)


def _to(user: User, case: Case, kind: str, key: str, facts: dict[str, Any]) -> Tell:
    return Tell(f"{case.number}:{key}:{user.pk}", kind, user.email, case, user, user.language, facts)


def _facts(one: Fired) -> dict[str, Any]:
    row = one.commitment
    return {"track": row.track, "share": one.share, "due_at": row.due_at.isoformat(), "level": row.level}


def _broken(one: Fired) -> Words:
    track = TRACKS[one.commitment.track]
    return Words(f"{one.case.number} 的{track.zh}承诺已超时", f"{one.case.number}: the promise of {track.en.lower()} is broken")
