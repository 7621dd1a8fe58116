"""The [triage] section of the policy file: the words triage knows, and what it makes of them (3.1-factors, 3.2-keywords).

People extend triage here and nowhere else. A group is a handful of phrases that mean the same; `role` says what part
they play in a sentence and `sense` which of that role's meanings they carry. In a phrase `…` stands for anything within
the same clause, and a trailing `*` on an English word for any ending.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Level = Literal["P0", "P1", "P2", "P3", "P4"]
Scope = Literal["all", "most", "group", "some", "few", "none", "unknown"]
Factor = Literal[
    "business_continuity",
    "affected_users",
    "data_integrity",
    "financial_loss",
    "compliance",
    "time_sensitivity",
]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]

SENSES: dict[str, frozenset[str]] = {
    "thing": frozenset({"whole", "key", "minor", "tool", "look", "paper"}),
    "fault": frozenset({"down", "fails", "slow", "flaw"}),
    "event": frozenset({"incident", "raise"}),
    "scope": frozenset({"all", "most", "group", "segment", "some", "few", "none"}),
    "ease": frozenset({"others_fine", "workaround", "no_hurry", "mitigated"}),
    "pressure": frozenset({"loss", "small_money", "authority", "countdown", "team_blocked"}),
    "stance": frozenset({"question", "request", "work", "small_change", "notice", "wish", "paper_request"}),
    "frame": frozenset(
        {
            "negation", "hypothetical", "future", "past", "recovered", "unrecovered", "again", "ongoing", "drill",
            "not_drill", "elsewhere", "other_environment", "production", "planned", "fear", "neutral",
        }
    ),
}  # fmt: skip


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Pair(Part):
    zh: str
    en: str


class Group(Part):
    """Phrases of one meaning. `event` is the event type of 5.3.2 that they speak of, whose level then counts."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+$")]
    role: Literal["thing", "fault", "event", "scope", "ease", "pressure", "stance", "frame"]
    sense: str
    factor: Factor
    clause: str
    level: Level | None = None
    event: str | None = None
    zh: list[Phrase] = []
    en: list[Phrase] = []

    @model_validator(mode="after")
    def _sense_belongs_to_the_role(self) -> Self:
        allowed = SENSES[self.role]
        if self.sense not in allowed:
            raise ValueError(f"{self.id}: sense {self.sense!r} is not one of {', '.join(sorted(allowed))}")
        if self.role == "event" and (self.level is None) == (self.event is None):
            raise ValueError(
                f"{self.id}: an event has the level of its event type, or else a level of its own"
            )
        return self


class Row(Part):
    """What a fault of one kind in one kind of thing weighs, by how many it hits."""

    id: str
    thing: Literal["whole", "key", "plain", "minor", "tool", "look", "paper"]
    fault: Literal["down", "fails", "slow10", "slow", "flaw"]
    clause: str
    event: str | None = None
    levels: dict[Scope, Level]
    because: Pair

    @model_validator(mode="after")
    def _every_scope_has_a_level(self) -> Self:
        missing = {"all", "most", "group", "some", "few", "none", "unknown"} - set(self.levels)
        if missing:
            raise ValueError(f"{self.id}: no level for {', '.join(sorted(missing))}")
        return self


class SilentForm(Part):
    """What the form says where the text is silent."""

    scopes: dict[str, Scope]
    levels: dict[str, Level]


class OutsideProduction(Part):
    blocked: Level
    otherwise: Level
    clause: str


class Patterns(Part):
    """When the customer's past cases count as a pattern (3.2-history)."""

    enough_cases: Annotated[int, Field(ge=1)]
    share: Annotated[int, Field(ge=1, le=100)]
    highest: Level
    clause: str


class Thresholds(Part):
    """Where numbers turn into words: shares in percent, slowness in times of normal.

    `failing_event`: a key interface failing for most calls; `both_event`: ordering and paying both gone.
    """

    all_from: Annotated[int, Field(ge=1, le=100)]
    most_from: Annotated[int, Field(ge=1, le=100)]
    few_people: Annotated[int, Field(ge=1)]
    slow_times: Annotated[int, Field(ge=2)]
    failing_event: str
    both_event: str


class Doubt(Part):
    """When another opinion raises the level by one, and when the engineer is asked first; percent (4.1-unsure-higher)."""

    clause: str
    unsure_below: Annotated[int, Field(ge=0, le=100)]
    raised_from: Annotated[int, Field(ge=0, le=100)]
    asks_below: Annotated[int, Field(ge=0, le=100)]
    learnt_from: Annotated[int, Field(ge=1)]


class Calibration(Part):
    """How certain → how often right, in percent; in between by a straight line."""

    clause: str
    points: Annotated[list[Annotated[list[int], Field(min_length=2, max_length=2)]], Field(min_length=2)]

    @model_validator(mode="after")
    def _both_only_rise(self) -> Self:
        for before, after in pairwise(self.points):
            if after[0] <= before[0] or after[1] < before[1]:
                raise ValueError("the points of a calibration rise from left to right")
        return self


class TriageSection(Part):
    clause: str
    doubt: Doubt
    calibration: Calibration
    outside_production: OutsideProduction
    history: Patterns
    thresholds: Thresholds
    form: SilentForm
    grid: list[Row]
    groups: list[Group]

    @model_validator(mode="after")
    def _ids_are_unique_and_the_grid_is_whole(self) -> Self:
        seen: set[str] = set()
        for group in self.groups:
            if group.id in seen:
                raise ValueError(f"two groups are called {group.id}")
            seen.add(group.id)
        cells = [(row.thing, row.fault) for row in self.grid]
        if len(set(cells)) != len(cells):
            raise ValueError("two rows of the grid speak of the same thing and fault")
        return self
