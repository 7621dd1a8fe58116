"""The one thing to do next on a case, and what else may be done. Plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass

OPEN = ("new", "working", "waiting")
PATIENT = ("P3", "P4")
"""Work that may be planned; casework asks the policy. [5.3.3-P3]"""


@dataclass(frozen=True)
class Situation:
    """`answered`: a person of ours has replied. `customer_spoke_last`: so the customer is waiting for us. `pressing`: an
    update is at risk or overdue. `owes`: tracks that run after the solution (report, permanent_fix). `to_take_over`: the
    case is for the reader, and whoever has it only started it."""

    state: str
    priority: str
    answered: bool
    customer_spoke_last: bool
    pressing: bool
    owes: frozenset[str]
    to_take_over: bool = False


NEEDS = {"take_over": "accept"}
"""A step that needs the right to another deed."""


def next_step(at: Situation, deeds: frozenset[str]) -> str:
    """accept, take_over, reply, resolve, report, fix – or nothing, where it is the customer's turn or not this person's."""
    wanted = _wanted(at)
    return wanted if NEEDS.get(wanted, wanted) in deeds else ""


def _wanted(at: Situation) -> str:
    if at.state == "new":
        return "accept"
    if at.to_take_over:
        return "take_over"
    if at.state in ("working", "waiting") and (not at.answered or at.customer_spoke_last or at.pressing):
        return "reply"
    if at.state == "working":
        return "resolve"
    if "report" in at.owes:
        return "report"
    return "fix" if "permanent_fix" in at.owes else ""


def possible(at: Situation, deeds: frozenset[str]) -> list[str]:
    """Every deed that the case, as it stands, has room for, in the order the page offers them."""
    rooms = {
        "reply": at.state in OPEN,
        "resume": at.state == "waiting",
        "resolve": at.state in ("working", "waiting"),
        "hand_over": at.state in OPEN,
        "raise": at.state in OPEN and at.priority > "P0",
        "plan": at.state in OPEN and at.priority in PATIENT,
        "report": "report" in at.owes,
        "fix": "permanent_fix" in at.owes,
        "accept": at.state == "new",
    }
    return [deed for deed, room in rooms.items() if room and deed in deeds]
