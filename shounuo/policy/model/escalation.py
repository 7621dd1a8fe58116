"""Section 6: what escalates a case, and along which path."""

from typing import Literal

from pydantic import Field

from shounuo.policy.model.basis import (
    Duration,
    EngineerLevel,
    Entry,
    EveryLevel,
    Level,
    Many,
    Point,
    Role,
    Text,
)


class PathStep(Entry):
    """From one engineer level to the next `after` so long without progress, or at once for the reasons in `text`.

    AWS support is asked with one click (`how` = "proposes"); the other steps happen by themselves.
    """

    id: str
    clause: str
    from_level: EngineerLevel
    to_level: EngineerLevel | Literal["AWS"]
    after: Duration
    how: Literal["by_itself", "proposes"]
    text: Text


class Urgent(Entry):
    """P0 and P1 whose impact keeps growing go straight to the architect on call."""

    clause: str
    levels: Many[Level]
    to: Role
    text: Text


class Progress(Entry):
    """What counts as progress, and for which levels its absence is counted always or only during active work."""

    clause: str
    counts: Many[Literal["public_update", "diagnosis_note", "task_changed", "hand_over"]]
    always_for: Many[Level]
    while_worked_on_for: Many[Level]


class Repeats(Entry):
    """The same problem of the same customer `times` within `window`, or a reopened case, is a repeat."""

    clause: str
    times: int = Field(ge=2)
    window: Duration
    reopened_counts: bool


class CustomerRequest(Entry):
    clause: str
    answered_within: Duration


class AwsSupport(Entry):
    """Our practice: how urgent a case is to AWS Support by its level, how often replies are pulled, and within what time a hand-over
    that has to be done by hand (AWS China) is done."""

    clause: str
    severity: EveryLevel[Literal["low", "normal", "high", "urgent", "critical"]]
    pulled_every: Duration
    by_hand_within: Duration


class Escalation(Entry):
    triggers: Many[Point]
    customer_request: CustomerRequest
    repeats: Repeats
    progress: Progress
    path: Many[PathStep]
    urgent: Urgent
    aws: AwsSupport
