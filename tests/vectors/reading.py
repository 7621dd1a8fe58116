"""The vectors as they lie in the files: texts into moments, lengths and hours."""

import json
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from shounuo.calendars.rules import Hours, Windows

FOLDER = Path(__file__).parent
SLA: dict[str, Any] = json.loads((FOLDER / "sla-vectors.json").read_text(encoding="utf-8"))
OTHERWISE: dict[str, Any] = {
    entry["id"]: entry
    for entry in tomllib.loads((FOLDER / "decided-otherwise.toml").read_text(encoding="utf-8"))["vector"]
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def length(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def hours(name: str) -> Hours:
    data = SLA["calendars"][name]
    if data.get("always"):
        return Hours()
    return Hours(
        tz=data["tz"],
        week=tuple(_windows(data["week"].get(day, [])) for day in DAYS),
        holidays=frozenset(map(date.fromisoformat, data.get("holidays", []))),
        extra_days={date.fromisoformat(d): _windows(w) for d, w in data.get("extra_workdays", {}).items()},
    )


def targets(vector: dict[str, Any], name: str | None) -> dict[str, timedelta] | None:
    if name is None:
        return None
    return {track: length(seconds) for track, seconds in vector["policies"][name].items()}


def expected(value: Any) -> Any:
    """A due time as a moment, "nothing" (TOML has no null) as None, the rest as it is."""
    if value == "nothing":
        return None
    return moment(value) if isinstance(value, str) else value


def _windows(pairs: list[list[str]]) -> Windows:
    return tuple((_after_midnight(opens), _after_midnight(closes)) for opens, closes in pairs)


def _after_midnight(text: str) -> int:
    hour, minute = map(int, text.split(":"))
    return hour * 3600 + minute * 60
