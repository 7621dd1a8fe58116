"""iCalendar, both ways: a person's duty as a calendar, and a calendar's events as spans somebody may stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.oncall.wall import instant

MOST_BYTES = 1_000_000
ASK_AGAIN = timedelta(hours=1)
MOST_EVENTS = 500
"""More than a year of nights; a file with more was made for something else."""


@dataclass(frozen=True)
class Event:
    """One event, each repetition for itself; `people` are the addresses of those who take part."""

    begin: datetime
    end: datetime
    summary: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One entry of a personal calendar. `uid` stays the same while it is the same turn."""

    uid: str
    begin: datetime
    end: datetime
    summary: str


def read(written: bytes, zone: ZoneInfo, since: datetime, until: datetime) -> list[Event]:
    """The events that touch [since, until), repetitions spelled out, earliest first. All-day events and times without a zone
    are in `zone`. Refusal (422) for what is no calendar, and for too many."""
    if len(written) > MOST_BYTES:
        raise _unreadable(t("文件超过 1 MB", "the file is larger than 1 MB"))
    try:
        calendar = icalendar.Calendar.from_ical(written)
        # Times without a zone are placed in ours afterwards, so a day more is asked for on either side.
        found = recurring_ical_events.of(calendar).between(
            since - timedelta(days=1), until + timedelta(days=1)
        )
        events = [_event(one, zone) for one in found]
    except Refusal:
        raise
    except Exception as error:  # the parsers raise whatever a malformed line makes them
        raise _unreadable(str(error).splitlines()[0][:120] if str(error) else type(error).__name__) from error
    if len(events) > MOST_EVENTS:
        raise _unreadable(t("事件超过 {n} 个", "it holds more than {n} events", n=MOST_EVENTS))
    return sorted(
        (one for one in events if one.begin < until and one.end > since),
        key=lambda one: (one.begin, one.end, one.summary),
    )


def written(turns: Iterable[Turn], name: str, at: datetime) -> bytes:
    """A calendar for a calendar program, which is told to ask again after ASK_AGAIN."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Shounuo//on call//ZH")
    calendar.add("version", "2.0")
    calendar.calendar_name = name
    calendar.refresh_interval = ASK_AGAIN
    for turn in turns:
        event = icalendar.Event()
        event.add("uid", turn.uid)
        event.add("dtstamp", at)
        event.add("dtstart", turn.begin)
        event.add("dtend", turn.end)
        event.add("summary", turn.summary)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(one: Any, zone: ZoneInfo) -> Event:
    begin = _moment(one["DTSTART"].dt, zone)
    end = _moment(one["DTEND"].dt, zone) if "DTEND" in one else begin
    attendees = one.get("ATTENDEE", [])
    people = attendees if isinstance(attendees, list) else [attendees]
    addresses = tuple(str(each).lower().removeprefix("mailto:") for each in people)
    return Event(begin, end, str(one.get("SUMMARY", "")).strip(), addresses)


def _moment(given: date, zone: ZoneInfo) -> datetime:
    """A day is its midnight, its end exclusive; a time without a zone is a wall's."""
    if not isinstance(given, datetime):
        return instant(datetime.combine(given, time()), zone)
    return given.astimezone(zone) if given.tzinfo else instant(given, zone)


def _unreadable(why: str) -> Refusal:
    return Refusal(
        "calendar.unreadable", t("读不懂这个日历文件：{why}", "This calendar cannot be read: {why}", why=why),
        status=422, field="file",
    )  # fmt: skip
