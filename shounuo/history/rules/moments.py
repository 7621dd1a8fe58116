"""When was it? A moment as a log writes it, in the log's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(Z|[+-]\d\d:?\d\d)?"
)


@dataclass(frozen=True)
class Moment:
    """In UTC. `doubt`: "" or "skipped" (the clocks were put forward over it) or "twice" (put back; the first of the two is taken)."""

    at: datetime
    doubt: str = ""


def moment_of(text: str, zone: ZoneInfo, *, month_first: bool = False) -> Moment | None:
    """None where it is no moment. An offset in the text counts, otherwise the zone does."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day, *time, offset = found.groups()
        if offset:
            return _with_offset(text)
    elif found := _DAY_FIRST.fullmatch(text):
        first, second, year, *time = found.groups()
        day, month = (second, first) if month_first else (first, second)
    else:
        return None
    hour, minute, second_ = (int(part or 0) for part in time)
    try:
        local = datetime(int(year), int(month), int(day), hour, minute, second_)  # noqa: DTZ001 - the zone follows
    except ValueError:
        return None
    return _in(zone, local)


def _with_offset(text: str) -> Moment | None:
    try:
        return Moment(datetime.fromisoformat(text.replace("/", "-").replace("Z", "+00:00")).astimezone(UTC))
    except ValueError:
        return None


def _in(zone: ZoneInfo, local: datetime) -> Moment:
    first, second = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    at = first.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != local:
        return Moment(at, "skipped")
    return Moment(at, "twice" if first.utcoffset() != second.utcoffset() else "")
