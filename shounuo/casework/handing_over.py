"""At a hand-over: the note of whoever leaves is drafted with their open cases, and whoever comes is told. [5.3.1-communicate]

Only the hand-over that led to who is on call now counts: turns that began and ended while the watch stood still tell nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import OPEN, Case
from shounuo.casework.rounds import ONLY, round_of
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.notifications.actions import Tell, tell
from shounuo.notifications.models import Message
from shounuo.oncall import actions as oncall
from shounuo.oncall.models import HandoverNote, Shift
from shounuo.waiting.actions import Wake, wake

ROUND = "oncall.hand_over"
AT_MOST = timedelta(days=1)
"""Looked at least once a day, whatever the plan says; and an arrival longer ago is no news."""
SOON = timedelta(hours=12)
"""How long before leaving one may write the note: from the beginning of an ordinary shift on."""


def next_handover(at: datetime) -> datetime:
    """When the next turn of any schedule begins; in a day at the latest."""
    ahead = Shift.objects.filter(schedule__isnull=False, begins_at__gt=at, begins_at__lt=at + AT_MOST)
    return ahead.order_by("begins_at").values_list("begins_at", flat=True).first() or at + AT_MOST


def wake_for_handover(at: datetime) -> None:
    """The plan has changed: the round comes by at the next hand-over there is now."""
    wake([Wake(ROUND, ONLY, next_handover(at))])


@round_of(ROUND, next_handover)
def hand_over_duty(at: datetime) -> None:
    """Every arrival of the last day whose turn still runs: its note is drafted, and the person told once."""
    arrived = Shift.objects.filter(
        schedule__isnull=False,
        begins_at__lte=at,
        begins_at__gt=at - AT_MOST,
        ends_at__gt=at,
        user__is_active=True,
    )
    shifts = {_key(shift): shift for shift in arrived.select_related("schedule", "user").order_by("pk")}
    told = set(Message.objects.filter(key__in=shifts).values_list("key", flat=True))
    for key, shift in shifts.items():
        leaving = [one.user for one in _left(shift) if one.user_id != shift.user_id]
        if leaving and key not in told:
            _tell(key, shift, [_note(shift, one) for one in leaving], at)


def open_cases_of(user: User) -> list[dict[str, Any]]:
    """What a person has in hand, most pressing first, as the note keeps it."""
    mine = Case.objects.filter(assignee=user, state__in=OPEN).order_by("priority", "opened_at", "pk")
    return [dict(row) for row in mine.values("number", "priority", "subject", "state")]


def write_note(shift: Shift, words: str, *, by: Actor, at: datetime) -> HandoverNote:
    """The leaving person's own words about the hand-over at the end of this shift, with their cases as they are now."""
    if shift.user_id != by.id or shift.schedule is None:
        raise Refusal("note.not_own", t("没有这个班次", "There is no such shift"), status=404)
    with atomic():
        note = oncall.draft_note(shift.schedule, shift.user, shift.ends_at, open_cases_of(shift.user))
        oncall.write_note(note, words, by=by, at=at)
    return note


def _left(shift: Shift) -> list[Shift]:
    """Those of the same schedule whose turn ended where this one begins."""
    before = Shift.objects.filter(schedule=shift.schedule_id, ends_at=shift.begins_at)
    return list(before.select_related("user").order_by("pk"))


def _note(shift: Shift, leaving: User) -> HandoverNote:
    assert shift.schedule
    return oncall.draft_note(shift.schedule, leaving, shift.begins_at, open_cases_of(leaving))


def _key(shift: Shift) -> str:
    return f"duty:{shift.schedule_id}:{shift.begins_at.isoformat()}:{shift.user_id}"


def _tell(key: str, shift: Shift, notes: list[HandoverNote], at: datetime) -> None:
    assert shift.schedule
    user = shift.user
    facts = {
        "schedule": shift.schedule.name, "ends_at": shift.ends_at.isoformat(), "page": "/desk/on-call",
        "leaving": "、".join(note.leaving.name for note in notes),
        "words": "\n".join(note.words for note in notes if note.words),
        "cases": [case for note in notes for case in note.cases],
    }  # fmt: skip
    tell([Tell(key, "oncall.taking_over", user.email, None, user, user.language, facts)], at=at)
