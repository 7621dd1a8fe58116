"""What triage answers: a level, and why (3.1-factors: each case shows how each factor was read and which one decided)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shounuo.kernel.words import Words


@dataclass(frozen=True)
class FactorReading:
    """`level` is what this factor alone argues for; None where it has nothing to say."""

    factor: str
    level: str | None
    words: tuple[str, ...]
    because: Words


@dataclass(frozen=True)
class Match:
    """A known phrase as it stands in the ticket. `start` and `end` count characters within `place`."""

    word: str
    place: str
    start: int
    end: int
    group: str
    factor: str
    counted: bool
    because: Words


@dataclass(frozen=True)
class Judgement:
    """`event_type` names the policy's event type that holds, if one does; `deciding_factor` the factor that settled it."""

    level: str
    confidence: float
    factors: tuple[FactorReading, ...]
    matches: tuple[Match, ...]
    deciding: Words
    reasons: tuple[Words, ...]
    deciding_factor: str = "business_continuity"
    event_type: str | None = None
    opinions: tuple[dict[str, Any], ...] = ()
    """What others than the rules said: source, level, share, words."""
    asks: bool = False
    """So unsure that the engineer is asked to confirm before anything else."""


def as_facts(judgement: Judgement) -> dict[str, Any]:
    """The judgement as plain JSON, both languages spelt out."""
    return {
        "level": judgement.level,
        "confidence": judgement.confidence,
        "deciding_factor": judgement.deciding_factor,
        "event_type": judgement.event_type,
        "deciding": judgement.deciding.as_facts(),
        "reasons": [words.as_facts() for words in judgement.reasons],
        "factors": [_factor(reading) for reading in judgement.factors],
        "matches": [_match(match) for match in judgement.matches],
        "opinions": list(judgement.opinions),
        "asks": judgement.asks,
    }


def _factor(reading: FactorReading) -> dict[str, Any]:
    return {
        "factor": reading.factor,
        "level": reading.level,
        "words": list(reading.words),
        "because": reading.because.as_facts(),
    }


def _match(match: Match) -> dict[str, Any]:
    return {
        "word": match.word,
        "place": match.place,
        "start": match.start,
        "end": match.end,
        "group": match.group,
        "factor": match.factor,
        "counted": match.counted,
        "because": match.because.as_facts(),
    }
