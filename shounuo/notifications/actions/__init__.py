"""Queueing messages in the transaction of the fact they tell; raising and clearing alarms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.channels.models import Provider
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.rows import insert_later, insert_rows, write_later, write_waiting
from shounuo.kernel.transaction import at_commit, atomic
from shounuo.kernel.words import Words, t
from shounuo.logbook.actions import record
from shounuo.notifications.ladder import MAIL
from shounuo.notifications.models import Alarm, Delivery, Message

LASTING = frozenset({"case.unassigned"})
"""Alarms that nobody can dismiss: only what they call for clears them."""
NO_LEVEL = 5
"""The urgency of what is about no case."""


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
    first: bool = False
    """Nobody can have been told under this key yet (its case is being opened in this act), so nobody is asked."""
    due_at: datetime | None = None
    """When it may leave; at once where nothing is said."""
    channel: str = MAIL
    provider: Provider | None = None
    """Through which account, where it does not go by mail."""


def tell(tells: Iterable[Tell], *, at: datetime) -> None:
    """Queue these messages with a first delivery each, with the act that is under way. A key is told once, ever."""
    for one in tells:
        if one.address:
            at_commit(_queue, (one, at))


def _queue(wanted: list[tuple[Tell, datetime]]) -> None:
    by_key = {one.key: (one, at) for one, at in wanted}
    told = _told([key for key, (one, _) in by_key.items() if not one.first])
    fresh = [_message(one, at) for key, (one, at) in by_key.items() if key not in told]
    insert_later(fresh)
    write_later([_delivery(one, by_key[one.key][0]) for one in fresh])


def _delivery(message: Message, one: Tell) -> Delivery:
    urgency = urgency_of(one.case) if one.case else NO_LEVEL
    return Delivery(
        message=message, channel=one.channel, address=one.address, provider=one.provider, urgency=urgency,
        due_at=one.due_at or message.queued_at,
    )  # fmt: skip


def deliver_again(message: Message, *, at: datetime) -> bool:
    """A message that nothing would deliver gets its first delivery, under the key it should have had; False where it has one."""
    _, made = Delivery.objects.get_or_create(
        message=message, channel=MAIL, ordinal=1, defaults={"address": message.address, "due_at": at}
    )
    return made


def urgency_of(case: Case) -> int:
    return int(case.priority[1])


def _told(keys: list[str]) -> set[str]:
    return set(Message.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()


def _message(one: Tell, at: datetime) -> Message:
    return Message(
        key=one.key, kind=one.kind, case=one.case, user=one.user, address=one.address, language=one.language,
        facts=one.facts, queued_at=at,
    )  # fmt: skip


def bring_forward(case: Case, *, at: datetime) -> None:
    """What colleagues were to hear of this case later leaves now: it can wait no longer. [5.3.4-procedure]"""
    write_waiting()
    _put_off(case, at).update(due_at=at, urgency=urgency_of(case))


def withdraw(case: Case, kind: str, *, at: datetime) -> None:
    """What colleagues were to hear later under this kind is no longer true, and is not sent."""
    write_waiting()
    _put_off(case, at).filter(message__kind=kind).update(state="withdrawn", finished_at=at)


def _put_off(case: Case, at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        message__case=case, message__user__is_staff_member=True, state="queued", ordinal=1, due_at__gt=at
    )


@dataclass(frozen=True)
class Raise:
    """Put something on everybody's desk: one alarm for each key."""

    key: str
    kind: str
    words: Words
    case: Case | None = None


def raise_alarm(key: str, kind: str, words: Words, *, case: Case | None = None, at: datetime) -> None:
    raise_alarms([Raise(key, kind, words, case)], at=at)


def raise_alarms(raises: Iterable[Raise], *, at: datetime) -> None:
    """Raising twice does nothing; raising what was cleared raises it again. Two statements for any number."""
    wanted = {one.key: one for one in raises}
    known = {alarm.key: alarm for alarm in Alarm.objects.filter(key__in=wanted)}
    fresh = [one for key, one in wanted.items() if key not in known]
    again = [alarm for alarm in known.values() if alarm.cleared_at]
    insert_rows([_alarm(one, at) for one in fresh])
    for alarm in again:
        alarm.raised_at, alarm.cleared_at = at, None
    Alarm.objects.bulk_update(again, ["raised_at", "cleared_at"])
    for one in [*fresh, *(wanted[alarm.key] for alarm in again)]:
        stream = one.case.stream if one.case else "desk"
        record("alarm.raised", stream=stream, by=SYSTEM, at=at, kind=one.kind, key=one.key)


def _alarm(one: Raise, at: datetime) -> Alarm:
    return Alarm(key=one.key, kind=one.kind, case=one.case, words=one.words.as_facts(), raised_at=at)


def clear_alarms(case: Case, *kinds: str, by: Actor, at: datetime) -> None:
    """What these alarms of a case called for has been done."""
    for alarm in Alarm.objects.filter(case=case, kind__in=kinds, cleared_at=None):
        _clear(alarm, case.stream, by, at)


def clear_alarm_keys(keys: Iterable[str], *, by: Actor, at: datetime) -> None:
    """What these alarms called for has been done, whatever they are about."""
    wanted = Alarm.objects.select_related("case").filter(key__in=list(keys), cleared_at=None)
    found = list(wanted.order_by("pk"))
    if found:
        Alarm.objects.filter(pk__in=[alarm.pk for alarm in found]).update(
            cleared_at=at, cleared_by_name=by.name
        )
    for alarm in found:
        stream = alarm.case.stream if alarm.case else "desk"
        record("alarm.cleared", stream=stream, by=by, at=at, kind=alarm.kind, key=alarm.key)


def dismiss(alarm_id: int, *, by: Actor, at: datetime) -> None:
    """Somebody has seen to this alarm. One that is cleared changes nothing; one that only its cause can clear is refused."""
    with atomic():
        alarm = (
            Alarm.objects.select_for_update(of=("self",)).select_related("case").filter(pk=alarm_id).first()
        )
        if alarm is None:
            raise Refusal("alarm.not_found", t("没有这个警报", "There is no such alarm"), status=404)
        if alarm.kind in LASTING:
            raise Refusal(
                "alarm.lasts",
                t("有人接手后，这个警报会自行解除", "This alarm clears by itself once somebody has the case"),
            )
        if alarm.cleared_at is None:
            _clear(alarm, alarm.case.stream if alarm.case else "desk", by, at)


def _clear(alarm: Alarm, stream: str, by: Actor, at: datetime) -> None:
    alarm.cleared_at, alarm.cleared_by_name = at, by.name
    alarm.save(update_fields=["cleared_at", "cleared_by_name"])
    record("alarm.cleared", stream=stream, by=by, at=at, kind=alarm.kind, key=alarm.key)
