"""Who should take a case, and why: the fittest of those on duty. Pure. [5.2-assign, 5.3.2-P0-team, 5.3.3-P4]"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from shounuo.assignment.choice import Choice, Seen, said
from shounuo.policy.model import Level
from shounuo.policy.model.choosing import Choosing

ANY_LEVEL = frozenset({"L1", "L2", "L3"})
CHINESE = re.compile(r"[一-鿿]")
LETTERS = re.compile(r"[A-Za-z]")
ENOUGH = 20
"""So many letters without a Chinese character are English; fewer (an error code, "ok") say nothing."""


@dataclass(frozen=True)
class Candidate:
    """An engineer: roles stood in now, level, skills graded 1..5, open cases by priority, how many may be carried, languages,
    whether in the customer's fixed team (or there is none), away now, still in training; cases given lately, cases closed for
    this customer and of this kind."""

    user_id: int
    name: str
    roles: frozenset[str]
    level: str
    skills: Mapping[str, int]
    open_cases: Mapping[str, int]
    most_open: int
    languages: frozenset[str] = frozenset({"zh"})
    on_team: bool = True
    away: bool = False
    trained: bool = True
    given: int = 0
    for_customer: int = 0
    of_kind: int = 0


@dataclass(frozen=True)
class Need:
    """What a case asks of the person. It starts with somebody in `first` (for a P0 the duty engineer, who assesses it) of
    `first_levels`; else with somebody in `roles` of `levels`. Skill in one of `skills` (its type, its services); `language`."""

    first: frozenset[str]
    roles: frozenset[str]
    levels: frozenset[str]
    skills: tuple[str, ...]
    language: str = "zh"
    first_levels: frozenset[str] = ANY_LEVEL


@dataclass(frozen=True, slots=True)
class Compared:
    """A candidate beside the need: what is lacking, and what the rest is worth."""

    one: Candidate
    lacks: frozenset[str]
    grade: int
    load: int
    points: Mapping[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(self.points.values())


def choose(need: Need, candidates: Iterable[Candidate], practice: Choosing) -> Choice:
    """The person with the most points among those of whom the least has to be given up.

    1. Whoever is not on duty in a wanted role, is away or still in training is out.
    2. Each of the others lacks something or nothing: fixed team, language, room, skill, starting role, level.
    3. The last thing the policy gives up weighs most: who lacks nothing comes before who lacks the first, and so on. What
       the policy does not name is not given up: who lacks it is out.
    4. Among equals points decide: skill, less load, fewer cases lately, familiarity; then the lower id, so that the same
       question has the same answer.
    """
    seen = [_beside(need, one, practice) for one in sorted(candidates, key=lambda one: one.user_id)]
    able = [row for row in seen if row.lacks <= frozenset(practice.widening)]
    least = min((given_up(row, practice) for row in able), default=())
    ranked = sorted(
        (row for row in able if given_up(row, practice) == least),
        key=lambda row: (-row.score, row.one.user_id),
    )
    chosen = {row.one.user_id for row in ranked}
    others = sorted(
        (row for row in seen if row.one.user_id not in chosen),
        key=lambda row: (
            bool(row.lacks - frozenset(practice.widening)),
            given_up(row, practice),
            row.one.user_id,
        ),
    )
    return said([_told(row) for row in ranked], [_told(row) for row in others], practice.widening)


def given_up(row: Compared, practice: Choosing) -> tuple[bool, ...]:
    """Smaller is better: the last step of the widening counts before the earlier ones."""
    return tuple(step in row.lacks for step in reversed(practice.widening))


def grade(candidate: Candidate, need: Need) -> int:
    """The best grade in what the case is about; 0 without any skill in it."""
    return max((candidate.skills.get(skill, 0) for skill in need.skills), default=0)


def load(open_cases: Mapping[str, int], practice: Choosing) -> int:
    """What somebody carries: a P0 weighs more than a P4."""
    return sum(practice.load[cast(Level, level)] * count for level, count in open_cases.items())


def language_of(text: str, account: str) -> str:
    """In which language the customer should be spoken to, "zh" or "en": the text's own; where it says nothing, the account's."""
    if CHINESE.search(text):
        return "zh"
    if len(LETTERS.findall(text)) >= ENOUGH:
        return "en"
    return "zh" if account.startswith("zh") else "en"


def _beside(need: Need, one: Candidate, practice: Choosing) -> Compared:
    skill, carried = grade(one, need), load(one.open_cases, practice)
    most = practice.familiar_up_to
    points = {
        "skill": practice.weights.skill * skill,
        "load": -practice.weights.load * carried,
        "fairness": -practice.weights.fairness * one.given,
        "customer": practice.weights.customer * min(one.for_customer, most),
        "problem": practice.weights.problem * min(one.of_kind, most),
    }
    return Compared(one, _lacks(need, one, skill), skill, carried, points)


def _lacks(need: Need, one: Candidate, skill: int) -> frozenset[str]:
    """What is wrong with this person for this case, filter by filter."""
    starts, may = bool(one.roles & need.first), bool(one.roles & need.roles)
    there = {
        "duty": starts or may,
        "leave": not one.away,
        "training": one.trained,
        "team": one.on_team,
        "language": need.language in one.languages,
        "load": sum(one.open_cases.values()) < one.most_open,
        "skill": skill > 0,
        "role": starts,
        "level": one.level in (need.first_levels if starts else need.levels),
    }
    return frozenset(name for name, fine in there.items() if not fine)


def _told(row: Compared) -> Seen:
    one = row.one
    return Seen(
        one.user_id, one.name, row.lacks, row.grade, row.load, sum(one.open_cases.values()), one.most_open, one.given,
        one.for_customer, one.of_kind, {name: round(value, 2) for name, value in row.points.items()},
    )  # fmt: skip
