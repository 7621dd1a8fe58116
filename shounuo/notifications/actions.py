"""Queueing messages in the transaction of the fact they tell; raising and clearing alarms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.words import Words
from shounuo.logbook.actions import record
from shounuo.notifications.models import Alarm, Delivery, Message


@dataclass(frozen=True)
class Tell:
    """Tell one person one thing, once: `key` is the same for the same thing. Without an address nobody is told."""

    key: str
    kind: str
    address: str
    case: Case | None = None
    user: User | None = None
    language: str = "zh-hans"
    facts: dict[str, Any] = field(default_factory=dict)


def tell(tells: Iterable[Tell], *, at: datetime) -> None:
    """Queue these messages with a first delivery each, in two statements. A key that was told before is not told again."""
    wanted = {tell.key: tell for tell in tells if tell.address}
    if not wanted:
        return
    fresh = [_message(one, at) for one in wanted.values() if one.key not in _told(wanted)]
    Message.objects.bulk_create(fresh)
    Delivery.objects.bulk_create([Delivery(message=message, address=message.address, due_at=at) for message in fresh])


def _told(wanted: dict[str, Tell]) -> set[str]:
    return set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))


def _message(one: Tell, at: datetime) -> Message:
    return Message(
        key=one.key, kind=one.kind, case=one.case, user=one.user, address=one.address, language=one.language,
        facts=one.facts, queued_at=at,
    )  # fmt: skip


def raise_alarm(key: str, kind: str, words: Words, *, case: Case | None = None, at: datetime) -> None:
    """Put something on everybody's desk; raising it twice does nothing, raising it after it was cleared raises it again."""
    alarm, fresh = Alarm.objects.get_or_create(
        key=key, defaults={"kind": kind, "case": case, "words": words.as_facts(), "raised_at": at}
    )
    if not fresh and alarm.cleared_at is None:
        return
    if not fresh:
        alarm.raised_at, alarm.cleared_at = at, None
        alarm.save(update_fields=["raised_at", "cleared_at"])
    record("alarm.raised", stream=case.stream if case else "desk", by=SYSTEM, at=at, kind=kind, key=key)


def clear_alarms(case: Case, *kinds: str, by: Actor, at: datetime) -> None:
    """What these alarms of a case called for has been done."""
    for alarm in Alarm.objects.filter(case=case, kind__in=kinds, cleared_at=None):
        alarm.cleared_at, alarm.cleared_by_name = at, by.name
        alarm.save(update_fields=["cleared_at", "cleared_by_name"])
        record("alarm.cleared", stream=case.stream, by=by, at=at, kind=alarm.kind, key=alarm.key)
