"""Arithmetic of open time. Pure: no clock, no database, no files.

A day's windows are half-open, in seconds after local midnight; 86400 is the midnight that ends the day
("24:00"). Open time is real time: on the nights when the clocks change, a window 00:00-24:00 lasts 23 or 25
hours. A window's edge in the hour that is skipped lies at the jump; in the hour that comes twice, the first
time counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

Windows = tuple[tuple[int, int], ...]
Interval = tuple[datetime, datetime]

DAY = 86400
WHOLE_DAY: Windows = ((0, DAY),)
NOTHING = timedelta()
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """When we are open. ``week`` begins on Monday; a day in ``extra_days`` has these windows, holiday or not.

    All moments are in UTC, all amounts not negative. ValueError if the week is never open or windows overlap.
    """

    tz: str = "UTC"
    week: tuple[Windows, ...] = (WHOLE_DAY,) * 7
    holidays: frozenset[date] = frozenset()
    extra_days: Mapping[date, Windows] = field(default_factory=dict, hash=False)
    _known: dict[date, tuple[Interval, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("a week has seven days, at least one of them open")
        for windows in (*self.week, *self.extra_days.values()):
            _check(windows)

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest moment by which ``amount`` of open time has passed: an exact fit ends at closing."""
        _refuse_negative(amount)
        if self.round_the_clock or not amount:
            return start + amount
        for opens, closes in self._from(start):
            opens = max(opens, start)
            if closes - opens >= amount:
                return opens + amount
            amount -= closes - opens
        raise OverflowError("beyond the calendar's last day")

    def subtract(self, end: datetime, amount: timedelta) -> datetime:
        """The latest moment from which ``amount`` of open time is left until ``end``."""
        _refuse_negative(amount)
        if self.round_the_clock or not amount:
            return end - amount
        for opens, closes in self._back_from(end):
            closes = min(closes, end)
            if closes - opens >= amount:
                return closes - amount
            amount -= closes - opens
        raise OverflowError("before the calendar's first day")

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Open time from ``a`` to ``b``; nothing, never less, where ``b`` comes first."""
        if b <= a:
            return NOTHING
        if self.round_the_clock:
            return b - a
        total = NOTHING
        for opens, closes in self._from(a):
            if opens >= b:
                break
            total += min(closes, b) - max(opens, a)
        return total

    def is_open(self, at: datetime) -> bool:
        """Whether ``at`` lies in a window; the moment of opening does, the moment of closing does not."""
        return any(opens <= at < closes for opens, closes in self._on(self._local_day(at)))

    def next_open(self, at: datetime) -> datetime:
        """``at`` itself where we are open, else the beginning of the next window."""
        for opens, _ in self._from(at):
            return max(opens, at)
        raise OverflowError("beyond the calendar's last day")

    def add_days(self, start: datetime, n: int) -> datetime:
        """The same local clock time ``n`` open days later, open at that time of the day or not."""
        if n < 0:
            raise ValueError("days are counted forwards")
        if n == 0:
            return start
        local = start.astimezone(self._zone)
        day = local.date()
        while n:
            day += ONE_DAY
            n -= bool(self.windows_on(day))
        return _instant(datetime.combine(day, local.time()), self._zone)

    def windows_on(self, day: date) -> Windows:
        """The windows of a local day: its own if it is an extra day, none on a holiday, else the week's."""
        if day in self.extra_days:
            return self.extra_days[day]
        return () if day in self.holidays else self.week[day.weekday()]

    @cached_property
    def round_the_clock(self) -> bool:
        """Never closed, so that open time is simply time."""
        return not self.holidays and not self.extra_days and all(day == WHOLE_DAY for day in self.week)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def _local_day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _from(self, at: datetime) -> Iterator[Interval]:
        """Windows in order, from the first that ends after ``at``."""
        day = self._local_day(at)
        while day < date.max:
            yield from (window for window in self._on(day) if window[1] > at)
            day += ONE_DAY

    def _back_from(self, at: datetime) -> Iterator[Interval]:
        """Windows in backward order, from the last that begins before ``at``."""
        day = self._local_day(at)
        while day > date.min:
            yield from (window for window in reversed(self._on(day)) if window[0] < at)
            day -= ONE_DAY

    def _on(self, day: date) -> tuple[Interval, ...]:
        """The windows of a local day as moments in UTC, worked out once."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = tuple(_intervals(day, self.windows_on(day), self._zone))
        return known


FROM_MONTH = 11
"""From November on the next year's holidays are wanted: the State Council's notice comes out in its first days."""


def years_wanted(today: date) -> list[int]:
    """The years whose public holidays have to be known by now."""
    return [today.year, today.year + 1] if today.month >= FROM_MONTH else [today.year]


def _check(windows: Windows) -> None:
    """Windows are in order, do not overlap, and lie within one day."""
    edges = [edge for window in windows for edge in window]
    if edges != sorted(edges) or any(opens == closes for opens, closes in windows):
        raise ValueError(f"windows must be in order, without overlap, each of some length: {windows}")
    if edges and not 0 <= edges[0] <= edges[-1] <= DAY:
        raise ValueError(f"windows must lie between 00:00 and 24:00: {windows}")


def _refuse_negative(amount: timedelta) -> None:
    if amount < NOTHING:
        raise ValueError("an amount of time is not negative")


def _intervals(day: date, windows: Windows, zone: ZoneInfo) -> Iterator[Interval]:
    midnight = datetime.combine(day, datetime.min.time())
    for first, last in windows:
        opens = _instant(midnight + timedelta(seconds=first), zone)
        closes = _instant(midnight + timedelta(seconds=last), zone)
        if opens < closes:  # a window inside a skipped hour has no length
            yield opens, closes


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment when a clock on the wall first shows ``wall`` or, where that is skipped, a later time."""
    after = wall.replace(tzinfo=zone).astimezone(UTC)
    if after.astimezone(zone).replace(tzinfo=None) == wall:
        return after
    return _jump(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), after, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second between two moments at which the zone's clocks are put forward."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


ALWAYS = Hours()
