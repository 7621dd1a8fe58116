"""How triage did: what the machine said against what an engineer said first, by week, priority and customer. [3.2-engineer-confirms]"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shounuo.cases.models import PriorityDecision

GRAVE = ("P0", "P1")
BANDS = ((0, 60), (60, 70), (70, 80), (80, 90), (90, 101))
"""Percent of certainty, [from, below)."""
MOST = 20_000


@dataclass(frozen=True)
class Checked:
    """One case: the machine's level and certainty, and the engineer's first word."""

    number: str
    subject: str
    customer: str
    at: datetime
    machine: str
    sure: int
    engineer: str

    @property
    def right(self) -> bool:
        return self.machine == self.engineer

    @property
    def too_low(self) -> bool:
        """Nobody was called for what was grave."""
        return self.engineer in GRAVE and self.machine not in GRAVE

    @property
    def false_page(self) -> bool:
        return self.machine in GRAVE and self.engineer not in GRAVE

    @property
    def far(self) -> int:
        return abs(int(self.machine[1]) - int(self.engineer[1]))


@dataclass(frozen=True)
class Line:
    """`share`: of so many, how many percent were right; None of none."""

    name: Any
    count: int
    right: int
    too_low: int
    false_pages: int

    @property
    def share(self) -> int | None:
        return 100 * self.right // self.count if self.count else None


def checked(begin: datetime, end: datetime) -> list[Checked]:
    """Every case whose priority an engineer confirmed or corrected in [begin, end), the latest first. Two queries; drills are left out."""
    said = PriorityDecision.objects.filter(
        source="engineer", decided_at__gte=begin, decided_at__lt=end, case__drill=False
    )
    first: dict[int, PriorityDecision] = {}
    for decision in said.select_related("case__customer").order_by("-pk")[:MOST]:
        first[decision.case_id] = decision
    machine = PriorityDecision.objects.filter(source="machine", case__in=list(first)).order_by("-pk")
    was = {one.case_id: one for one in machine}
    return [_checked(one, was[case_id]) for case_id, one in first.items() if case_id in was]


def _checked(one: PriorityDecision, machine: PriorityDecision) -> Checked:
    sure = round(float((machine.judgement or {}).get("confidence", 0)) * 100)
    case = one.case
    return Checked(
        case.number, case.subject, case.customer.short_name, one.decided_at, machine.level, sure, one.level
    )


def line(name: Any, rows: Sequence[Checked]) -> Line:
    return Line(
        name, len(rows), sum(one.right for one in rows), sum(one.too_low for one in rows), sum(one.false_page for one in rows)
    )  # fmt: skip


def by_week(rows: Sequence[Checked], begin: datetime, end: datetime) -> list[Line]:
    """Weeks from `begin` on, the latest first."""
    weeks = []
    at = begin
    while at < end:
        inside = [one for one in rows if at <= one.at < at + timedelta(days=7)]
        weeks.append(line(at, inside))
        at += timedelta(days=7)
    return weeks[::-1]


def by_customer(rows: Sequence[Checked], most: int = 20) -> list[Line]:
    grouped: dict[str, list[Checked]] = defaultdict(list)
    for one in rows:
        grouped[one.customer].append(one)
    lines = [line(name, each) for name, each in grouped.items()]
    return sorted(lines, key=lambda each: (each.right / each.count, -each.count))[:most]


def crossed(rows: Sequence[Checked], levels: Sequence[str]) -> list[tuple[str, list[int]]]:
    """For each level of the engineers how often the machine said each level."""
    counts = Counter((one.engineer, one.machine) for one in rows)
    return [(engineer, [counts[engineer, machine] for machine in levels]) for engineer in levels]


def by_certainty(rows: Sequence[Checked]) -> list[tuple[str, Line]]:
    """Whether it was right as often as it was sure."""
    return [
        (f"{low}–{min(high, 100)}%", line(low, [one for one in rows if low <= one.sure < high])) for low, high in BANDS
    ]  # fmt: skip


def worst(rows: Sequence[Checked], most: int = 20) -> list[Checked]:
    """Grave ones rated too low first, then false calls, then the farthest off."""
    wrong = [one for one in rows if not one.right]
    return sorted(wrong, key=lambda one: (not one.too_low, not one.false_page, -one.far, -one.sure))[:most]
