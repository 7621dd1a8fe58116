"""Pages and calls as plain values that leave."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

from shounuo.accounts.models import User
from shounuo.api import rows
from shounuo.casework.acknowledge import would_take
from shounuo.notifications.attempts import Attempt, Callee, callees
from shounuo.notifications.models import Call, Page
from shounuo.notifications.next_rung import Next

Row = dict[str, Any]


def mine(call: Call, user: User) -> Row:
    """A page as whoever it called sees it."""
    page, case = call.page, call.page.case
    call.user = user
    return {
        "id": page.pk, "number": case.number, "subject": case.subject, "customer": case.customer.short_name,
        **_standing(page), "part": call.part, "takes": page.state == "open" and would_take(call), "called_at": call.called_at,
        "answered_at": call.answered_at, "answered_via": call.answered_via or None,
        "url": rows.desk_address(case.number),
    }  # fmt: skip


def calling(page: Page, rung: Next | None) -> Row:
    """A page with all that was tried."""
    return {
        "id": page.pk, **_standing(page), "ended_via": page.ended_via or None, "next_rung_at": rung.due_at if rung else None,
        "people": [_callee(one) for one in callees(page)],
    }  # fmt: skip


def place_of(call: Call) -> str:
    """Where the list goes on after this one."""
    kind = "open" if call.page.state == "open" else "over"
    return f"{kind}~{call.called_at.astimezone(UTC).isoformat()}~{call.pk}"


def _standing(page: Page) -> Row:
    return {
        "occasion": page.occasion, "level": page.level, "state": page.state, "opened_at": page.opened_at,
        "ended_at": page.ended_at, "ended_by": page.ended_by.name if page.ended_by else None,
    }  # fmt: skip


def _callee(one: Callee) -> Row:
    call = one.call
    return {
        "name": call.user.name, "whom": call.whom, "part": call.part, "called_at": call.called_at,
        "answered_at": call.answered_at, "answered_via": call.answered_via or None, "missed": one.missed,
        "attempts": [_attempt(each) for each in one.attempts],
    }  # fmt: skip


def _attempt(one: Attempt) -> Row:
    late = None if one.late is None else one.late // timedelta(milliseconds=1)
    return {
        "channel": one.channel, "vendor": one.vendor or None, "ordinal": one.ordinal, "rung": one.rung, "state": one.state,
        "due_at": one.due_at, "submitted_at": one.submitted_at, "late_ms": late, "answer": one.answer, "code": one.code,
        "receipt": one.receipt or None, "receipt_at": one.receipt_at,
    }  # fmt: skip
