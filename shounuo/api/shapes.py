"""What the API answers, for the document that machines read. Answers are built as plain rows, not through these."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FieldError(Shape):
    path: str
    message: str


class Problem(Shape):
    code: str
    message: str
    fields: list[FieldError]
    facts: dict[str, Any] | None = None


class Refused(Shape):
    """Every error, whatever went wrong."""

    error: Problem

    model_config = ConfigDict(json_schema_extra={"required": ["error"]})


class Promise(Shape):
    key: str
    track: str
    label: str
    clause: str
    level: str
    state: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    share: int
    owner: str
    text: str


class Head(Shape):
    """The case after an act. `masked` names the kinds of secrets that were hidden before anything was kept."""

    number: str
    state: str
    priority: str
    priority_source: str
    assignee: str | None
    revision: int
    next_due_at: datetime | None
    masked: list[str]


class Opened(Head):
    opened_at: datetime
    url: str
    promises: list[Promise]


class Said(Head):
    message_id: int


class Offer(Shape):
    """A case that you are asked to take; until you do, `giver` has it."""

    number: str
    subject: str
    priority: str
    giver: str
    reason: str
    answer_by: datetime


class Offers(Shape):
    offers: list[Offer]


class Attempt(Shape):
    """One submission to one vendor. `late_ms`: from its due time to its submission; `receipt` is what the vendor told later:
    delivered, undelivered or acknowledged."""

    channel: str
    vendor: str | None
    ordinal: int
    rung: str
    state: str
    due_at: datetime
    submitted_at: datetime | None
    late_ms: int | None
    answer: str
    code: str
    receipt: str | None
    receipt_at: datetime | None


class Callee(Shape):
    """One person called. `part`: ladder (an answer stops the calling) or notice; `missed`: the calling went on without them."""

    name: str
    whom: str
    part: str
    called_at: datetime
    answered_at: datetime | None
    answered_via: str | None
    missed: bool
    attempts: list[Attempt]


class Calling(Shape):
    """A page: people called to a case until somebody answers. `state`: open, acknowledged, withdrawn or told."""

    id: int
    occasion: str
    level: str
    state: str
    opened_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    ended_via: str | None
    next_rung_at: datetime | None
    people: list[Callee]


class Pages(Shape):
    pages: list[Calling]


class MyCall(Shape):
    """A page that called you. `takes`: answering takes the case; else it says that you come."""

    id: int
    number: str
    subject: str
    customer: str
    occasion: str
    level: str
    state: str
    part: str
    takes: bool
    opened_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    called_at: datetime
    answered_at: datetime | None
    answered_via: str | None
    url: str


class MyPages(Shape):
    pages: list[MyCall]
    next: str | None


class Acknowledged(MyCall):
    """What the answer came to: `took` the case, `first` to be said, `late` when the calling had ended already, and in `refused`
    why you did not get the case, where you would have."""

    took: bool
    first: bool
    late: bool
    refused: str | None


class Row(Shape):
    number: str
    subject: str
    customer: str
    requester: str
    priority: str
    priority_source: str
    state: str
    assignee: str | None
    problem_type: str
    opened_at: datetime
    updated_at: datetime
    next_due_at: datetime | None
    revision: int


class Page(Shape):
    cases: list[Row]
    next: str | None


class File(Shape):
    id: int
    name: str
    size: int
    content_type: str
    sha256: str
    added_at: datetime
    by: str


class Message(Shape):
    id: int
    kind: str
    body: str
    via: str
    said_at: datetime
    by: str
    by_kind: str
    attachments: list[File]


class Decision(Shape):
    level: str
    source: str
    reason: str
    decided_at: datetime
    by: str
    judgement: dict[str, Any] | None


class Assigned(Shape):
    engineer: str
    assigned_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    why: str | None


class Solution(Shape):
    kind: str
    solution: str
    root_cause: str
    prevention: str
    resolved_at: datetime
    by: str
    answer: str
    answered_at: datetime | None


class Detail(Shape):
    number: str
    subject: str
    description: str
    customer: str
    requester: str
    channel: str
    problem_type: str
    impact: str
    environment: str
    services: list[str]
    account: str
    resources: str
    priority: str
    priority_source: str
    state: str
    assignee: str | None
    opened_at: datetime
    updated_at: datetime
    next_due_at: datetime | None
    revision: int
    url: str
    promises: list[Promise]
    attachments: list[File]
    messages: list[Message]
    decisions: list[Decision]
    assignments: list[Assigned]
    resolutions: list[Solution]


class Promised(Shape):
    """By `due_at`; without it every `within` (updates), or `within` after the end (reports)."""

    track: str
    label: str
    within: str
    due_at: datetime | None


class Proposal(Shape):
    """`priority` would hold; `judged` is the machine's own reading."""

    priority: str
    priority_source: str
    judged: str
    judgement: dict[str, Any]
    promises: list[Promised]
    masked: list[str]


class Attached(Shape):
    number: str
    attachments: list[File]


class Person(Shape):
    name: str
    email: str
    kind: str
    roles: list[str]
    language: str
    time_zone: str
    customer: str | None
    contact_id: int | None
    token: str
    token_expires_at: datetime


class Option(Shape):
    key: str
    name: str
    hint: str


class Targets(Shape):
    clause: str
    response: str
    update: str
    resolution: str
    report: str | None


class Guide(Shape):
    level: str
    clause: str
    name: str
    severity: str
    business_impact: str
    user_impact: str
    scene: str
    examples: list[str]
    choose_when: list[str]
    you_get: list[str]
    targets: Targets


class Standard(Shape):
    id: str
    title: str
    version: str
    hotline: str
    priorities: list[Guide]
    problem_types: list[Option]
    impacts: list[Option]
    environments: list[Option]


class Figure(Shape):
    level: str
    track: str
    promised: int
    kept: int
    late: int
    missed: int


class Attainment(Shape):
    begin: datetime
    end: datetime
    rows: list[Figure]


class OnDuty(Shape):
    """Somebody on call. `schedule` is null for a shift planned by hand, `customer` for a duty that is for everybody."""

    role: str
    user_id: int
    name: str
    begins_at: datetime
    ends_at: datetime
    schedule: str | None
    customer: str | None


class OnCall(Shape):
    at: datetime
    on_call: list[OnDuty]


class Health(Shape):
    """`overdue_seconds` is how long the oldest row has waited past its time: how far the watch is behind."""

    ok: bool
    database: bool
    policy: str | None
    overdue_seconds: int
    dead: int


class Clock(Shape):
    now: datetime
