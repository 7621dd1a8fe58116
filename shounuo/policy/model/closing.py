"""Section 5.4: how a case ends, and what must be on record before it may."""

from typing import Literal

from shounuo.policy.model.basis import Duration, Entry, EveryLevel, Many, Point

Demand = Literal["required", "optional"]


class Gate(Entry):
    clause: str
    root_cause: Demand
    solution: Demand
    prevention: Demand


class Survey(Entry):
    """One click from 1 to `best`."""

    clause: str
    by_itself: bool
    best: int
    answers_per_case: int


class Closing(Entry):
    """`confirm_within`: a customer's silence for so long after resolving closes the case. `permanent_fix_within`: how long a workaround
    may stand for the permanent fix (5.3.1)."""

    clause: str
    confirm_within: Duration
    permanent_fix_within: Duration
    steps: Many[Point]
    gate: EveryLevel[Gate]
    survey: Survey
