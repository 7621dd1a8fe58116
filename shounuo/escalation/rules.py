"""When a case without progress goes on, and to whom: decided on plain values. [6.2-L1-L2, 6.2-L2-L3, 6.2-L3-AWS]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shounuo.calendars.rules import Hours
from shounuo.policy.model.escalation import PathStep, Progress


@dataclass(frozen=True)
class Standing:
    """What the path looks at: the case's level and state, the holder's level, and when something last moved."""

    priority: str
    state: str
    holder_level: str
    moved_at: datetime


def step_from(path: Sequence[PathStep], level: str) -> PathStep | None:
    return next((one for one in path if one.from_level == level), None)


def counts(standing: Standing, progress: Progress) -> bool:
    """Whether time without progress counts now: for P0 and P1 as long as they are open, for the others while somebody works on them."""
    if standing.priority in progress.always_for:
        return standing.state in ("new", "working", "waiting")
    return standing.priority in progress.while_worked_on_for and standing.state == "working"


def due(
    standing: Standing, path: Sequence[PathStep], progress: Progress, hours: Hours
) -> tuple[PathStep, datetime] | None:
    """Which step follows, and when: so long of open time after the last progress; None where none does or none counts."""
    step = step_from(path, standing.holder_level)
    if step is None or not counts(standing, progress):
        return None
    return step, hours.add(standing.moved_at, step.after)
