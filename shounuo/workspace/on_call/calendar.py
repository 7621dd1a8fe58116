"""The duty calendar by week (every schedule) and by month (one of them). [5.3.2-P0-team]"""

from __future__ import annotations

from calendar import Calendar
from datetime import date, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone

from shounuo.counter.asking import Asked
from shounuo.kernel.words import t
from shounuo.oncall import reads
from shounuo.oncall.actions.shifts import HORIZON
from shounuo.oncall.models import Schedule
from shounuo.workspace.asking import shows
from shounuo.workspace.on_call.days import Day, Line, Reader, lines, midnight
from shounuo.workspace.on_call.frame import page

WEEK = 7


def reader_of(request: Asked) -> Reader:
    return Reader(request.user.pk, ZoneInfo(timezone.get_current_timezone_name()), request.at)


@shows
def calendar(request: Asked) -> HttpResponse:
    reader = reader_of(request)
    chosen = _date(request.GET.get("from", ""), reader)
    return (
        _month(request, reader, chosen)
        if request.GET.get("span") == "month"
        else _week(request, reader, chosen)
    )


def _week(request: Asked, reader: Reader, chosen: date) -> HttpResponse:
    first = chosen - timedelta(days=chosen.weekday())
    found = _lines(reader, first, WEEK)
    return page(
        request, "week", "calendar", lines=found, days=found[0].days if found else [], first=first,
        last=first + timedelta(days=WEEK - 1), before=_address("week", first - timedelta(days=WEEK)),
        after=_address("week", first + timedelta(days=WEEK)) if _is_written(reader, first, WEEK) else "",
        spans=_spans("week", first, ""), today=_address("week", reader.today),
    )  # fmt: skip


def _month(request: Asked, reader: Reader, chosen: date) -> HttpResponse:
    weeks = Calendar().monthdatescalendar(chosen.year, chosen.month)
    first, count = weeks[0][0], len(weeks) * WEEK
    found = _lines(reader, first, count, chosen.month)
    key = request.GET.get("line", "")
    line = next((one for one in found if one.key == key), _first(found))
    begin = chosen.replace(day=1)
    following = (begin + timedelta(days=32)).replace(day=1)
    key = line.key if line else ""
    return page(
        request, "month", "calendar", lines=found, line=line, weeks=_by_week(line.days if line else []), begin=begin,
        before=_address("month", (begin - timedelta(days=1)).replace(day=1), key),
        after=_address("month", following, key) if _is_written(reader, first, count) else "",
        spans=_spans("month", begin, key), today=_address("month", reader.today, key),
        choices=[{"name": one.name, "href": _address("month", begin, one.key), "current": one is line} for one in found],
    )  # fmt: skip


def _first(found: list[Line]) -> Line | None:
    """The reader's own line, where there is one; else the first."""
    mine = (one for one in found if any(part.mine for day in one.days for part in day.parts))
    return next(mine, found[0] if found else None)


def _lines(reader: Reader, first: date, count: int, month: int = 0) -> list[Line]:
    """Two queries."""
    begin, end = midnight(first, reader.zone), midnight(first + timedelta(days=count), reader.zone)
    shifts = list(reads.between(begin, end))
    schedules: list[Schedule] = list(reads.schedules())
    return lines(shifts, schedules, first, count, reader, month)


def _by_week(days: list[Day]) -> list[list[Day]]:
    return [days[n : n + WEEK] for n in range(0, len(days), WEEK)]


def _is_written(reader: Reader, first: date, count: int) -> bool:
    """Whether what follows lies within the horizon: farther ahead nothing is written down yet."""
    return first + timedelta(days=2 * count) <= (reader.at + HORIZON).date()


def _date(written: str, reader: Reader) -> date:
    """The day that was asked for; today where it can't be read, or nobody could have meant it."""
    try:
        chosen = date.fromisoformat(written)
    except ValueError:
        return reader.today
    return chosen if abs(chosen - reader.today) < timedelta(days=3660) else reader.today


def _address(span: str, from_: date, line: str = "") -> str:
    asked = {"span": span, "from": from_.isoformat()} | ({"line": line} if line else {})
    return f"/desk/on-call/calendar?{urlencode(asked)}"


def _spans(current: str, from_: date, line: str) -> list[dict[str, object]]:
    """The two ways to look, for the page's own tabs."""
    named = {"week": t("周", "Week"), "month": t("月", "Month")}
    return [
        {
            "label": name,
            "href": _address(span, from_, line if span == "month" else ""),
            "current": span == current,
        }
        for span, name in named.items()
    ]
