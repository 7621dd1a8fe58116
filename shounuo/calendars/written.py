"""A year or a set of opening hours written as TOML, the form in which files and tables hold them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from shounuo.calendars.files import HolidayYear
from shounuo.policy.model.basis import Text

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def year_toml(table: HolidayYear) -> str:
    """What `loading.parse(…, HolidayYear)` reads back as the same table."""
    parts = [f"year = {table.year}\nsource = {_text(table.source)}\n"]
    parts += [
        f"[[holiday]]\nname = {_names(one.name)}\nfirst = {one.first}\nlast = {one.last}\n"
        f"make_up_workdays = [{_days(one.make_up_workdays)}]\n"
        for one in table.holiday
    ]
    return "\n".join(parts)


def hours_toml(
    *, zh: str, en: str, tz: str, week: Mapping[str, Iterable[str]], country: str, make_up_day: Iterable[str]
) -> str:
    """`week` maps mon … sun to windows like "09:00-12:00"."""
    head = [f"tz = {_text(tz)}", f"name = {{ zh = {_text(zh)}, en = {_text(en)} }}"]
    if country:
        head += [f"public_holidays = {_text(country)}", f"make_up_day = {_windows(make_up_day)}"]
    return "\n".join([*head, "", "[week]", *(f"{day} = {_windows(week[day])}" for day in DAYS), ""])


def clock_times(windows: Iterable[tuple[int, int]]) -> str:
    """The windows of a day as people write them: "09:00-12:00 13:00-18:00"."""
    return " ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in windows)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def _names(name: Text) -> str:
    return f"{{ zh = {_text(name.zh)}, en = {_text(name.en)} }}"


def _days(days: Iterable[date]) -> str:
    return ", ".join(map(str, days))


def _windows(windows: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, windows))}]"


def _text(text: str) -> str:
    """JSON's strings are TOML's basic strings, but for the one control character JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
