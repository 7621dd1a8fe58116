"""Cases of a month that are worth a word: what took longest, what was reopened, what broke a promise. [8.2-sharing]

What customers praised will stand here once they are asked; until then nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, DurationField, ExpressionWrapper, F

from shounuo.cases.models import Case, Resolution
from shounuo.commitments.models import Commitment

EACH = 3
"""So many of each kind: a session has an hour."""


@dataclass
class Suggestion:
    """A case with every reason (words.WHY) that speaks for it."""

    case: Case
    whys: list[str] = field(default_factory=list)


def suggested(begin: datetime, end: datetime, without: Iterable[int] = ()) -> list[Suggestion]:
    """Of [begin, end), those with the most reasons first; not the ones chosen already. Four queries."""
    reasons = {
        "longest": _longest(begin, end),
        "reopened": _reopened(begin, end),
        "breached": _breached(begin, end),
    }
    known = set(without)
    wanted = [case_id for ids in reasons.values() for case_id in ids if case_id not in known]
    cases = Case.objects.select_related("customer", "assignee").in_bulk(list(dict.fromkeys(wanted)))
    found = {case_id: Suggestion(cases[case_id]) for case_id in dict.fromkeys(wanted)}
    for why, ids in reasons.items():
        for case_id in ids:
            if case_id in found:
                found[case_id].whys.append(why)
    return sorted(found.values(), key=lambda one: (-len(one.whys), one.case.pk))


def _longest(begin: datetime, end: datetime) -> list[int]:
    """By the time from opening to the solution that closed it in this period."""
    took = ExpressionWrapper(F("resolved_at") - F("case__opened_at"), output_field=DurationField())
    solved = Resolution.objects.filter(resolved_at__gte=begin, resolved_at__lt=end).exclude(answer="denied")
    ordered = solved.annotate(took=took).order_by("-took", "case_id").values_list("case_id", flat=True)
    return list(dict.fromkeys(ordered[: EACH * 2]))[:EACH]


def _reopened(begin: datetime, end: datetime) -> list[int]:
    denied = Resolution.objects.filter(answer="denied", answered_at__gte=begin, answered_at__lt=end)
    return _most(denied.values_list("case_id").annotate(n=Count("id")).order_by("-n", "case_id"))


def _breached(begin: datetime, end: datetime) -> list[int]:
    broken = Commitment.objects.filter(case__isnull=False, broken_at__gte=begin, broken_at__lt=end)
    return _most(broken.values_list("case_id").annotate(n=Count("id")).order_by("-n", "case_id"))


def _most(counted: Iterable[tuple[int | None, int]]) -> list[int]:
    return [case_id for case_id, _ in list(counted)[:EACH] if case_id is not None]
