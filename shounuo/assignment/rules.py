"""Who should take a case, and why: the fittest of those on duty. Pure. [5.2-assign]"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shounuo.kernel.words import Words

ANY_LEVEL = frozenset({"L1", "L2", "L3"})
WEIGHT = {"P0": 8, "P1": 5, "P2": 3, "P3": 2, "P4": 1}
"""What an open case weighs on the person who has it: a P0 counts more than a P4."""


@dataclass(frozen=True)
class Candidate:
    """An engineer on duty: roles stood in now, level, skills graded 1..5, open cases by priority, how much may be carried."""

    user_id: int
    name: str
    roles: frozenset[str]
    level: str
    skills: Mapping[str, int]
    open_cases: Mapping[str, int]
    most_open: int

    @property
    def load(self) -> int:
        return sum(WEIGHT[level] * count for level, count in self.open_cases.items())


@dataclass(frozen=True)
class Need:
    """What a case asks of the person: these roles, these levels, skill in its type and services."""

    roles: frozenset[str]
    levels: frozenset[str]
    skills: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """The person chosen (None: nobody fits), how far the search was widened, and the reason in words."""

    user_id: int | None
    step: str
    why: Words
    ranking: tuple[tuple[int, int, int], ...] = ()

    @property
    def unfit(self) -> bool:
        """Somebody has it, but nobody on duty has the level or the skill: that is an alarm too."""
        return self.step in ("fitting", "on_duty")

    def as_facts(self) -> dict[str, object]:
        """Plain JSON: `ranking` holds (user, skill grade, load) of those who were compared, best first."""
        return {"step": self.step, "why": self.why.as_facts(), "ranking": [list(row) for row in self.ranking]}


def choose(need: Need, candidates: Iterable[Candidate]) -> Choice:
    """The best grade, then the lightest load. Nobody of the wanted level with the skill → anybody on duty → nobody."""
    on_duty = [one for one in candidates if one.roles & need.roles]
    fitting = [one for one in on_duty if one.level in need.levels]
    skilled = [one for one in fitting if grade(one, need)]
    roomy = [one for one in skilled if sum(one.open_cases.values()) < one.most_open]
    for step, group in (("skilled", roomy), ("crowded", skilled), ("fitting", fitting), ("on_duty", on_duty)):
        if group:
            return _best(step, need, group)
    return Choice(None, "nobody", Words("当前没有合适的工程师在值班", "No fitting engineer is on duty"))


def grade(candidate: Candidate, need: Need) -> int:
    """The best grade in what the case is about; 0 without any skill in it."""
    return max((candidate.skills.get(skill, 0) for skill in need.skills), default=0)


_STEPS = {
    "skilled": Words("在值班、技能相符", "On duty with the skill"),
    "crowded": Words("在值班、技能相符(均已满载)", "On duty with the skill (all are loaded)"),
    "fitting": Words("在值班、级别相符(无人具备该技能)", "On duty at the level (nobody has the skill)"),
    "on_duty": Words("在值班(无人级别相符)", "On duty (nobody of the level)"),
}


def _best(step: str, need: Need, group: list[Candidate]) -> Choice:
    ranked = sorted(group, key=lambda one: (-grade(one, need), one.load, one.user_id))
    first = ranked[0]
    why = Words.of(
        "{zh}:技能 {grade} 级,当前负载 {load},从 {n} 人中选出",
        "{en}: skill grade {grade}, load {load}, chosen from {n}",
        zh=_STEPS[step].zh, en=_STEPS[step].en, grade=grade(first, need), load=first.load, n=len(group),
    )  # fmt: skip
    return Choice(
        first.user_id, step, why, tuple((one.user_id, grade(one, need), one.load) for one in ranked[:10])
    )
