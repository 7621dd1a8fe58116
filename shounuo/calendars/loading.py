"""Calendars from the files under ``policies/calendars/``: "always", "cn-office" and those put beside them.

What a house adopted on top of the files is in ``reads``; rules tests and the files' own checks need only this.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from shounuo.calendars.files import HolidayYear, OpeningHours
from shounuo.calendars.rules import Hours
from shounuo.kernel.words import Words
from shounuo.policy.model.basis import Entry, Wrong

FOLDER = Path(__file__).resolve().parents[2] / "policies" / "calendars"
YEAR_FILE = re.compile(r".+-\d{4}")

Kind = TypeVar("Kind", bound=Entry)


class CalendarError(ValueError):
    """A calendar that cannot be used: the file, the key, what is wrong and what is allowed, in both languages."""

    def __init__(self, file: str, key: str, problem: Words) -> None:
        self.file, self.key, self.problem = file, key, problem
        place = f"{file}: {key}" if key else file
        super().__init__(f"{place}: {problem.zh} / {problem.en}")


@cache
def load(name: str, folder: Path = FOLDER) -> Hours:
    """The hours that ``name`` stands for. CalendarError if there is no such calendar or its files are wrong."""
    if name not in names(folder):
        known = ", ".join(names(folder))
        raise CalendarError(f"{name}.toml", "", no_such_calendar(known))
    opening = opening_hours(name, folder)
    return assemble(
        opening, holiday_years(opening.public_holidays, folder) if opening.public_holidays else []
    )


def assemble(opening: OpeningHours, years: Iterable[HolidayYear]) -> Hours:
    """The hours of a calendar whose country has these years of public holidays."""
    years = list(years)
    return Hours(
        tz=opening.tz,
        week=opening.week.days,
        holidays=frozenset().union(*(year.days_off for year in years)),
        extra_days={day: tuple(opening.make_up_day) for year in years for day in year.make_up_workdays},
    )


def names(folder: Path = FOLDER) -> list[str]:
    """Every calendar there is, in order of the alphabet; years of public holidays are not calendars."""
    return sorted(path.stem for path in folder.glob("*.toml") if not YEAR_FILE.fullmatch(path.stem))


def known_years(name: str, folder: Path = FOLDER) -> frozenset[int] | None:
    """The years whose public holidays a calendar knows; None if it keeps none."""
    prefix = opening_hours(name, folder).public_holidays
    return frozenset(year.year for year in holiday_years(prefix, folder)) if prefix else None


def opening_hours(name: str, folder: Path = FOLDER) -> OpeningHours:
    return _read(folder / f"{name}.toml", OpeningHours)


def countries(folder: Path = FOLDER) -> list[str]:
    """Every country with a year file: "cn"."""
    return sorted({path.stem[:-5] for path in folder.glob("*.toml") if YEAR_FILE.fullmatch(path.stem)})


def holiday_years(prefix: str, folder: Path = FOLDER) -> list[HolidayYear]:
    paths = sorted(folder.glob(f"{prefix}-[0-9][0-9][0-9][0-9].toml"))
    if not paths:
        raise CalendarError(f"{prefix}-<year>.toml", "", Words("没有这样的文件", "there is no such file"))
    return [_read_year(path) for path in paths]


def _read_year(path: Path) -> HolidayYear:
    year = _read(path, HolidayYear)
    if not path.stem.endswith(f"-{year.year}"):
        raise CalendarError(path.name, "year", Words("与文件名不符", "does not agree with the file's name"))
    return year


def _read(path: Path, kind: type[Kind]) -> Kind:
    try:
        return parse(path.read_text(encoding="utf-8"), path.name, kind)
    except UnicodeDecodeError as error:
        raise CalendarError(path.name, "", _not_toml(error)) from error


def parse(text: str, name: str, kind: type[Kind]) -> Kind:
    """The TOML text as this kind of entry; `name` stands for the file in errors. CalendarError."""
    try:
        return checked(tomllib.loads(text), name, kind)
    except tomllib.TOMLDecodeError as error:
        raise CalendarError(name, "", _not_toml(error)) from error


def checked(tables: Mapping[str, object], name: str, kind: type[Kind]) -> Kind:
    """The same from plain tables."""
    try:
        return kind.model_validate(tables)
    except ValidationError as error:
        first = error.errors()[0]
        raise CalendarError(name, ".".join(map(str, first["loc"])), _problem(dict(first))) from error


def _problem(error: dict[str, object]) -> Words:
    """The first thing wrong, in our own words where we have them."""
    context = error.get("ctx")
    cause = context.get("error") if isinstance(context, dict) else None
    if isinstance(cause, Wrong):
        wrong, allowed = cause.wrong.as_facts(), cause.allowed.as_facts()
        return Words(f"{wrong['zh']}，可用：{allowed['zh']}", f"{wrong['en']}, allowed: {allowed['en']}")
    if error["type"] == "missing":
        return Words("缺少这一项", "this entry is missing")
    if error["type"] == "extra_forbidden":
        return Words("没有这个键", "there is no such key")
    return Words(f"值不对：{error['input']!r}", f"{error['msg']}, not {error['input']!r}")


def no_such_calendar(known: str) -> Words:
    return Words(f"没有这个日历，可用：{known}", f"there is no such calendar, allowed: {known}")


def _not_toml(error: Exception) -> Words:
    return Words(f"不是 TOML: {error}", f"not TOML: {error}")
