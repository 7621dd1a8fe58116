"""Gathering who could take a case: the duty list with the engineers' records and their open cases. One query."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.assignment.rules import Candidate
from shounuo.cases.models import OPEN
from shounuo.kernel.rows import ask

ON_DUTY = """
WITH duty AS (
SELECT shift.user_id, shift.role, person.name, person.email, person.language, engineer.level, engineer.skills, engineer.most_open
FROM oncall_shift shift JOIN accounts_user person ON person.id = shift.user_id
JOIN staff_engineer engineer ON engineer.user_id = shift.user_id
WHERE shift.role IN (%s) AND shift.begins_at <= %s AND shift.ends_at > %s AND person.is_active
), carried AS (
SELECT assignee_id, priority, count(*) AS cases FROM cases_case
WHERE state IN (%s) AND assignee_id IN (SELECT user_id FROM duty) GROUP BY 1, 2
)
SELECT duty.*, carried.priority, carried.cases FROM duty LEFT JOIN carried ON carried.assignee_id = duty.user_id
ORDER BY duty.user_id
"""


def candidates(roles: Iterable[str], at: datetime) -> dict[User, Candidate]:
    """Every engineer on duty at `at` in one of these roles, with what the choice needs to know. The users hold what one
    needs to tell them something: name, address, language."""
    stands: dict[int, set[str]] = {}
    load: dict[int, dict[str, int]] = {}
    known: dict[int, tuple[Any, ...]] = {}
    for *row, level, count in ask(ON_DUTY, list(roles), at, at, list(OPEN)):
        stands.setdefault(row[0], set()).add(row[1])
        load.setdefault(row[0], {}).update({level: count} if level else {})
        known[row[0]] = tuple(row)
    return {_user(row): _candidate(row, stands[user_id], load[user_id]) for user_id, row in known.items()}


def _user(row: tuple[Any, ...]) -> User:
    user_id, _, name, email, language, *_ = row
    return User(id=user_id, name=name, email=email, language=language, is_staff_member=True)


def _candidate(row: tuple[Any, ...], roles: set[str], load: dict[str, int]) -> Candidate:
    user_id, _, name, _, _, level, skills, most_open = row
    graded = json.loads(skills) if isinstance(skills, str) else skills
    return Candidate(user_id, name, frozenset(roles), level, graded, load, most_open)
