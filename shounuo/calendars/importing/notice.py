"""The sentences of the State Council's notice: "元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。"

A heading is one or more festivals before a colon; what follows until the next heading is read clause by clause: 放假 and
补休 are days off, 上班 are days worked, 共…天 must agree with the days, and so must every weekday in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from shounuo.calendars.importing.draft import Draft, Found
from shounuo.kernel.words import Words

YEAR = re.compile(r"关于\s*(\d{4})\s*年")
HEADING = re.compile(r"([一-鿿]{2,4}(?:[、和][一-鿿]{2,4})*):\s*(?=(?:\d{4}年)?\d{1,2}月\d)")
CLAUSE = re.compile(r"[。;,](?![^()]*\))")
DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?"
SPAN = re.compile(rf"{DAY}(?:\s*(?:至|到|-|–|—|~)\s*{DAY})?")
COUNT = re.compile(r"共\s*(\d{1,2})\s*天")
WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
WEEKDAYS = "一二三四五六日"
NUMERAL = re.compile(r"^[一二三四五六七八九十]+、")


def is_notice(text: str) -> bool:
    return "放假" in text and bool(HEADING.search(_plain(text)))


def year_said(text: str) -> int | None:
    """The year the notice is about, where it says so."""
    found = YEAR.search(_plain(text))
    return int(found[1]) if found else None


def read(text: str, year: int) -> Draft:
    """The year's holidays as the notice tells them. A notice about another year is a doubt, not another table."""
    plain = _plain(text)
    sections = [_Section(name, year, body) for name, body in _sections(plain)]
    doubts = [doubt for section in sections for doubt in section.doubts]
    said = year_said(text)
    if said is not None and said != year:
        doubts.insert(
            0, Words(f"通知说的是 {said} 年，不是 {year} 年", f"The notice is about {said}, not {year}")
        )
    return Draft(
        year, tuple(Found(one.name, tuple(one.off), tuple(one.worked)) for one in sections), tuple(doubts)
    )


def _plain(text: str) -> str:
    """Full-width signs as their plain ones; no blanks, which copying puts anywhere."""
    return re.sub(r"[ \t　 ]+", "", unicodedata.normalize("NFKC", text)).replace("︰", ":")


def _sections(plain: str) -> Iterator[tuple[str, str]]:
    headings = list(HEADING.finditer(plain))
    ends = [one.start() for one in headings[1:]] + [len(plain)]
    for heading, end in zip(headings, ends, strict=True):
        yield NUMERAL.sub("", heading[1]), plain[heading.end() : end]


@dataclass
class _Section:
    """One heading's days, read as they come: a day without its month is of the month named last."""

    name: str
    year: int
    body: str
    off: list[date] = field(default_factory=list)
    worked: list[date] = field(default_factory=list)
    doubts: list[Words] = field(default_factory=list)
    _month: int = 1

    def __post_init__(self) -> None:
        for clause in CLAUSE.split(self.body):
            if "调至" in clause:
                continue  # tells where a weekend went; the days themselves are said elsewhere
            if "放假" in clause or "补休" in clause:
                self.off += self._days(clause)
            elif "上班" in clause:
                self.worked += self._days(clause)
            if count := COUNT.search(clause):
                self._compare(int(count[1]))

    def _days(self, clause: str) -> list[date]:
        return [day for span in SPAN.finditer(clause) for day in self._span(*span.groups())]

    def _span(
        self, year: str | None, month: str | None, day: str, note: str | None,
        last_year: str | None, last_month: str | None, last_day: str | None, last_note: str | None,
    ) -> list[date]:  # fmt: skip
        first = self._one(year, month, day, note)
        last = self._one(last_year, last_month, last_day, last_note) if last_day else first
        if first is None or last is None:
            return []
        if first > last and not year:
            first = first.replace(year=first.year - 1)
        return [first + timedelta(days=n) for n in range((last - first).days + 1)][:62]

    def _one(self, year: str | None, month: str | None, day: str, note: str | None) -> date | None:
        self._month = int(month) if month else self._month
        try:
            found = date(int(year or self.year), self._month, int(day))
        except ValueError:
            self.doubts.append(
                Words(
                    f"{self.name}：没有 {self._month} 月 {day} 日",
                    f"{self.name}: there is no {self._month}-{day}",
                )
            )
            return None
        self._check_weekday(found, note or "")
        return found

    def _check_weekday(self, day: date, note: str) -> None:
        said = WEEKDAY.search(note)
        really = WEEKDAYS[day.weekday()]
        if said and said[1].replace("天", "日") != really:
            self.doubts.append(
                Words(
                    f"{self.name}：{day.month} 月 {day.day} 日是周{really}，括号里写的是周{said[1]}",
                    f"{self.name}: {day} is a {day:%A}, the brackets say 周{said[1]}",
                )
            )

    def _compare(self, count: int) -> None:
        if count != len(set(self.off)):
            self.doubts.append(
                Words(
                    f"{self.name}：写着共 {count} 天，日期却是 {len(set(self.off))} 天",
                    f"{self.name}: it says {count} days, the dates make {len(set(self.off))}",
                )
            )
