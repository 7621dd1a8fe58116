"""Durations as ISO 8601 text: "PT15M", "P1D", "PT1H30M". Days are 24 hours; months and years have no fixed length."""

import re
from datetime import timedelta

PATTERN = re.compile(r"P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def parse(text: str) -> timedelta:
    """The length that ISO 8601 `text` names; ValueError if it names none."""
    match = PATTERN.fullmatch(text)
    if match is None or not any(match.groups()):
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    try:
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise ValueError(text) from None


def spell(length: timedelta) -> str:
    """ISO 8601 text for a length of whole seconds, zero or more: 90 minutes -> "PT1H30M"."""
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    day = f"{length.days}D" if length.days else ""
    return f"P{day}" + (f"T{clock}" if clock else "") if day or clock else "PT0S"
