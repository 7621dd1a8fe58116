"""What may be said to the decision log over the API, and what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shounuo.api.inputs import LINES, Mail, Reason, RowId, Said
from shounuo.api.shapes import File, Shape

Maybe = Annotated[str, StringConstraints(max_length=2_000, pattern=LINES)]
Kind = Literal["emergency_fix", "call_in_resources", "major_architecture_change", "data_recovery", "other"]
Role = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_]{1,40}$")]
Called = Annotated[
    list[Role], Field(max_length=10, description="Roles of the team to be called, for call_in_resources")
]


class NewDecision(Said):
    kind: Kind
    what: Reason
    why: Maybe = ""
    risk: Maybe = ""
    call: Called = []


class Approval(Said):
    words: Maybe = ""
    call: Called = []


class InWords(Said):
    words: Reason


class NewAuthorisation(Said):
    contact_id: RowId
    words: Reason
    via: Literal["portal", "phone"] = "portal"


class NewAdmission(Said):
    to: Mail
    reason: Reason


class Objection(Shape):
    by: str
    at: datetime
    words: str


class Authorisation(Shape):
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


class Decision(Shape):
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
    objections: list[Objection]
    started_by: str | None
    started_at: datetime | None
    done_at: datetime | None
    result: str
    lacking: str
    may: list[str]
    authorisations: list[Authorisation]


class Admission(Shape):
    name: str
    by: str
    reason: str
    at: datetime


class Room(Shape):
    closed: bool
    security: bool
    admissions: list[Admission]


class Decisions(Shape):
    number: str
    level: str
    state: str
    room: Room
    decisions: list[Decision]
    masked: list[str]


class Custody(Shape):
    at: datetime
    what: str


class Exhibit(File):
    whole: bool
    custody: list[Custody]


class Evidence(Shape):
    evidence: list[Exhibit]
