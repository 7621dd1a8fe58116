"""Gathering who could take a case: the duty list, the engineers' records, their open cases. Three queries, however many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from shounuo.assignment.rules import Candidate
from shounuo.cases.models import OPEN, Case
from shounuo.oncall.reads import on_call
from shounuo.staff.models import Engineer


def candidates(roles: Iterable[str], at: datetime) -> list[Candidate]:
    """Everybody on duty at `at` in one of these roles, with what the choice needs to know."""
    duty = on_call(roles, at)
    load = _open_cases(duty)
    engineers = Engineer.objects.filter(user_id__in=duty).values_list(
        "user_id", "user__name", "level", "skills", "most_open"
    )
    return [
        Candidate(user_id, name, frozenset(duty[user_id]), level, skills, load.get(user_id, {}), most_open)
        for user_id, name, level, skills, most_open in engineers
    ]


def _open_cases(user_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    rows = Case.objects.filter(state__in=OPEN, assignee_id__in=list(user_ids)).values_list(
        "assignee_id", "priority"
    )
    found: dict[int, dict[str, int]] = {}
    for user_id, level, count in rows.annotate(count=Count("id")).order_by():
        found.setdefault(user_id, {})[level] = count
    return found
