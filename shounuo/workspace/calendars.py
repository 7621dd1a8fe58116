"""日历: when we are open, and the public holidays that are known, year by year. [5.3.3-P3]"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.calendars import reads
from shounuo.calendars.files import HolidayYear, OpeningHours
from shounuo.calendars.reads import Book, book
from shounuo.calendars.whole import lacking
from shounuo.calendars.written import clock_times
from shounuo.casework.next_year import countries_in_use, missing
from shounuo.counter.asking import Asked
from shounuo.kernel.words import Words, t
from shounuo.workspace.asking import shows
from shounuo.workspace.calendar_year import country_name, months, spells
from shounuo.workspace.palette import palette

WEEKDAYS = [
    ("一", "Mon"),
    ("二", "Tue"),
    ("三", "Wed"),
    ("四", "Thu"),
    ("五", "Fri"),
    ("六", "Sat"),
    ("日", "Sun"),
]


@shows
def calendars(request: Asked) -> HttpResponse:
    """Every calendar, every country with the years that are known, and what is missing."""
    held, lacks = book(), missing(request.at)
    facts = {
        "calendars": [_line(name, opening, held) for name, opening in sorted(held.openings.items())],
        "countries": [_country(code, held) for code in sorted({*held.years, *countries_in_use()})],
        "missing": [
            {
                "country": country_name(one.country),
                "code": one.country,
                "year": one.year,
                "lacks": in_words(one.lacks),
            }
            for one in lacks
        ],
    }
    return _page(request, "workspace/calendars.html", facts)


@shows
def calendar(request: Asked, name: str) -> HttpResponse:
    """One calendar: its week, and its country's years."""
    held = book()
    if name not in held.openings:
        raise Http404
    opening = held.openings[name]
    years = held.years.get(opening.public_holidays or "", {})
    year = _chosen(request, sorted(years))
    facts: dict[str, Any] = {
        "calendar": _line(name, opening, held), "week": _week(opening), "fixed": name == "always",
        "make_up": clock_times(opening.make_up_day),
    }  # fmt: skip
    if year is not None:
        facts |= year_facts(years[year]) | {
            "tabs": _tabs(f"/desk/calendars/{name}?year=", sorted(years), year)
        }
    return _page(request, "workspace/calendar.html", facts)


@shows
def year(request: Asked, country: str, year: int) -> HttpResponse:
    """One year of a country's holidays, and every table that was adopted for it."""
    held = book()
    table = held.year(country, year)
    if table is None:
        raise Http404
    years = sorted(held.years[country])
    facts = year_facts(table) | {
        "country": country_name(country), "code": country, "lacks": in_words(lacking(table, country)),
        "versions": reads.versions(country, year),
        "tabs": _tabs(f"/desk/calendars/years/{country}/", years, year),
    }  # fmt: skip
    return _page(request, "workspace/calendar_of_year.html", facts)


def in_words(lacks: tuple[Words, ...]) -> str:
    return t("、", ", ").join(str(one) for one in lacks)


def year_facts(table: HolidayYear) -> dict[str, Any]:
    """What the templates of a year ask."""
    weekdays = [t(zh, en) for zh, en in WEEKDAYS]
    counts = {"off": len(table.days_off), "worked": len(table.make_up_workdays)}
    return {
        "table": table,
        "months": months(table),
        "spells": spells(table),
        "weekdays": weekdays,
        "counts": counts,
    }


def _page(request: Asked, template: str, facts: dict[str, Any]) -> HttpResponse:
    deeds = deeds_of(request.user)
    return render(request, template, facts | {"deeds": deeds, "palette": palette(deeds)})


def _line(name: str, opening: OpeningHours, held: Book) -> dict[str, Any]:
    country = opening.public_holidays
    return {
        "name": name, "title": opening.name, "tz": opening.tz, "country": country_name(country) if country else "",
        "code": country, "years": sorted(held.years.get(country or "", {})), "hours": _in_short(opening),
    }  # fmt: skip


def _in_short(opening: OpeningHours) -> str:
    """ "周一至周五 09:00-18:00": runs of days with the same windows."""
    runs: list[tuple[int, int, str]] = []
    for n, windows in enumerate(opening.week.days):
        told = clock_times(windows)
        if runs and runs[-1][2] == told:
            runs[-1] = (runs[-1][0], n, told)
        else:
            runs.append((n, n, told))
    return t("；", "; ").join(f"{_days(first, last)} {told}" for first, last, told in runs if told)


def _days(first: int, last: int) -> str:
    one, other = (t(f"周{zh}", en) for zh, en in (WEEKDAYS[first], WEEKDAYS[last]))
    return one if first == last else t("{one}至{other}", "{one}–{other}", one=one, other=other)


def _week(opening: OpeningHours) -> list[tuple[str, str]]:
    closed = t("休息", "closed")
    return [
        (t(f"周{zh}", en), clock_times(windows) or closed)
        for (zh, en), windows in zip(WEEKDAYS, opening.week.days, strict=True)
    ]


def _country(code: str, held: Book) -> dict[str, Any]:
    return {"code": code, "name": country_name(code), "years": sorted(held.years.get(code, {}))}


def _chosen(request: Asked, years: list[int]) -> int | None:
    """The year that was asked for, else this one, else the last that is known."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and int(asked) in years:
        return int(asked)
    return request.at.year if request.at.year in years else (years[-1] if years else None)


def _tabs(address: str, years: list[int], current: int) -> list[dict[str, Any]]:
    return [{"label": str(one), "href": f"{address}{one}", "current": one == current} for one in years]
