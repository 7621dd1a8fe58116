"""Gathering who could take a case: the duty list with the engineers' records, and their open cases. Two queries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.assignment.rules import Candidate
from shounuo.cases.reads import open_by_assignee
from shounuo.kernel.rows import ask

ON_DUTY = """
SELECT shift.user_id, shift.role, person.name, person.email, person.language, engineer.level, engineer.skills, engineer.most_open
FROM oncall_shift shift JOIN accounts_user person ON person.id = shift.user_id
JOIN staff_engineer engineer ON engineer.user_id = shift.user_id
WHERE shift.role IN (%s) AND shift.begins_at <= %s AND shift.ends_at > %s AND person.is_active
ORDER BY shift.user_id
"""


def candidates(roles: Iterable[str], at: datetime) -> dict[User, Candidate]:
    """Every engineer on duty at `at` in one of these roles, with what the choice needs to know. The users hold what one
    needs to tell them something: name, address, language."""
    found = ask(ON_DUTY, list(roles), at, at)
    stands: dict[int, set[str]] = {}
    for user_id, role, *_ in found:
        stands.setdefault(user_id, set()).add(role)
    load = open_by_assignee(list(stands))
    known = {row[0]: row for row in found}
    return {
        _user(row): _candidate(row, stands[user_id], load.get(user_id, {})) for user_id, row in known.items()
    }


def _user(row: tuple[Any, ...]) -> User:
    user_id, _, name, email, language, *_ = row
    return User(id=user_id, name=name, email=email, language=language, is_staff_member=True)


def _candidate(row: tuple[Any, ...], roles: set[str], load: dict[str, int]) -> Candidate:
    user_id, _, name, _, _, level, skills, most_open = row
    graded = json.loads(skills) if isinstance(skills, str) else skills
    return Candidate(user_id, name, frozenset(roles), level, graded, load, most_open)
