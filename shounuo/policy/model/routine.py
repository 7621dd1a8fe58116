"""Section 5.3.3: how P2, P3 and P4 are worked on."""

from typing import Literal

from shounuo.policy.model.basis import Entry, Many, Role, Text


class Way(Entry):
    id: str
    text: Text


class Routine(Entry):
    """`worked_in`: the calendar by which people are asked; the clocks run by their own (4.2-24x7)."""

    clause: str
    team: Many[Role]
    ways: Many[Way]
    worked_in: str
    night_calls: bool
    planned_maintenance: bool
    shows_knowledge: bool
    consults: list[Role]
    answered_by: Many[Literal["case", "email", "document"]]


class Routines(Entry):
    P2: Routine
    P3: Routine
    P4: Routine
