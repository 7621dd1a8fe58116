"""Who should take a case, and why: the fittest of those on duty. Pure. [5.2-assign, 5.3.2-P0-team, 5.3.3-P4]"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, cast

from shounuo.assignment.choice import Choice, LeftOut, Seen, said
from shounuo.policy.model.choosing import Choosing

ANY_LEVEL = frozenset({"L1", "L2", "L3"})
CHINESE = re.compile(r"[一-鿿]")
LETTERS = re.compile(r"[A-Za-z]")
ENOUGH = 20
"""So many letters without a Chinese character are English; fewer (an error code, "ok") say nothing."""


class Candidate(NamedTuple):
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


def choose(
    need: Need, candidates: Iterable[Candidate], practice: Choosing, left_out: Sequence[LeftOut] = ()
) -> Choice:
    """The person with the most points among those of whom the least has to be given up; `left_out` came into question before
    and did not get so far.

    1. Whoever is not on duty in a wanted role, is away or still in training is out.
    2. Each of the others lacks something or nothing: fixed team, language, skill, room, starting role, level.
    3. The last thing the policy gives up weighs most: who lacks nothing comes before who lacks the first, and so on. What
       the policy does not name is not given up: who lacks it is out.
    4. Among equals points decide: skill, less load, fewer cases lately, familiarity; then the lower id, so that the same
       question has the same answer.
    """
    ranked = _ranked(need, candidates, practice)
    least = min((rank for rank, _, _ in ranked), default=OUT)
    compared = [_seen(need, one, lacks, practice) for rank, one, lacks in ranked if rank == least < OUT]
    others = [
        LeftOut(one.user_id, one.name, lacks) for rank, one, lacks in ranked if rank > least or rank >= OUT
    ]
    compared.sort(key=lambda one: (-one.score, one.user_id))
    return said(compared, [*others, *left_out], practice.widening)


def shortlist(
    need: Need, candidates: Iterable[Candidate], practice: Choosing
) -> tuple[set[int], list[LeftOut]]:
    """Whose figures decide, unless all of them are full: those of whom the least has to be given up, room left aside. And the
    others, with what is lacking."""
    ranked = _ranked(need, candidates, practice, aside="load")
    least = min((rank for rank, _, _ in ranked), default=OUT)
    near = {one.user_id for rank, one, _ in ranked if rank == least < OUT}
    return near, [
        LeftOut(one.user_id, one.name, lacks) for _, one, lacks in ranked if one.user_id not in near
    ]


OUT = 1 << 30
Ranked = tuple[int, Candidate, frozenset[str]]


def _ranked(need: Need, candidates: Iterable[Candidate], practice: Choosing, aside: str = "") -> list[Ranked]:
    """Each with what is lacking, and how much that is to give up: the last step of the widening counts for more than all
    before it, and OUT is too much. The least first, then by id."""
    worth = {str(step): 1 << n for n, step in enumerate(practice.widening)}
    ranks: dict[frozenset[str], int] = {}
    found = []
    for one in candidates:
        lacks = _lacks(need, one, aside)
        if lacks not in ranks:
            ranks[lacks] = sum([worth.get(name, OUT) for name in lacks])
        found.append((ranks[lacks], one, lacks))
    return sorted(found, key=lambda row: (row[0], row[1].user_id))


def grade(candidate: Candidate, need: Need) -> int:
    """The best grade in what the case is about; 0 without any skill in it."""
    best = 0
    for skill in need.skills:
        best = max(best, candidate.skills.get(skill, 0))
    return best


def load(open_cases: Mapping[str, int], practice: Choosing) -> int:
    """What somebody carries: a P0 weighs more than a P4."""
    weighs = cast(Mapping[str, int], practice.load)
    return sum([weighs[level] * count for level, count in open_cases.items()])


def language_of(text: str, account: str) -> str:
    """In which language the customer should be spoken to, "zh" or "en": the text's own; where it says nothing, the account's."""
    if CHINESE.search(text):
        return "zh"
    if len(LETTERS.findall(text)) >= ENOUGH:
        return "en"
    return "zh" if account.startswith("zh") else "en"


def _lacks(need: Need, one: Candidate, aside: str) -> frozenset[str]:
    """What is wrong with this person for this case, filter by filter; one of them may be left aside."""
    starts = not one.roles.isdisjoint(need.first)
    return _named(
        not starts and one.roles.isdisjoint(need.roles),
        one.away,
        not one.trained,
        not one.on_team,
        need.language not in one.languages,
        not grade(one, need),
        aside != "load" and sum(one.open_cases.values()) >= one.most_open,
        not starts,
        one.level not in (need.first_levels if starts else need.levels),
    )


FILTERS = ("duty", "leave", "training", "team", "language", "skill", "load", "role", "level")


@cache
def _named(*wrong: bool) -> frozenset[str]:
    """What is wrong, by name. Hundreds are asked about, and what they lack is much the same."""
    return frozenset(name for name, is_wrong in zip(FILTERS, wrong, strict=True) if is_wrong)


def _seen(need: Need, one: Candidate, lacks: frozenset[str], practice: Choosing) -> Seen:
    """The figures, and what they are worth in points."""
    skill, carried = grade(one, need), load(one.open_cases, practice)
    weights, most = practice.weights, practice.familiar_up_to
    points = {
        "skill": weights.skill * skill,
        "load": -weights.load * carried,
        "fairness": -weights.fairness * one.given,
        "customer": weights.customer * min(one.for_customer, most),
        "problem": weights.problem * min(one.of_kind, most),
    }
    return Seen(
        one.user_id, one.name, lacks, skill, carried, sum(one.open_cases.values()), one.most_open, one.given,
        one.for_customer, one.of_kind, points, round(sum(points.values()), 2),
    )  # fmt: skip
