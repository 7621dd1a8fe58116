"""A calendar that is brought in: whom each event means, and what would be entered. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.kernel.words import t
from shounuo.oncall.ical import Event
from shounuo.oncall.models import Override, Schedule, Shift
from shounuo.staff.models import Engineer
from shounuo.staff.reads import away


@dataclass(frozen=True)
class Entry:
    """One event and what becomes of it: the colleague who will stand duty, or why it is left out."""

    event: Event
    user: User | None
    problem: str = ""

    @property
    def good(self) -> bool:
        return self.user is not None and not self.problem


def entries(events: Iterable[Event], role: str, schedule: Schedule | None, at: datetime) -> list[Entry]:
    """What would be entered into this schedule, or as plain shifts of this role. Four queries."""
    events = list(events)
    staff = list(User.objects.filter(is_staff_member=True, is_active=True).order_by("pk"))
    known = _known(role, schedule, at)
    fresh = set(Engineer.objects.filter(cleared_at=None).values_list("pk", flat=True))
    gone = away(events[0].begin, max(one.end for one in events)) if events else {}
    found: list[Entry] = []
    for event in events:
        user = _meant(event, staff)
        key = (user.pk if user else 0, event.begin, event.end)
        found.append(Entry(event, user, _problem(event, user, key in known, fresh, gone, at)))
        known.add(key)
    return found


def _known(role: str, schedule: Schedule | None, at: datetime) -> set[tuple[int, datetime, datetime]]:
    """What is entered already, so that the same file twice enters nothing twice."""
    if schedule:
        rows = Override.objects.filter(schedule=schedule, cancelled_at=None, ends_at__gt=at, removes=None)
        return {(row.adds_id or 0, row.begins_at, row.ends_at) for row in rows}
    shifts = Shift.objects.filter(role=role, schedule=None, ends_at__gt=at)
    return {(row.user_id, row.begins_at, row.ends_at) for row in shifts}


def _meant(event: Event, staff: list[User]) -> User | None:
    """By the address of somebody who takes part or of the summary, by the name that the summary is, or by the only name in it.
    A name that two colleagues have means neither."""
    summary = event.summary.casefold()
    for one in staff:
        if one.email.lower() in event.people or summary == one.email.lower():
            return one
    called = [one for one in staff if one.name.casefold() == summary]
    named = called or [one for one in staff if one.name and one.name.casefold() in summary]
    return named[0] if len(named) == 1 else None


def _problem(
    event: Event,
    user: User | None,
    known: bool,
    fresh: set[int],
    gone: dict[int, list[tuple[datetime, datetime]]],
    at: datetime,
) -> str:
    if user is None:
        return t("认不出是哪位同事", "no colleague is recognised")
    if event.end <= event.begin:
        return t("没有时长", "it has no length")
    if event.end <= at:
        return t("已经过去", "it is past")
    if user.pk in fresh:
        return t("{who} 尚未获准独立值班", "{who} is not cleared to stand duty alone", who=user.name)
    if any(since < event.end and until > event.begin for since, until in gone.get(user.pk, [])):
        return t("{who} 那时休假", "{who} is on leave then", who=user.name)
    return t("已经登记过", "it is entered already") if known else ""
