"""What was chosen and why, in words a duty lead understands, and as plain JSON that is kept with the case. Pure. [5.2-assign]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shounuo.kernel.words import Words

KEPT = 8
"""So many of those compared, and of those left out, are kept by name; of the others their number."""

LACKS: dict[str, Words] = {
    "duty": Words("不在所需角色值班", "not on duty in a wanted role"),
    "leave": Words("请假中", "on leave"),
    "training": Words("尚未完成上岗培训", "training not finished"),
    "team": Words("不在客户的固定团队", "not in the customer's fixed team"),
    "language": Words("不会客户的语言", "does not speak the customer's language"),
    "load": Words("在办案例已满", "carries as much as allowed"),
    "skill": Words("没有相关技能", "lacks the skill"),
    "role": Words("不是首先接手的角色", "not the role it starts with"),
    "level": Words("级别不符", "not of the level"),
}
"""What is wrong with somebody who was left out."""
GIVEN_UP: dict[str, Words] = {
    "team": Words("固定团队无人合适", "nobody of the fixed team fits"),
    "language": Words("无人会客户的语言", "nobody speaks the customer's language"),
    "load": Words("均已满载", "all carry as much as allowed"),
    "skill": Words("无人具备该技能", "nobody has the skill"),
    "role": Words("首先接手的角色无人合适", "nobody of the role it starts with fits"),
    "level": Words("无人级别相符", "nobody is of the level"),
}
"""What had to be given up, as the sentence of why says it."""
POINTS: dict[str, Words] = {
    "skill": Words("技能更高", "more skill"),
    "load": Words("负载更轻", "less load"),
    "fairness": Words("近期分到的更少", "fewer cases lately"),
    "customer": Words("更熟悉这位客户", "knows the customer better"),
    "problem": Words("更熟悉这类问题", "knows this kind of problem better"),
}
NOBODY = Words("当前没有合适的工程师在值班", "No fitting engineer is on duty")


class Seen(NamedTuple):
    """One person as the choice saw them: what is lacking, the figures, and the points they came to."""

    user_id: int
    name: str
    lacks: frozenset[str]
    grade: int
    load: int
    open_cases: int
    most_open: int
    given: int
    for_customer: int
    of_kind: int
    points: Mapping[str, float]
    score: float

    def as_facts(self) -> dict[str, Any]:
        points = {name: round(value, 2) for name, value in self.points.items()}
        return {**self._asdict(), "lacks": sorted(self.lacks), "points": points}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Seen:
        return cls(**{**facts, "lacks": frozenset(facts["lacks"])})


class LeftOut(NamedTuple):
    """Somebody who was looked at and came into question no further, and what was lacking."""

    user_id: int
    name: str
    lacks: frozenset[str]

    def as_facts(self) -> dict[str, Any]:
        return {**self._asdict(), "lacks": sorted(self.lacks)}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> LeftOut:
        return cls(facts["user_id"], facts["name"], frozenset(facts["lacks"]))


@dataclass(frozen=True)
class Choice:
    """The person chosen (None: nobody), the last step the search was widened to ("fitting": none), the reason in words, who
    was compared (best first) and who was left out."""

    user_id: int | None
    step: str
    why: Words
    compared: tuple[Seen, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unfit: bool = field(default=False)
    """Somebody has it, but lacks skill or level, and so does everybody who could be asked: that is an alarm too."""

    def as_facts(self) -> dict[str, Any]:
        """Plain JSON, kept with the assignment."""
        return {
            "step": self.step,
            "why": self.why.as_facts(),
            "compared": [one.as_facts() for one in self.compared[:KEPT]],
            "left_out": [one.as_facts() for one in self.left_out[:KEPT]],
            "counts": [len(self.compared), len(self.left_out)],
        }


def said(ranked: Sequence[Seen], others: Sequence[LeftOut], widening: Sequence[str]) -> Choice:
    """The first of `ranked` has it; the words say what was given up, how the person stands, and what made the difference."""
    if not ranked:
        return Choice(None, "nobody", _nobody(others), (), tuple(others))
    first = ranked[0]
    lacking = [step for step in widening if step in first.lacks]
    step = lacking[-1] if lacking else "fitting"
    return Choice(
        first.user_id, step, _why(ranked, lacking), tuple(ranked), tuple(others), _unfit(first, others)
    )


def _unfit(first: Seen, others: Sequence[LeftOut]) -> bool:
    needed = {"skill", "level"} & first.lacks
    return bool(needed) and not any(_could(one) and not needed & one.lacks for one in others)


def _could(one: LeftOut) -> bool:
    return not {"duty", "leave", "training"} & one.lacks


def _nobody(others: Sequence[LeftOut]) -> Words:
    """Nobody: and what was wrong with those who were looked at."""
    if not others:
        return NOBODY
    counts = Counter(reason for one in others for reason in sorted(one.lacks) if reason not in GIVEN_UP)
    parts = [
        Words(f"{LACKS[reason].zh} {n} 人", f"{n} {LACKS[reason].en}") for reason, n in counts.most_common()
    ]
    if not parts:
        return NOBODY
    return Words(
        f"{NOBODY.zh}：{'、'.join(part.zh for part in parts)}",
        f"{NOBODY.en}: {', '.join(part.en for part in parts)}",
    )


def _why(ranked: Sequence[Seen], lacking: Sequence[str]) -> Words:
    first = ranked[0]
    zh, en = _head(lacking)
    facts = [
        (f"技能 {first.grade} 级", f"skill grade {first.grade}"),
        (f"在办 {first.open_cases} 件（负载 {first.load}）", f"{first.open_cases} open (load {first.load})"),
        (f"近期分到 {first.given} 件", f"given {first.given} lately"),
    ]
    if first.for_customer:
        facts.append(
            (f"为该客户办过 {first.for_customer} 件", f"closed {first.for_customer} for this customer")
        )
    if first.of_kind:
        facts.append((f"办过同类 {first.of_kind} 件", f"closed {first.of_kind} of this kind"))
    ending = _difference(ranked)
    return Words(
        f"{zh}：{'、'.join(part for part, _ in facts)}；{ending.zh}",
        f"{en}: {', '.join(part for _, part in facts)}; {ending.en}",
    )


def _head(lacking: Sequence[str]) -> tuple[str, str]:
    if not lacking:
        return "在值班、条件全部相符", "On duty and fits in everything"
    return (
        f"在值班，但已放宽（{'、'.join(GIVEN_UP[step].zh for step in lacking)}）",
        f"On duty, but the search was widened ({', '.join(GIVEN_UP[step].en for step in lacking)})",
    )


def _difference(ranked: Sequence[Seen]) -> Words:
    """What made the first the first: where the points differ most from the second's."""
    if len(ranked) == 1:
        return Words("是唯一合适的人", "the only one who fits")
    first, second = ranked[0], ranked[1]
    ahead = {name: first.points[name] - second.points[name] for name in first.points}
    name = max(ahead, key=lambda one: ahead[one])
    zh, en = (POINTS[name].zh, POINTS[name].en) if ahead[name] > 0 else ("得分相同", "equal points")
    return Words(
        f"从 {len(ranked)} 人中选出，比 {second.name} {zh}",
        f"chosen from {len(ranked)}, compared with {second.name}: {en}",
    )
