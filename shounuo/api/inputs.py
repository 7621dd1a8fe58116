"""What may be said to the API: nothing is coerced, nothing unknown passes, nothing unprintable gets in.

Texts that the policy chooses from (problem types, impacts, environments) are checked against the policy in force, and
stand as its keys in the document that machines read.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)
from pydantic_core import PydanticCustomError

_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
_UNPRINTABLE = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
LINE = rf"^[^{_CONTROL}]*$"
FILLED_LINE = rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$"
LINES = rf"^[^{_UNPRINTABLE}]*$"
FILLED_LINES = rf"^[^{_UNPRINTABLE}]*[^\s{_UNPRINTABLE}][^{_UNPRINTABLE}]*$"
MAIL = r"^[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24}$"

Subject = Annotated[str, StringConstraints(max_length=200, pattern=FILLED_LINE)]
ShortLine = Annotated[str, StringConstraints(max_length=60, pattern=FILLED_LINE)]
Name = Annotated[str, StringConstraints(max_length=80, pattern=FILLED_LINE)]
Story = Annotated[str, StringConstraints(max_length=50_000, pattern=FILLED_LINES)]
Reason = Annotated[str, StringConstraints(max_length=2_000, pattern=FILLED_LINES)]
Notes = Annotated[str, StringConstraints(max_length=20_000, pattern=LINES)]
Phone = Annotated[str, StringConstraints(max_length=30, pattern=r"^\+?[0-9][0-9 ()-]{2,28}$")]
Mail = Annotated[str, StringConstraints(max_length=250, pattern=MAIL)]
Key = Annotated[str, StringConstraints(max_length=20, pattern=r"^[a-z_]{1,20}$")]
ShortKey = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_]{0,40}$")]
Level = Literal["P0", "P1", "P2", "P3", "P4"]
RowId = Annotated[int, Field(ge=1, le=2**53 - 1)]
Seen = Annotated[
    int | None,
    Field(ge=1, le=2**31 - 1, description="The revision you looked at; 409 if the case has moved on"),
]


class Said(BaseModel):
    """The base of every body."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class ByContact(Said):
    """A caller we know."""

    contact_id: RowId


class Caller(Said):
    """A caller of a customer we know, by name; found again by e-mail or telephone."""

    customer_id: RowId
    name: Name
    phone: Phone
    email: Mail | None = None


def _which(said: Any) -> str:
    known = said.get("contact_id") is not None if isinstance(said, dict) else isinstance(said, ByContact)
    return "contact" if known else "caller"


OnBehalfOf = Annotated[
    Annotated[ByContact, Tag("contact")] | Annotated[Caller, Tag("caller")],
    Discriminator(_which),
]


class NewCase(Said):
    """A case to be opened, or to be judged without opening it."""

    subject: Subject
    description: Story
    problem_type: Key = Field("other", json_schema_extra={"x-form": "problem_types"})
    impact: Key = Field("unknown", json_schema_extra={"x-form": "impacts"})
    environment: Key = Field("unknown", json_schema_extra={"x-form": "environments"})
    services: list[ShortLine] = Field([], max_length=20, description="AWS services concerned")
    account: Annotated[str, StringConstraints(max_length=60, pattern=LINE)] = ""
    resources: Annotated[str, StringConstraints(max_length=4_000, pattern=LINES)] = ""
    priority: Level | None = Field(None, description="Your own choice; a higher one than judged takes effect")
    on_behalf_of: OnBehalfOf | None = Field(None, description="Staff only: who called")


class NewMessage(Said):
    """A public reply, or a note that customers never see."""

    kind: Literal["public", "internal", "diagnosis"] = "public"
    body: Story
    wait: bool = Field(False, description="Staff only: wait for the customer's answer from now on")
    seen: Seen = None


class Acceptance(Said):
    """Take the case; without a level its priority is confirmed, with another it is corrected."""

    level: Level | None = None
    reason: Annotated[str, StringConstraints(max_length=2_000, pattern=LINES)] = ""
    seen: Seen = None


class HandOver(Said):
    to: Mail = Field(description="The colleague's e-mail address")
    reason: Reason
    seen: Seen = None


class RoomDeed(Said):
    """What a deed in the war room takes; each takes what it needs and refuses in words what it lacks."""

    text: Notes = Field(
        default="", description="The words: evidence, operation, sync, what a decision does, the reason"
    )
    why: Notes = Field(default="", description="Why a decision is proposed")
    risk: Notes = Field(default="", description="Its risk, and the way back")
    stage: ShortKey = ""
    step: ShortKey = ""
    member: ShortKey = Field(default="", description="A role of the response team")
    kind: ShortKey = Field(default="", description="What kind of decision")
    node: ShortKey = Field(default="", description="A question or attempt of the decision tree")
    answer: ShortKey = ""
    article: Annotated[str, StringConstraints(max_length=200, pattern=LINE)] = ""
    to: Mail | None = Field(default=None, description="A colleague's e-mail address")
    decision: RowId | None = None
    contact: RowId | None = None
    call: list[ShortKey] = Field(default=[], max_length=10, description="Roles called in with a decision")
    seen: Seen = None


class UpgradeRequest(Said):
    reason: Reason
    level: Level | None = None


class StandingDeed(Said):
    """What a deed on a case's level, escalations or problem takes; each takes what it needs and refuses in words what it lacks."""

    text: Notes = Field(default="", description="The reason, the question, the words to the customer")
    level: Level | Literal[""] = ""
    conditions: list[ShortKey] = Field(default=[], max_length=10)
    trigger: ShortKey = ""
    fact: ShortKey = ""
    way: ShortKey = Field(default="", description="How the customer asked: phone, customer_success_manager")
    caller: Annotated[str, StringConstraints(max_length=80, pattern=LINE)] = ""
    phone: Phone | Literal[""] = ""
    title: Annotated[str, StringConstraints(max_length=200, pattern=LINE)] = ""
    change: RowId | None = Field(
        default=None, description="The change, request or escalation that is answered"
    )
    to: Mail | None = Field(default=None, description="A colleague's e-mail address")
    problem: RowId | None = None
    until: AwareDatetime | None = None
    severity: ShortKey = Field(default="", description="To AWS Support: low, normal, high, urgent, critical")
    number: Annotated[str, StringConstraints(max_length=40, pattern=LINE)] = Field(
        default="", description="The number of the case at AWS Support, where it is opened by hand"
    )
    files: list[RowId] = Field(
        default=[], max_length=3, description="Attachments of the case that go to AWS Support"
    )
    seen: Seen = None


class NewPriority(Said):
    level: Level
    reason: Reason
    seen: Seen = None


class NewResolution(Said):
    kind: Literal["workaround", "permanent"]
    solution: Notes
    root_cause: Notes = ""
    prevention: Notes = ""
    seen: Seen = None


class Nothing(Said):
    """An empty object."""


class OnlySeen(Said):
    seen: Seen = None


class Denial(Said):
    reason: Reason


class Report(Said):
    body: Story


class Move(Said):
    move_seconds: int = Field(ge=0, le=366 * 24 * 3600)


class Asked(BaseModel):
    """The base of every query string: its values are text, so they are read, not coerced; unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Filters(Asked):
    view: Literal["open", "mine", "unassigned", "waiting", "resolved", "closed", "all"] = "open"
    priority: Level | None = None
    state: Literal["new", "working", "waiting", "resolved", "closed"] | None = None
    q: Annotated[str, StringConstraints(max_length=100, pattern=LINE)] = Field(
        "", description="A case number, or words"
    )
    after: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,120}$")] | None = Field(
        None, description="`next` of the page before"
    )
    limit: int = Field(50, ge=1, le=100)


class Paged(Asked):
    """A list that goes on."""

    after: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,120}$")] | None = Field(
        None, description="`next` of the page before"
    )
    limit: int = Field(50, ge=1, le=100)


class Period(Asked):
    """Half-open: from ≤ moment < to."""

    begin: AwareDatetime = Field(alias="from")
    end: AwareDatetime = Field(alias="to")


def _spelled_out(written: Any) -> Any:
    """Seconds since 1970 are a number, not a moment that somebody wrote."""
    if isinstance(written, str) and written.count("-") < 2:
        raise PydanticCustomError("datetime_parsing", "not spelled out")
    return written


class WhoAnswers(Asked):
    """Nothing said: everybody who is on call now."""

    role: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}$")] | None = Field(
        None, description="one role, by the name the policy uses"
    )
    at: Annotated[AwareDatetime, BeforeValidator(_spelled_out)] | None = Field(
        None, description="the moment; now where it is left out"
    )
