"""A year as a wall calendar: twelve months of weeks, each day with what it is. Plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from shounuo.calendars.files import HolidayYear
from shounuo.kernel.words import Words, t
from shounuo.look.templatetags.times import MONTHS

COUNTRIES = {
    "cn": Words("中国", "China"),
    "hk": Words("中国香港", "Hong Kong, China"),
    "sg": Words("新加坡", "Singapore"),
    "jp": Words("日本", "Japan"),
    "us": Words("美国", "United States"),
    "gb": Words("英国", "United Kingdom"),
    "de": Words("德国", "Germany"),
}


@dataclass(frozen=True)
class Day:
    """`kind`: off (休), worked (班), weekend or nothing."""

    number: int
    kind: str
    name: str


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Day | None]]


@dataclass(frozen=True)
class Spell:
    """One holiday as a line: its name, first and last day, how many days, and the days worked for it."""

    name: str
    first: date
    last: date
    days: int
    worked: list[date]


def country_name(code: str) -> str:
    return str(COUNTRIES.get(code, code.upper()))


def months(table: HolidayYear) -> list[Month]:
    """January to December; before them the December of the year before, where the New Year's holiday begins in it."""
    off = {day: str(one.name) for one in table.holiday for day in one.days()}
    worked = {day: str(one.name) for one in table.holiday for day in one.make_up_workdays}
    begins = [date(table.year, month, 1) for month in range(1, 13)]
    if any(day.year < table.year for day in [*off, *worked]):
        begins.insert(0, date(table.year - 1, 12, 1))
    return [Month(_month_name(first, table.year), _weeks(first, off, worked)) for first in begins]


def spells(table: HolidayYear) -> list[Spell]:
    return [
        Spell(str(one.name), one.first, one.last, (one.last - one.first).days + 1, one.make_up_workdays)
        for one in table.holiday
    ]


def changes(table: HolidayYear, held: HolidayYear | None) -> list[str]:
    """What adopting this table would change about the days that hold now, in words."""
    if held is None:
        return []
    told = [
        (t("新增放假", "newly off"), table.days_off - held.days_off),
        (t("不再放假", "no longer off"), held.days_off - table.days_off),
        (t("新增补班", "newly worked"), table.make_up_workdays - held.make_up_workdays),
        (t("不再补班", "no longer worked"), held.make_up_workdays - table.make_up_workdays),
    ]
    return [
        f"{what}: {t('、', ', ').join(f'{day:%m-%d}' for day in sorted(days))}" for what, days in told if days
    ]


def _month_name(first: date, year: int) -> str:
    before = "" if first.year == year else f"{first.year} "
    return before + t("{n} 月", "{name}", n=first.month, name=MONTHS[first.month - 1])


def _weeks(first: date, off: dict[date, str], worked: dict[date, str]) -> list[list[Day | None]]:
    """Rows from Monday to Sunday; days of other months are empty."""
    monday, weeks = first - timedelta(days=first.weekday()), []
    while monday.month == first.month or monday < first:
        week = [monday + timedelta(days=n) for n in range(7)]
        weeks.append([_day(day, off, worked) if day.month == first.month else None for day in week])
        monday += timedelta(days=7)
    return weeks


def _day(day: date, off: dict[date, str], worked: dict[date, str]) -> Day:
    if day in worked:
        return Day(day.day, "worked", worked[day])
    if day in off:
        return Day(day.day, "off", off[day])
    return Day(day.day, "weekend" if day.weekday() >= 5 else "", "")
