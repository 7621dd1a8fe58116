"""A small line chart as numbers for SVG: no script, no style, readable as a picture and as words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WIDE, HIGH = 600, 120


@dataclass(frozen=True)
class Chart:
    """`line` are the points of a polyline in a box of WIDE × HIGH."""

    label: str
    line: str
    low: str
    high: str
    last: str
    begin: datetime | None
    end: datetime | None

    @property
    def is_empty(self) -> bool:
        return not self.line


def drawn(series: Mapping[str, Any]) -> Chart:
    points = [(datetime.fromisoformat(at), float(value)) for at, value in series["points"]]
    if not points:
        return Chart(series["label"], "", "", "", "", None, None)
    first, last = points[0][0], points[-1][0]
    span = max((last - first).total_seconds(), 1.0)
    low, high = min(value for _, value in points), max(value for _, value in points)
    room = high - low or 1.0
    line = " ".join(
        f"{WIDE * (at - first).total_seconds() / span:.1f},{HIGH - 6 - (HIGH - 12) * (value - low) / room:.1f}"
        for at, value in points
    )
    return Chart(series["label"], line, spelt(low), spelt(high), spelt(points[-1][1]), first, last)


def spelt(value: float) -> str:
    """1234567 as 1.2M: three figures are enough for a look."""
    for size, sign in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{sign}"
    return f"{value:.3g}"
