"""Section 5.3.4: how a case goes up and down between the levels."""

from typing import Literal

from pydantic import Field

from shounuo.policy.model.basis import Duration, Entry, Level, Many, Point, Role, Text

Effect = Literal["raise", "propose"]


class Trigger(Entry):
    """What, once recorded on a case of level `from_level`, makes it (or proposes it as) `to_level`."""

    id: str
    clause: str
    from_level: Level
    to_level: Level
    effect: Effect
    text: Text


class Down(Entry):
    """How many of `conditions` have to be recorded before a case may go down."""

    clause: str
    needed: int = Field(ge=1)
    conditions: Many["Condition"]


class Condition(Entry):
    id: str
    text: Text


class Approval(Entry):
    """`approvers` in turn: who is silent for `within` is followed by the next."""

    clause: str
    approvers: Many[Role]
    within: Duration
    pages_for: Many[Level]
    raises: Literal["at_once", "after_approval"]
    reductions: Literal["at_once", "after_approval"]


class Correction(Entry):
    """The first confirmation of a level is a correction, not a change: it needs a reason and tells these roles."""

    clause: str
    reason: Literal["required", "optional"]
    tells: Many[Role]
    tells_customer: bool
    approval: Literal["required", "none"]


class LevelChanges(Entry):
    up: Many[Trigger]
    down: Down
    procedure: Many[Point]
    approval: Approval
    correction: Correction
