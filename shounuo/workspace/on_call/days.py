"""A calendar made of shifts: for each line (a schedule, or a role's plain shifts) what each day looks like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shounuo.accounts.roles import ROLES
from shounuo.kernel.words import Words, t
from shounuo.look.templatetags.times import WEEKDAYS, WEEKDAYS_ZH
from shounuo.oncall.models import Schedule, Shift
from shounuo.oncall.spans import Span, Stretch, stretches
from shounuo.oncall.wall import instant, shown


@dataclass(frozen=True)
class Part:
    """A stretch of a day: "00:00–09:00", empty where it is all of it; who is on; `hole` where somebody should be."""

    hours: str
    names: str
    mine: bool
    hole: bool


@dataclass(frozen=True)
class Day:
    on: date
    today: bool
    inside: bool
    parts: list[Part]

    @property
    def weekday(self) -> str:
        return t(WEEKDAYS_ZH[self.on.weekday()], WEEKDAYS[self.on.weekday()])


@dataclass(frozen=True)
class Line:
    """One line of the calendar. `always`: a hole in it is shown as one."""

    key: str
    name: str
    role: str
    always: bool
    days: list[Day]


@dataclass(frozen=True)
class Reader:
    """Whose calendar it is: their zone, their own duty marked, what day it is there."""

    user_id: int
    zone: ZoneInfo
    at: datetime

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()


def lines(
    shifts: Sequence[Shift],
    schedules: Iterable[Schedule],
    first: date,
    count: int,
    reader: Reader,
    month: int = 0,
) -> list[Line]:
    """A line for each schedule, then one for each role with shifts planned by hand. `month`: days of others are outside."""
    names = {shift.user_id: shift.user.name for shift in shifts}
    order = list(ROLES)
    found = []
    for schedule in sorted(schedules, key=lambda one: order.index(one.role)):
        own = spans_of(one for one in shifts if one.schedule_id == schedule.pk)
        days = days_of(own, names, first, count, reader, always=schedule.always, month=month)
        found.append(Line(f"s{schedule.pk}", schedule.name, str(ROLES[schedule.role]), schedule.always, days))
    for role in sorted({one.role for one in shifts if one.schedule_id is None}, key=order.index):
        own = spans_of(one for one in shifts if one.schedule_id is None and one.role == role)
        days = days_of(own, names, first, count, reader, always=False, month=month)
        found.append(Line(role, str(ROLES[role]), str(Words("单独排的班", "Planned by hand")), False, days))
    return found


def days_of(
    spans: Sequence[Span],
    names: Mapping[int, str],
    first: date,
    count: int,
    reader: Reader,
    *,
    always: bool,
    month: int = 0,
) -> list[Day]:
    """`count` days from `first`, as the reader's wall has them."""
    found = []
    for n in range(count):
        on = first + timedelta(days=n)
        begin, end = midnight(on, reader.zone), midnight(on + timedelta(days=1), reader.zone)
        parts = [_part(one, begin, end, names, reader, always) for one in stretches(spans, begin, end)]
        kept = [one for one in parts if one.names or one.hole]
        found.append(Day(on, on == reader.today, not month or on.month == month, kept))
    return found


def midnight(on: date, zone: ZoneInfo) -> datetime:
    """When this day begins on a wall in this zone."""
    return instant(datetime.combine(on, time()), zone)


def spans_of(shifts: Iterable[Shift]) -> list[Span]:
    return [Span(one.begins_at, one.ends_at, one.user_id) for one in shifts]


def _part(
    part: Stretch, begin: datetime, end: datetime, names: Mapping[int, str], reader: Reader, always: bool
) -> Part:
    people = sorted(names[int(one)] for one in part.people)
    hours = "" if (part.begin, part.end) == (begin, end) else _hours(part, end, reader.zone)
    hole = always and not people and part.end > reader.at
    return Part(hours, "、".join(people), reader.user_id in part.people, hole)


def _hours(part: Stretch, end: datetime, zone: ZoneInfo) -> str:
    closes = "24:00" if part.end == end else f"{shown(part.end, zone):%H:%M}"
    return f"{shown(part.begin, zone):%H:%M}–{closes}"
