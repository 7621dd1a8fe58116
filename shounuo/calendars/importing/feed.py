"""A calendar feed (.ics) of all-day events, as public holiday feeds are: each event is days off, or worked where its summary
says 班 ("国庆节(班)", "春节 补班")."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

import recurring_ical_events
from icalendar import Calendar

from shounuo.calendars.importing.draft import ONE_DAY, Draft, gathered, of_the_year
from shounuo.kernel.words import Words

WORKED = re.compile(r"补班|上班|班|make-?up (work)?day|workday|working day", re.IGNORECASE)
MARKS = re.compile(
    r"[(\[【](休|班|补班|上班|放假|假期|调休)[)\]】]|补班|上班|放假|假期|调休|第\d+天/共\d+天|休$|班$"
)
NAMELESS = "假日"
LONGEST = 62
"""Days of one event; a school's summer is no public holiday."""
TOO_OFTEN = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)


def read(text: str, year: int) -> Draft:
    """Of a feed of many years the days of this one. ValueError where it is no calendar."""
    if TOO_OFTEN.search(text):
        raise ValueError("an event that comes every hour is no public holiday")
    try:
        days = of_the_year(_days(text, year), year)
    except Exception as error:
        # A foreign reader of a foreign text: whatever it stumbles over, the text is no calendar.
        raise ValueError(f"{type(error).__name__}: {error}") from error
    doubts = (
        [] if days else [Words(f"日历里没有 {year} 年的全天事件", f"The feed has no all-day event in {year}")]
    )
    return gathered(year, days, doubts)


def _days(text: str, year: int) -> Iterator[tuple[date, str, bool]]:
    calendar = Calendar.from_ical(text)
    events = recurring_ical_events.of(calendar).between(date(year - 1, 12, 1), date(year + 1, 1, 1))
    for event in events:
        first = event["DTSTART"].dt
        if isinstance(first, datetime):
            continue  # an hour of a day is no public holiday
        last = event["DTEND"].dt - ONE_DAY if "DTEND" in event else first
        summary = unicodedata.normalize("NFKC", str(event.get("SUMMARY", ""))).strip()
        name = MARKS.sub("", summary).strip(" ·-–") or summary or NAMELESS
        works = bool(WORKED.search(summary))
        for n in range(min((last - first).days + 1, LONGEST)):
            yield first + n * ONE_DAY, name, works
