"""Questions about surveys: the scores of a period, what waits to be followed up. Drills and brought-in history are in none. [9.1-csat]"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from shounuo.surveys.models import Survey
from shounuo.surveys.rules import GOOD, sealed


@dataclass(frozen=True)
class Score:
    """A survey that left; `score` 1..5, None while nobody has answered."""

    case_id: int
    sent_at: datetime
    score: int | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Summary:
    """CSAT of some surveys: `mean` of 5, `good` percent of 4–5, `rate` percent answered; None where nothing is to divide."""

    sent: int
    answered: int
    mean: float | None
    good: float | None
    rate: float | None


def scores(begin: datetime, end: datetime) -> list[Score]:
    """Surveys that left in [begin, end), oldest first. One query."""
    rows = sent(begin, end).order_by("sent_at", "pk")
    found = rows.values_list("case_id", "sent_at", "score", "answered_at")
    return [Score(case, left, score, answered) for case, left, score, answered in found if left]


def sent(begin: datetime, end: datetime) -> QuerySet[Survey]:
    return Survey.objects.filter(sent_at__gte=begin, sent_at__lt=end, case__drill=False, case__imported=None)


def summary(given: Iterable[int | None]) -> Summary:
    """Of the scores of surveys that left."""
    every = list(given)
    scored = [one for one in every if one is not None]
    if not scored:
        return Summary(len(every), 0, None, None, 0.0 if every else None)
    good = sum(one >= GOOD for one in scored)
    return Summary(
        len(every), len(scored), round(sum(scored) / len(scored), 2),
        round(100 * good / len(scored), 1), round(100 * len(scored) / len(every), 1),
    )  # fmt: skip


def grouped(surveys: Iterable[Survey], name: Callable[[Survey], str]) -> list[tuple[str, Summary]]:
    """The same for each customer or engineer, by name; most answers first."""
    found: dict[str, list[int | None]] = {}
    for one in surveys:
        found.setdefault(name(one), []).append(one.score)
    rows = [(key, summary(given)) for key, given in found.items()]
    return sorted(rows, key=lambda row: (-row[1].answered, row[0]))


def to_follow() -> QuerySet[Survey]:
    """Low scores that nobody has spoken about with the customer yet, oldest first."""
    rows = Survey.objects.filter(follow_up_at__isnull=False, followed_at=None)
    return rows.select_related("case__customer", "owner", "contact").order_by("follow_up_at", "pk")


def by_token(token: str) -> Survey | None:
    """The survey that this secret was given out for; None for any other text."""
    rows = Survey.objects.select_related("case__customer", "case__requester__user", "contact__user")
    return rows.filter(seal=sealed(token)).exclude(sent_at=None).first()


def of_case(case_id: int) -> Survey | None:
    """The survey of a case, once it has left."""
    return Survey.objects.filter(case_id=case_id).exclude(sent_at=None).first()


def last_asked(contact_id: int) -> datetime | None:
    """When this contact was last asked about any case."""
    rows = Survey.objects.filter(contact_id=contact_id).exclude(sent_at=None).order_by("-sent_at")
    return rows.values_list("sent_at", flat=True).first()
