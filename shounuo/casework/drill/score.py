"""The score sheet of a drill: every promise of its case, and how it was kept. Counted from the commitments alone. [9.2-daily]"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from shounuo.cases.models import Case
from shounuo.commitments.events import TRACKS
from shounuo.commitments.models import Commitment
from shounuo.kernel.words import Words

VERDICTS: dict[str, Words] = {
    "kept": Words("兑现", "kept"),
    "late": Words("迟到", "late"),
    "broken": Words("未兑现", "broken"),
    "open": Words("进行中", "running"),
}


@dataclass(frozen=True)
class Line:
    """One promise: due so long after the trigger, met so long after it (None: not), and the verdict."""

    track: str
    label: Words
    clause: str
    due_after: timedelta
    met_after: timedelta | None
    verdict: str

    @property
    def words(self) -> Words:
        return VERDICTS[self.verdict]


@dataclass(frozen=True)
class Score:
    lines: tuple[Line, ...]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.verdict for line in self.lines)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def percent(self) -> int | None:
        """Of what is decided, how much was kept; None while nothing is."""
        decided = [line for line in self.lines if line.verdict != "open"]
        kept = sum(line.verdict == "kept" for line in decided)
        return round(100 * kept / len(decided)) if decided else None


def score(case: Case, at: datetime) -> Score:
    """The sheet as it stands at `at`; what is no longer owed and was not broken is left out."""
    rows = Commitment.objects.filter(case=case).exclude(state__in=("superseded", "withdrawn"), broken_at=None)
    return Score(tuple(_line(row, case.opened_at, at) for row in rows.order_by("due_at", "pk")))


def _line(row: Commitment, since: datetime, at: datetime) -> Line:
    return Line(
        row.track, TRACKS[row.track], row.clause, row.due_at - since, row.met_at - since if row.met_at else None,
        verdict(row, at),
    )  # fmt: skip


def verdict(row: Commitment, at: datetime) -> str:
    if row.met_at:
        return "late" if row.broken_at else "kept"
    return "broken" if row.broken_at or at > row.due_at else "open"
