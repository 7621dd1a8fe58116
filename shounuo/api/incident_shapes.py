"""What the API tells of an incident."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.api.shapes import Promise, Shape


class IncidentStep(Shape):
    stage: str
    step: str
    track: str
    kind: str
    state: str
    by: str
    started_at: datetime | None
    done_at: datetime | None
    note: str


class IncidentPost(Shape):
    member: str
    needed_at: datetime | None
    arrived_at: datetime | None
    people: list[dict[str, Any]]


class IncidentDecision(Shape):
    id: int
    kind: str
    what: str
    why: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_as: str
    decided_at: datetime | None
    started_at: datetime | None
    done_at: datetime | None
    result: str
    objections: list[dict[str, Any]]
    authorised: bool
    authorisations: list[dict[str, Any]]


class Incident(Shape):
    """The response to a P0 or P1. `tree`: where a P1 stands in the decision tree."""

    case: str
    ordinal: int
    level: str
    state: str
    ended_how: str
    trigger_at: datetime
    confirmed_at: datetime | None
    confirmed_how: str
    restored_at: datetime | None
    ended_at: datetime | None
    closed_room: bool
    commander: str | None
    command_how: str | None
    tree: str | None
    steps: list[IncidentStep]
    posts: list[IncidentPost]
    promises: list[Promise]
    decisions: list[IncidentDecision]


class Draft(Shape):
    """The prepared update for the customer."""

    text: str
