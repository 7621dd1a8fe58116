"""What a calendar may say, in a file or adopted on the page: the opening hours of a week, or one year of public holidays.

[week] mon = ["09:00-12:00", "13:00-18:00"]       windows of a day; "24:00" is its last midnight
[[holiday]] first, last, make_up_workdays          days off, and the weekend days worked for them (调休)
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from shounuo.calendars.rules import DAY, Windows
from shounuo.kernel.words import Words
from shounuo.policy.model.basis import Entry, Text, Wrong

WINDOW = re.compile(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)")


def _window(text: object) -> tuple[int, int]:
    """ "09:00-18:00" -> (32400, 64800), in seconds after midnight."""
    match = WINDOW.fullmatch(text) if isinstance(text, str) else None
    hour, minute, last_hour, last_minute = map(int, match.groups()) if match else (0, 0, 0, 0)
    opens, closes = hour * 3600 + minute * 60, last_hour * 3600 + last_minute * 60
    if not opens < closes <= DAY:
        raise Wrong(
            Words.of("{text} 不是一个时段", "{text} is not a window", text=repr(text)),
            Words('"09:00-18:00"; 一天止于 "24:00"', '"09:00-18:00"; a day ends at "24:00"'),
        )
    return opens, closes


def _apart(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if any(later[0] < earlier[1] for earlier, later in pairwise(windows)):
        raise Wrong(
            Words("时段重叠或次序颠倒", "the windows overlap or are out of order"),
            Words("由早到晚、互不重叠的时段", "windows from early to late that do not overlap"),
        )
    return windows


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise Wrong(
            Words.of("没有时区 {name}", "there is no time zone {name}", name=repr(name)),
            Words('IANA 名称，例如 "Asia/Shanghai"', 'an IANA name such as "Asia/Shanghai"'),
        )
    return name


Window = Annotated[tuple[int, int], BeforeValidator(_window)]
Day = Annotated[list[Window], AfterValidator(_apart)]


class Week(Entry):
    mon: Day
    tue: Day
    wed: Day
    thu: Day
    fri: Day
    sat: Day
    sun: Day

    @model_validator(mode="after")
    def _opens_some_day(self) -> Self:
        if not any(self.days):
            raise Wrong(
                Words("一周没有一天开放", "no day of the week is open"),
                Words("至少一天有时段", "a window on at least one day"),
            )
        return self

    @property
    def days(self) -> tuple[Windows, ...]:
        """Seven days, Monday first."""
        return tuple(map(tuple, (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)))


class OpeningHours(Entry):
    """``public_holidays`` is the prefix of the year files that hold; without it every week is the same."""

    tz: Annotated[str, AfterValidator(_zone)]
    name: Text
    week: Week
    public_holidays: str | None = None
    make_up_day: Day = Field(default_factory=list)


class Holiday(Entry):
    name: Text
    first: date
    last: date
    make_up_workdays: list[date]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise Wrong(
                Words.of("{last} 早于 {first}", "{last} is before {first}", last=self.last, first=self.first),
                Words("last 不早于 first", "a last day that is not before the first"),
            )
        return self

    def days(self) -> Iterator[date]:
        for n in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=n)


class HolidayYear(Entry):
    year: int
    source: str
    holiday: list[Holiday]

    @model_validator(mode="after")
    def _within_the_year(self) -> Self:
        """The New Year's holiday may begin in the December before, as that of 2023 did."""
        begins = date(self.year - 1, 12, 1)
        strays = [
            day
            for day in self.days_off | self.make_up_workdays
            if not begins <= day <= date(self.year, 12, 31)
        ]
        if strays:
            raise Wrong(
                Words.of("{day} 不在 {year} 年", "{day} is not in {year}", day=min(strays), year=self.year),
                Words(
                    "本年内或上年十二月的日期", "days of the table's own year, or of the December before it"
                ),
            )
        return self

    @model_validator(mode="after")
    def _either_off_or_worked(self) -> Self:
        both = self.days_off & self.make_up_workdays
        if both:
            raise Wrong(
                Words.of("{day} 既放假又补班", "{day} is both off and worked", day=min(both)),
                Words("放假或补班之一", "one of the two"),
            )
        return self

    @property
    def days_off(self) -> frozenset[date]:
        return frozenset(day for holiday in self.holiday for day in holiday.days())

    @property
    def make_up_workdays(self) -> frozenset[date]:
        return frozenset(day for holiday in self.holiday for day in holiday.make_up_workdays)
