"""What was tried to reach each person, as plain values for pages and for the API: every attempt with its answer and latency.
A missed duty shows here. [5.2-notify]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shounuo.notifications.models import Call, Delivery, Page


@dataclass(frozen=True)
class Attempt:
    """One submission. `late` is how long after its due time it was submitted; `receipt` what the vendor told later."""

    channel: str
    vendor: str
    provider: str
    ordinal: int
    rung: str
    state: str
    due_at: datetime
    submitted_at: datetime | None
    late: timedelta | None
    answer: str
    code: str
    receipt: str
    receipt_at: datetime | None


@dataclass(frozen=True)
class Callee:
    """One person called: by what, whether they answered, and `missed`, where the calling had to go on without them."""

    call: Call
    missed: bool
    took: timedelta | None
    attempts: list[Attempt]


def callees(page: Page) -> list[Callee]:
    """Everybody whom this page called, in order. `page` as `reads.pages_of` gives it: nothing is asked here."""
    calls = list(page.calls.all())
    return [
        Callee(
            call,
            missed(call, page, calls),
            took(call),
            [attempt(one) for one in call.message.deliveries.all()],
        )
        for call in calls
    ]


def attempt(one: Delivery) -> Attempt:
    late = one.submitted_at - one.due_at if one.submitted_at else None
    vendor, name = (one.provider.vendor, one.provider.name) if one.provider else ("", "")
    return Attempt(
        one.channel, vendor, name, one.ordinal, one.rung, one.state, one.due_at, one.submitted_at, late, one.answer, one.code,
        one.fate, one.fate_at,
    )  # fmt: skip


def took(call: Call) -> timedelta | None:
    """How long after the call its answer came."""
    return call.answered_at - call.called_at if call.answered_at else None


def missed(call: Call, page: Page, calls: list[Call]) -> bool:
    """Whether this person did not answer in time: the ladder climbed on to somebody else, or began anew, without their word.
    Whoever was only to know owes no answer, nor does anybody to a page that is told once and not waited for."""
    if call.part != "ladder" or page.state == "told":
        return False
    later = [one.called_at for one in calls if one.part == "ladder" and one.called_at > call.called_at]
    if later:
        return call.answered_at is None or call.answered_at > min(later)
    return call.answered_at is None and page.round > 1
