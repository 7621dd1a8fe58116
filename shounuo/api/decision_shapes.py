"""What the API tells of the decision log, the closed room and the evidence."""

from __future__ import annotations

from datetime import datetime

from shounuo.api.shapes import File, Shape


class LoggedObjection(Shape):
    by: str
    at: datetime
    words: str


class CustomersWord(Shape):
    id: int
    contact_id: int
    contact: str
    via: str
    wording: str
    asked_by: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    witness: str | None
    witnessed_at: datetime | None
    counts: bool


class LoggedDecision(Shape):
    id: int
    kind: str
    what: str
    why: str
    risk: str
    state: str
    right: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_as: str | None
    decided_at: datetime | None
    decided_words: str
    objections: list[LoggedObjection]
    started_by: str | None
    started_at: datetime | None
    done_at: datetime | None
    result: str
    lacking: str
    may: list[str]
    authorisations: list[CustomersWord]


class RoomAdmission(Shape):
    name: str
    by: str
    reason: str
    at: datetime


class ClosedRoom(Shape):
    closed: bool
    security: bool
    admissions: list[RoomAdmission]


class DecisionLog(Shape):
    number: str
    level: str
    state: str
    room: ClosedRoom
    decisions: list[LoggedDecision]


class Custody(Shape):
    at: datetime
    what: str


class Exhibit(File):
    whole: bool
    custody: list[Custody]


class Evidence(Shape):
    evidence: list[Exhibit]
