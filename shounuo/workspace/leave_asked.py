"""Leave that waits for a lead, as the pages about people show it. [5.2-assign]"""

from __future__ import annotations

from typing import Any

from shounuo.accounts.models import User
from shounuo.oncall.models import Shift
from shounuo.oncall.reads import between
from shounuo.staff import reads
from shounuo.staff.models import LeaveRequest
from shounuo.staff.words import LEAVE_KINDS


def asked(user: User | None = None) -> list[dict[str, Any]]:
    """Leave that waits for a lead, of one person or of all, with the duty that somebody would have to stand. Two queries."""
    found = list(reads.asked_leave(user))
    if not found:
        return []
    since, until = min(one.begins_at for one in found), max(one.ends_at for one in found)
    duty = list(between(since, until).filter(user__in=[one.user_id for one in found]))
    return [
        {"leave": one, "kind": LEAVE_KINDS.get(one.kind, one.kind), "duty": _within(duty, one)}
        for one in found
    ]


def _within(duty: list[Shift], one: LeaveRequest) -> list[dict[str, Any]]:
    """Their turns as far as they lie in the leave."""
    return [
        {"shift": shift, "begins_at": max(shift.begins_at, one.begins_at), "ends_at": min(shift.ends_at, one.ends_at)}
        for shift in duty
        if shift.user_id == one.user_id and shift.begins_at < one.ends_at and shift.ends_at > one.begins_at
    ]  # fmt: skip
