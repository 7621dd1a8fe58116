"""What a reader found in a text, and how it becomes a year's table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shounuo.calendars.files import HolidayYear
from shounuo.calendars.loading import CalendarError, checked
from shounuo.calendars.whole import FESTIVALS
from shounuo.kernel.words import Words

ONE_DAY = timedelta(days=1)
MOST = 40
"""Characters of a holiday's name."""


@dataclass(frozen=True)
class Found:
    """One holiday as a text tells it: its name, the days off, and the days worked for it."""

    name: str
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


@dataclass(frozen=True)
class Draft:
    year: int
    found: tuple[Found, ...]
    doubts: tuple[Words, ...] = ()


def as_year(draft: Draft, source: str) -> HolidayYear:
    """The table; CalendarError where days contradict each other or lie in another year."""
    holidays = [one for found in draft.found for one in _holidays(found)]
    holidays.sort(key=lambda one: str(one["first"]))
    return checked({"year": draft.year, "source": source, "holiday": holidays}, str(draft.year), HolidayYear)


def english(name: str) -> str:
    """The festivals of the notice by their English names; any other name as it is."""
    known = [words.en for part, words in FESTIVALS.items() if part in name]
    return " and ".join(known) if known else name


def _holidays(found: Found) -> Iterator[dict[str, object]]:
    """A holiday for each run of days; the days worked for it stand with the first."""
    name = found.name[:MOST]
    worked = sorted(set(found.worked))
    if worked and not found.off:
        wrong = f"{name or worked[0]}"
        raise CalendarError(
            str(worked[0].year), "", Words(f"“{wrong}”只有补班没有放假", f"“{wrong}” is worked for, but never off")
        )  # fmt: skip
    for first, last in runs(found.off):
        yield {
            "name": {"zh": name, "en": english(name)}, "first": first, "last": last, "make_up_workdays": worked
        }  # fmt: skip
        worked = []


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Consecutive days together: first and last of each run, in order."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if found and day - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def gathered(year: int, days: Iterable[tuple[date, str, bool]], doubts: Iterable[Words] = ()) -> Draft:
    """From single days, each with a name and whether it is worked: days of one name belong together, and a day worked
    under a name that has no holiday belongs to the holiday that is nearest."""
    off: dict[str, list[date]] = {}
    worked: dict[str, list[date]] = {}
    for day, name, works in days:
        (worked if works else off).setdefault(name, []).append(day)
    for name in [name for name in worked if name not in off and off]:
        for day in worked.pop(name):
            near = min(off, key=lambda one, day=day: min(abs(day - other) for other in off[one]))  # type: ignore[misc]
            worked.setdefault(near, []).append(day)
    names = [*off, *(name for name in worked if name not in off)]
    found = (Found(name, tuple(off.get(name, ())), tuple(worked.get(name, ()))) for name in names)
    return Draft(year, tuple(found), tuple(doubts))


def of_the_year(days: Iterable[tuple[date, str, bool]], year: int) -> list[tuple[date, str, bool]]:
    """Of days of many years those of this one, with the last days of December before that belong to its New Year."""
    known = sorted(set(days))
    kept = [one for one in known if one[0].year == year]
    eve, names = (
        date(year - 1, 12, 31),
        {name for day, name, works in kept if day == date(year, 1, 1) and not works},
    )
    for day, name, works in reversed(known):
        if day == eve and name in names and not works:
            kept.insert(0, (day, name, works))
            eve -= ONE_DAY
    return kept
