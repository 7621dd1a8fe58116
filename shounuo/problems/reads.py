"""What pages and stories ask about problems."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from shounuo.cases.models import Case
from shounuo.problems.models import OPEN, Likeness, Problem, ProblemCase


def tie_of(case: Case) -> ProblemCase | None:
    """The tie that holds."""
    return (
        ProblemCase.objects.filter(case=case, ended_at=None).select_related("problem__owner", "case").first()
    )


def has_owner(case: Case) -> bool:
    """Whether the case is tied to an open problem that somebody answers for."""
    held = ProblemCase.objects.filter(
        case=case, ended_at=None, problem__state__in=OPEN, problem__owner__isnull=False
    )
    return held.exists()


def problems(view: str, user_id: int, at: datetime) -> QuerySet[Problem]:
    """open, mine, overdue or all; the one due first goes first."""
    found = Problem.objects.select_related("customer", "owner").annotate(
        cases=Count("ties", filter=Q(ties__ended_at=None), distinct=True)
    )
    wanted = {
        "open": Q(state__in=OPEN), "mine": Q(state__in=OPEN, owner_id=user_id), "overdue": Q(state__in=OPEN, target_at__lt=at), "all": Q(),
    }[view]  # fmt: skip
    return found.filter(wanted).order_by("target_at", "pk")


def ties_of(problem: Problem) -> QuerySet[ProblemCase]:
    return (
        problem.ties.filter(ended_at=None)
        .select_related("case__customer", "case__requester__user")
        .order_by("-pk")
    )


def alike_to(case: Case) -> QuerySet[Likeness]:
    return Likeness.objects.filter(case=case).select_related("earlier").order_by("-share", "pk")
