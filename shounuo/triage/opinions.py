"""Several opinions, one judgement: a short pure function, so that another can join later. [4.1-unsure-higher, 3.2-engineer-confirms]

The first opinion decides and explains (the rules: every word of theirs can be shown). The others only ever raise, and only to where
somebody is called: where the first is unsure and they hold a P0 or P1 for likely, it is one level higher. How sure the outcome is says the
calibration, measured on tickets that nobody wrote the rules for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from shounuo.kernel.words import Words
from shounuo.policy.triage_model import TriageSection
from shounuo.triage.judgement import Judgement
from shounuo.triage.learned import Learned, Told, tell
from shounuo.triage.ticket import Ticket

RAISES = ("P1", "P2")
"""Between what is calm nothing hangs on one level, and two would be a guess."""


@dataclass(frozen=True)
class Opinion:
    """`shares`: how likely each level is, adding up to 1; `words` are what it stands on."""

    source: str
    shares: Mapping[str, float]
    words: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        return max(sorted(self.shares), key=lambda level: self.shares[level])

    def higher_than(self, level: str) -> float:
        return sum(share for one, share in self.shares.items() if one < level)


@dataclass(frozen=True)
class Combined:
    """`sure` 0..1, calibrated; `raised`: the others raised it; `asks`: the engineer is asked to confirm first."""

    level: str
    sure: float
    raised: bool
    asks: bool


def combine(level: str, sure: float, others: Sequence[Opinion], section: TriageSection) -> Combined:
    """What holds in the end, of what the rules say and what the others think."""
    doubt = section.doubt
    higher = max((one.higher_than(level) for one in others), default=0.0)
    unsure = sure * 100 < doubt.unsure_below
    raised = level in RAISES and unsure and higher * 100 >= doubt.raised_from
    agree = all(one.level == level for one in others) if others else False
    certain = calibrated(min(sure + (0.05 if agree else 0.0), 1.0), section.calibration.points)
    if raised:
        certain = min(certain, higher)
    outcome = f"P{int(level[1]) - 1}" if raised else level
    return Combined(outcome, round(certain, 2), raised, certain * 100 < doubt.asks_below)


def calibrated(sure: float, points: Sequence[Sequence[int]]) -> float:
    """How often a judgement of this certainty is right, by a straight line between the points."""
    percent = sure * 100
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= percent <= x1:
            return (y0 + (y1 - y0) * (percent - x0) / (x1 - x0)) / 100
    return points[-1][1] / 100 if percent > points[-1][0] else points[0][1] / 100


def judged_by_all(judgement: Judgement, ticket: Ticket, model: Learned, section: TriageSection) -> Judgement:
    """The rules' judgement with the learnt opinion taken in, and what each said kept beside it."""
    told = tell(model, ticket) if model.count >= section.doubt.learnt_from else None
    others = [_learnt(told)] if told else []
    combined = combine(judgement.level, judgement.confidence, others, section)
    said = [
        {
            "source": one.source,
            "level": one.level,
            "share": round(one.shares[one.level], 2),
            "words": list(one.words),
        }
        for one in others
    ]
    whole = replace(judgement, confidence=combined.sure, opinions=tuple(said), asks=combined.asks)
    return _raised(whole, combined, others) if combined.raised else whole


def _learnt(told: Told) -> Opinion:
    return Opinion("learned", told.shares, told.words)


def _raised(judgement: Judgement, combined: Combined, others: Sequence[Opinion]) -> Judgement:
    words = "、".join(others[0].words[:3]) if others else ""
    because = Words.of(
        "拿不准，已确认过的同类案例多为更高级别（{words}），由 {old} 提高到 {new}",
        "unsure, and confirmed cases like it mostly were higher ({words}): raised from {old} to {new}",
        words=words, old=judgement.level, new=combined.level,
    )  # fmt: skip
    return replace(
        judgement,
        level=combined.level,
        deciding=because,
        reasons=(because, judgement.deciding, *judgement.reasons[1:]),
        event_type=None,
    )


def as_plain(opinions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [dict(one) for one in opinions]
