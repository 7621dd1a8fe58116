"""The only writer of the tables about AWS Support. [6.2-L3-AWS]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.escalation.models import AwsCase, AwsWord, Escalation
from shounuo.kernel import clock
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record

LEASE = timedelta(minutes=2)
"""Longer than a look at AWS takes; whoever is killed within it is followed by the next after it."""


def want(
    case: Case, way: str, partition: str, account_id: str, subject: str, body: str, severity: str, *, user: User, at: datetime
) -> AwsCase:  # fmt: skip
    """A case at AWS is wanted; what was proposed is done by that."""
    held = AwsCase.objects.create(
        case=case, way=way, partition=partition, account_id=account_id, subject=subject, body=body, severity=severity,
        asked_by=user, asked_at=at, next_at=at if way == "api" else None,
    )  # fmt: skip
    for one in Escalation.objects.filter(case=case, kind="aws", state="proposed"):
        one.state, one.answered_at = "done", at
        one.save(update_fields=["state", "answered_at"])
    record("case.aws_wanted", stream=case.stream, by=user.actor, at=at, way=way, severity=severity)
    return held


def again(held: AwsCase, subject: str, body: str, severity: str, *, user: User, at: datetime) -> None:
    """AWS did not take it; a person has changed it and sends it again."""
    held.subject, held.body, held.severity, held.state = subject, body, severity, "wanted"
    held.tries, held.trouble, held.next_at = 0, "", at if held.way == "api" else None
    held.save()
    record("case.aws_wanted", stream=held.case.stream, by=user.actor, at=at, way=held.way, severity=severity)


def claim(at: datetime) -> AwsCase | None:
    """The next that the line has to look at, under a lease; None where nothing is due."""
    due = AwsCase.objects.filter(way="api", next_at__lte=at).exclude(lease_until__gte=clock.real_now())
    if not due.exists():
        return None
    with atomic():
        held = due.select_for_update(skip_locked=True).order_by("next_at", "pk").first()
        if held is not None:
            held.lease_until = clock.real_now() + LEASE
            held.save(update_fields=["lease_until"])
    return held


def begin(held: AwsCase | AwsWord, *, at: datetime) -> None:
    """A request is about to be made: from here on nobody repeats it without looking first."""
    held.begun_at = at
    held.save(update_fields=["begun_at"])


def opened(held: AwsCase, aws_id: str, display_id: str, *, by: Actor, at: datetime) -> None:
    held.aws_id, held.display_id, held.state, held.opened_at = aws_id, display_id, "open", at
    held.tries, held.trouble, held.begun_at = 0, "", None
    held.save()
    record("case.aws_opened", stream=held.case.stream, by=by, at=at, display=display_id, way=held.way)


def say(
    held: AwsCase, body: str, files: Sequence[int], *, state: str, by: Actor, at: datetime, key: str
) -> AwsWord:
    """Ours: for the line to send, or recorded as sent by hand."""
    word = AwsWord.objects.create(
        aws_case=held,
        ours=True,
        key=key,
        body=body,
        files=list(files),
        by_name=by.name,
        said_at=at,
        state=state,
    )
    if held.way == "api":
        held.next_at = at
        held.save(update_fields=["next_at"])
    record("case.aws_said", stream=held.case.stream, by=by, at=at, private={"body": body})
    return word


def sent(word: AwsWord, state: str) -> None:
    word.state = state
    word.save(update_fields=["state"])


def hear(
    held: AwsCase, key: str, who: str, body: str, *, said_at: datetime, by: Actor = SYSTEM, at: datetime
) -> AwsWord | None:
    """A word of theirs; None where it is known already."""
    word, fresh = AwsWord.objects.get_or_create(
        aws_case=held, key=key,
        defaults={"ours": False, "body": body, "by_name": who[:80], "said_at": said_at, "state": "there"},
    )  # fmt: skip
    if not fresh:
        return None
    record("case.aws_replied", stream=held.case.stream, by=by, at=at, private={"who": who, "body": body})
    return word


def note_number(held: AwsCase, display_id: str) -> None:
    """What AWS calls it, where that was not known when it was opened."""
    if display_id and not held.display_id:
        held.display_id = display_id
        held.save(update_fields=["display_id"])


def note_status(held: AwsCase, status: str, *, at: datetime) -> None:
    if status and status != held.status:
        held.status = status
        held.save(update_fields=["status"])
        record("case.aws_status", stream=held.case.stream, by=SYSTEM, at=at, status=status)


def close(held: AwsCase, *, by: Actor, at: datetime) -> None:
    """Nothing more is read or said."""
    held.state, held.closed_at, held.next_at, held.closing = "closed", at, None, False
    held.save()
    record("case.aws_closed", stream=held.case.stream, by=by, at=at)


def want_closed(held: AwsCase, *, at: datetime) -> None:
    """The line resolves it at AWS the next time it looks."""
    held.closing, held.next_at = True, at
    held.save(update_fields=["closing", "next_at"])


def look_again(held: AwsCase, next_at: datetime | None) -> None:
    """The lease ends; the line looks again then."""
    held.next_at, held.lease_until = next_at, None
    held.save(update_fields=["next_at", "lease_until"])


def note_trouble(held: AwsCase, words: str, *, next_at: datetime | None, at: datetime) -> None:
    """It did not work: tried again then, or never (None)."""
    held.tries, held.trouble = held.tries + 1, words[:400]
    held.state = held.state if next_at or held.aws_id else "failed"
    held.save(update_fields=["tries", "trouble", "state"])
    look_again(held, next_at)
    if next_at is None:
        record("case.aws_failed", stream=held.case.stream, by=SYSTEM, at=at, private={"why": words[:400]})
