"""Who is on duty and what they carry, asked before it is known how urgent a case is: along with what is asked anyway.

In a house where few are on duty it costs less to ask about all of them than to ask twice. The roles are those of every level,
as the last policy that somebody was chosen under has them; where another one is in force, or many are on duty, the choice asks
for itself. [5.2-assign]
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shounuo.assignment import reads
from shounuo.kernel.rows import Question
from shounuo.policy.model import Policy

FEW = 12
"""So many on duty are all looked at closely, in one walk to the database; of more, only those who come into question."""


@dataclass(frozen=True)
class Ahead:
    """What was asked, about these roles and with figures since then; `people` once it is answered."""

    roles: frozenset[str]
    since: reads.Case
    people: reads.People | None = None

    def covers(self, roles: frozenset[str], since: reads.Case) -> reads.People | None:
        """The answer to the question that the choice has, if it is there."""
        if self.people is None or not roles <= self.roles or since != self.since:
            return None
        return self.people.standing_in(roles)


_usual: dict[str, Policy] = {}
_crowd: dict[frozenset[str], int] = {}
"""How many stood in these roles when this process last looked: whether it pays to ask for everybody's figures at once. Of a
crowd that is not looked at, one fewer with each case: so it is counted again after so many."""


def few(roles: frozenset[str]) -> bool:
    return _crowd.get(roles, 0) <= FEW


def note(roles: frozenset[str], count: int) -> None:
    _crowd[roles] = count


def note_policy(policy: Policy) -> None:
    _usual["last"] = policy


def forget() -> None:
    """Another house, as between tests."""
    _usual.clear()
    _crowd.clear()


def since_of(policy: Policy, customer_id: int, problem_type: str, at: datetime) -> reads.Case:
    practice = policy.choosing
    return reads.Case(customer_id, problem_type, at - practice.fair_over, at - practice.familiar_over)


def asks_ahead(customer_id: int, problem_type: str, at: datetime) -> tuple[Ahead | None, list[Question]]:
    """What to ask along with other questions: nothing where it is not known what, or where many are on duty."""
    policy = _usual.get("last")
    if policy is None:
        return None, []
    roles = frozenset(
        role for one in policy.assignment.values() for part in (one.starts_with, one.roles) for role in part
    )
    if not few(roles):
        _crowd[roles] -= 1
        return None, []
    since = since_of(policy, customer_id, problem_type, at)
    return Ahead(roles, since), reads.asks_on_duty(roles, at, since)


def answered(ahead: Ahead | None, found: list[list[tuple[Any, ...]]]) -> Ahead | None:
    if ahead is None:
        return None
    people = reads.found_on_duty(*found)
    note(ahead.roles, len(people.candidates))
    return replace(ahead, people=people)
