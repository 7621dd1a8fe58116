"""Gathering who could take a case: the duty list with the engineers' records, and their open cases. Two queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from shounuo.assignment.rules import Candidate
from shounuo.cases.models import OPEN, Case
from shounuo.oncall.reads import shifts

ENGINEER = ("user__name", "user__engineer__level", "user__engineer__skills", "user__engineer__most_open")


def candidates(roles: Iterable[str], at: datetime) -> list[Candidate]:
    """Everybody on duty at `at` in one of these roles who is an engineer, with what the choice needs to know."""
    on_duty: dict[int, tuple[set[str], tuple[str, str, dict[str, int], int]]] = {}
    engineers = shifts(roles, at).filter(user__engineer__isnull=False)
    for user_id, role, *known in engineers.values_list("user_id", "role", *ENGINEER):
        on_duty.setdefault(user_id, (set(), tuple(known)))[0].add(role)
    load = _open_cases(on_duty)
    return [
        Candidate(user_id, name, frozenset(stands), level, skills, load.get(user_id, {}), most_open)
        for user_id, (stands, (name, level, skills, most_open)) in on_duty.items()
    ]


def _open_cases(user_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    rows = Case.objects.filter(state__in=OPEN, assignee_id__in=list(user_ids)).values_list(
        "assignee_id", "priority"
    )
    found: dict[int, dict[str, int]] = {}
    for user_id, level, count in rows.annotate(count=Count("id")).order_by():
        found.setdefault(user_id, {})[level] = count
    return found
