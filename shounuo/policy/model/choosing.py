"""Section 5.2: how one person is chosen among those who may take a case."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shounuo.kernel.words import Words
from shounuo.policy.model.basis import Duration, Entry, EveryLevel, Level, Many, Wrong

GivenUp = Literal["team", "language", "load", "skill", "role", "level"]
"""What a search that finds nobody may give up. Duty, leave and a finished training are not among them."""
Points = Annotated[float, Field(ge=0, le=100)]


class Weights(Entry):
    """Points for each grade of skill; points off for each unit of open load (`load` below) and for each case given lately;
    points for each case closed for the same customer, or of the same kind, up to `familiar_up_to` of each."""

    skill: Points
    load: Points
    fairness: Points
    customer: Points
    problem: Points


class Rebalancing(Entry):
    """Who goes off duty offers the open cases of these levels to somebody on duty, who answers within this time."""

    clause: str
    levels: Many[Level]
    answer_within: EveryLevel[Duration]


class Choosing(Entry):
    """`widening`: what is given up, in this order, while nobody fits; what is not named is never given up.
    `load`: what an open case of each level weighs."""

    clause: str
    widening: Many[GivenUp]
    load: EveryLevel[Annotated[int, Field(ge=1, le=100)]]
    fair_over: Duration
    familiar_over: Duration
    familiar_up_to: Annotated[int, Field(ge=1, le=100)]
    weights: Weights
    rebalancing: Rebalancing

    @model_validator(mode="after")
    def _a_more_urgent_case_weighs_more(self) -> Self:
        loads = [self.load[level] for level in sorted(self.load)]
        if loads != sorted(loads, reverse=True):
            raise Wrong(
                Words("较急的案例权重反而更小", "a more urgent case weighs less than a calmer one"),
                Words("P0 到 P4 依次不增", "weights that do not rise from P0 to P4"),
            )
        return self
