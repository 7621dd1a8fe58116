"""What holds: the shipped files with what was adopted on top of them. Every process sees an adoption within a second.

Everything is kept in one `Book`, made once for each state of the two tables. Which state that is gets asked at most once
a second: one small query, and none at all for "always", by which the standard's own clocks run (4.2-24x7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from shounuo.calendars import loading
from shounuo.calendars.files import HolidayYear
from shounuo.calendars.files import OpeningHours as Opening
from shounuo.calendars.loading import CalendarError
from shounuo.calendars.models import OpeningHours, YearTable
from shounuo.calendars.rules import ALWAYS, Hours
from shounuo.kernel.clock import real_now
from shounuo.kernel.rows import ask
from shounuo.kernel.words import Words

__all__ = ["CalendarError", "book", "forget", "hours", "names"]

LOOK_AGAIN = timedelta(seconds=1)
State = tuple[int | None, int | None]
STATE = "SELECT (SELECT max(id) FROM calendars_yeartable), (SELECT max(id) FROM calendars_openinghours)"


@dataclass(frozen=True)
class Book:
    """Every calendar and every year of public holidays that holds, by name and by country."""

    openings: dict[str, Opening]
    years: dict[str, dict[int, HolidayYear]]
    _hours: dict[str, Hours] = field(default_factory=dict)

    def hours(self, name: str) -> Hours:
        """Worked out once. CalendarError if there is no such calendar, or no year of its country's holidays."""
        known = self._hours.get(name)
        if known is None:
            opening = self.opening(name)
            known = self._hours[name] = loading.assemble(opening, self._years_of(opening))
        return known

    def opening(self, name: str) -> Opening:
        if name not in self.openings:
            raise CalendarError(name, "", loading.no_such_calendar(", ".join(sorted(self.openings))))
        return self.openings[name]

    def year(self, country: str, year: int) -> HolidayYear | None:
        return self.years.get(country, {}).get(year)

    def _years_of(self, opening: Opening) -> Iterable[HolidayYear]:
        country = opening.public_holidays
        if country is None:
            return ()
        if country not in self.years:
            raise CalendarError(
                f"{country}-<year>.toml", "", Words("没有这样的年表", "there is no such table")
            )
        return self.years[country].values()


_seen: tuple[datetime, State, Book] | None = None


def hours(name: str) -> Hours:
    """The hours that ``name`` stands for now. CalendarError if there is no such calendar."""
    return ALWAYS if name == "always" else book().hours(name)


def names() -> list[str]:
    """Every calendar there is, in order of the alphabet."""
    return sorted(book().openings)


def book() -> Book:
    """Everything that holds now; at most a second old."""
    global _seen
    seen, at = _seen, real_now()
    if seen and abs(at - seen[0]) < LOOK_AGAIN:
        return seen[2]
    years, openings = ask(STATE)[0]
    state = (years, openings)
    held = seen[2] if seen and seen[1] == state else _make()
    _seen = (at, state, held)
    return held


def forget() -> None:
    """Look at the tables again at the next question: something was adopted."""
    global _seen
    _seen = None


def versions(country: str, year: int) -> list[YearTable]:
    """Every table that was ever adopted for this year, the one that holds first."""
    return list(YearTable.objects.filter(country=country, year=year).order_by("-id"))


def _make() -> Book:
    openings, years = _shipped()
    openings, years = dict(openings), {country: dict(held) for country, held in years.items()}
    for opening in OpeningHours.objects.order_by("id"):
        openings[opening.name] = loading.parse(opening.text, opening.name, Opening)
    for table in YearTable.objects.order_by("id"):
        held = years.setdefault(table.country, {})
        held[table.year] = loading.parse(table.text, str(table), HolidayYear)
    return Book(openings, years)


@cache
def _shipped() -> tuple[dict[str, Opening], dict[str, dict[int, HolidayYear]]]:
    openings = {name: loading.opening_hours(name) for name in loading.names()}
    countries = loading.countries()
    return openings, {one: {year.year: year for year in loading.holiday_years(one)} for one in countries}
