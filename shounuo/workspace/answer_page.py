"""What the page behind a call's link shows, as plain values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.cases.models import Case
from shounuo.casework.acknowledge import would_take
from shounuo.commitments.reads import lines
from shounuo.incidents.reads import under_way_of
from shounuo.notifications.models import Call
from shounuo.notifications.page_words import title_of


def facts_of(call: Call, at: datetime) -> dict[str, Any]:
    """`standing`: calling (one button), answered, late (answered when it was over), taken (by somebody else), over."""
    page, case = call.page, call.page.case
    row = lines([case.pk], at).get(case.pk)
    return {
        "call": call, "page": page, "case": case, "title": title_of(call.message, case, call), "standing": _standing(call),
        "takes": would_take(call), "mine": case.assignee_id == call.user_id and _accepted_at(case) is not None,
        "rows": (row,) if row else (), "taker": page.ended_by if page.state == "acknowledged" else None,
        "war_room": call.answered_at is not None and under_way_of(case) is not None,
        "holder": case.assignee, "holder_since": _accepted_at(case), "wanted": case.is_open and page.state != "withdrawn",
    }  # fmt: skip


def _standing(call: Call) -> str:
    page = call.page
    if call.answered_at is not None:
        return "late" if _was_over(call) else "answered"
    if page.state == "open":
        return "calling"
    return "taken" if page.state == "acknowledged" else "over"


def _was_over(call: Call) -> bool:
    """Whether the calling had ended before this person answered."""
    ended, answered = call.page.ended_at, call.answered_at
    if ended is None or answered is None:
        return False
    return ended < answered or (ended == answered and call.page.ended_by_id != call.user_id)


def _accepted_at(case: Case) -> datetime | None:
    """Since when whoever has the case has accepted it."""
    held = case.assignments.filter(ended_at=None, accepted_at__isnull=False).order_by("-id").first()
    return held.accepted_at if held else None
