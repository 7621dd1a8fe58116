"""What may be changed to what on which grounds, and who is asked: decided on plain values. [5.3.4-up, 5.3.4-down, 5.3.4-procedure]"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal

Denied = Literal["", "same", "not_lower", "condition", "unknown_condition", "own"]
LEVELS = ("P0", "P1", "P2", "P3", "P4")


def may_reduce(was: str, level: str, given: Collection[str], known: Collection[str], needed: int) -> Denied:
    """A step down wants its conditions, each one that the standard knows."""
    if level == was:
        return "same"
    if level < was:
        return "not_lower"
    if set(given) - set(known):
        return "unknown_condition"
    return "" if len(set(given)) >= needed else "condition"


def approver(turn: int, approvers: Sequence[str]) -> str | None:
    """Whose word is wanted in this turn; None: everybody was asked."""
    return approvers[turn] if turn < len(approvers) else None


def may_approve(
    roles: Collection[str], approvers: Collection[str], *, own: bool, raises: bool, others: bool
) -> Denied | Literal["role"]:
    """Approvers of the policy; nobody lowers on their own word as long as somebody else could say theirs."""
    if not set(roles) & set(approvers):
        return "role"
    return "own" if own and not raises and others else ""


def reverts_in_time(proposed_at: datetime, within: timedelta, at: datetime) -> bool:
    """A raise taken back in this time is a correction; later it is a reduction like any other."""
    return at <= proposed_at + within


def one_up(level: str) -> str:
    return LEVELS[max(0, LEVELS.index(level) - 1)]


def raised_by(fact: str, level: str) -> str:
    """Where a fact found by ourselves leads: a wider impact one step up, a risk for data at least to P1, from P1 to P0."""
    if fact == "data_security" and level > "P1":
        return "P1"
    return one_up(level)
