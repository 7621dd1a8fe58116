"""Reading a choice again, the stored one or a fresh one: who was compared with which figures, who was left out and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shounuo.assignment.choice import LACKS, LeftOut, Seen
from shounuo.kernel.words import Words


@dataclass(frozen=True)
class Explained:
    """`more`: how many further were compared and left out than are kept by name."""

    why: Words
    compared: list[Seen]
    left_out: list[LeftOut]
    more: tuple[int, int]


def explained(facts: Mapping[str, Any]) -> Explained:
    """From what is kept with an assignment; one that a person made (handed over, took it) compares nobody."""
    why = facts.get("why") or {}
    compared = [Seen.of(one) for one in facts.get("compared", ())]
    left_out = [LeftOut.of(one) for one in facts.get("left_out", ())]
    n_compared, n_left_out = facts.get("counts", (len(compared), len(left_out)))
    return Explained(
        Words(why.get("zh", ""), why.get("en", "")), compared, left_out,
        (n_compared - len(compared), n_left_out - len(left_out)),
    )  # fmt: skip


def figures(one: Seen) -> Words:
    """What the points came from."""
    return Words(
        f"技能 {one.grade} 级 · 在办 {one.open_cases}/{one.most_open}（负载 {one.load}）· 近期分到 {one.given} · "
        f"该客户 {one.for_customer} · 同类 {one.of_kind}",
        f"skill {one.grade} · open {one.open_cases}/{one.most_open} (load {one.load}) · given lately {one.given} · "
        f"this customer {one.for_customer} · this kind {one.of_kind}",
    )


def reasons(one: LeftOut) -> Words:
    """Why somebody was left out; what is never given up first."""
    lacking = [words for name, words in LACKS.items() if name in one.lacks]
    if "duty" in one.lacks:
        lacking = [LACKS["duty"]]
    return Words("、".join(words.zh for words in lacking), ", ".join(words.en for words in lacking))
