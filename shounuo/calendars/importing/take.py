"""One text in, whatever its form: the table it makes, and all that looks wrong with it. The person decides."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Literal

from shounuo.calendars.files import HolidayYear
from shounuo.calendars.importing import feed, notice, sheet
from shounuo.calendars.importing.draft import Draft, as_year
from shounuo.calendars.loading import CalendarError, parse
from shounuo.calendars.whole import lacking
from shounuo.kernel.words import Words

Form = Literal["toml", "csv", "ics", "notice"]
MOST = 200_000
"""Characters of a text; a year's table is a thousandth of it."""


@dataclass(frozen=True)
class Taken:
    """What became of a text. Without a `table` it can't be adopted; with `doubts` only by somebody who has looked."""

    form: Form
    table: HolidayYear | None
    doubts: tuple[Words, ...]


def take(text: str, country: str, year: int) -> Taken:
    """The text as the table of this country and year, in the form it turns out to have."""
    form = form_of(text)
    doubts: list[Words] = []
    try:
        table = _read(text, form, year, doubts)
    except CalendarError as error:
        place = f"{error.key}: " if error.key else ""
        doubts.append(Words(f"{place}{error.problem.zh}", f"{place}{error.problem.en}"))
        return Taken(form, None, tuple(doubts))
    except ValueError as error:
        doubts.append(Words(f"读不了：{error}", f"It can't be read: {error}"))
        return Taken(form, None, tuple(doubts))
    doubts += _doubts(table, country, year)
    return Taken(form, table if table.holiday and table.year == year else None, tuple(doubts))


def year_said(text: str) -> int | None:
    """The year that the text itself names, as our own form and the notice do."""
    if form_of(text) == "notice":
        return notice.year_said(text)
    try:
        year = tomllib.loads(text).get("year")
    except tomllib.TOMLDecodeError:
        return None
    return year if isinstance(year, int) else None


def form_of(text: str) -> Form:
    if "BEGIN:VCALENDAR" in text[:2000].upper():
        return "ics"
    if notice.is_notice(text):
        return "notice"
    try:
        return "toml" if "holiday" in tomllib.loads(text) else "csv"
    except tomllib.TOMLDecodeError:
        return "toml" if "[[holiday]]" in text else "csv"


def decoded(content: bytes) -> str:
    """A file's text: UTF-8, or the code page in which Chinese spreadsheets are saved."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _read(text: str, form: Form, year: int, doubts: list[Words]) -> HolidayYear:
    """The table; what its reader doubted is added to `doubts`, also where no table comes of it."""
    if form == "toml":
        return parse(text, "", HolidayYear)
    draft: Draft = {"ics": feed.read, "notice": notice.read, "csv": sheet.read}[form](text, year)
    doubts += draft.doubts
    return as_year(draft, {"ics": "iCalendar", "notice": _title(text), "csv": "CSV"}[form])


def _title(text: str) -> str:
    """The notice's own name, for the source of the table."""
    said = notice.year_said(text)
    return f"国务院办公厅关于{said}年部分节假日安排的通知" if said else "节假日安排的通知"


def _doubts(table: HolidayYear, country: str, year: int) -> list[Words]:
    if table.year != year:
        return [
            Words(
                f"这是 {table.year} 年的表，不是 {year} 年的",
                f"This is the table of {table.year}, not of {year}",
            )
        ]
    if not table.holiday:
        return [Words("没有读到任何假日", "No holiday was found in it")]
    weekdays = [day for day in sorted(table.make_up_workdays) if day.weekday() < 5]
    found = [
        Words(
            f"补班日 {day} 是工作日，本来就上班", f"{day} is a weekday: it is worked without making up for it"
        )
        for day in weekdays
    ]
    missing = lacking(table, country) if country == "cn" else ()
    return found + [Words(f"没有提到{words.zh}", f"{words.en} is not in it") for words in missing]
