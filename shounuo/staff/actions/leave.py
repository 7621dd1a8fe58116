"""Leave: taken, and cancelled again."""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.staff.models import Leave


def take_leave(
    user: User, kind: str, begins_at: datetime, ends_at: datetime, *, note: str = "", by: Actor, at: datetime
) -> Leave:
    """The person is away from `begins_at` until `ends_at` (half-open): no duty, no new cases."""
    if ends_at <= begins_at:
        raise Refusal(
            "leave.backwards", t("结束时间应晚于开始时间", "It has to end after it begins"), status=422
        )
    with atomic():
        leave = Leave.objects.create(user=user, kind=kind, begins_at=begins_at, ends_at=ends_at, note=note)
        record(
            "engineer.leave_taken", stream=f"account:{user.pk}", by=by, at=at, leave=leave.pk,
            begins_at=begins_at.isoformat(), ends_at=ends_at.isoformat(),
        )  # fmt: skip
    return leave


def cancel_leave(leave: Leave, *, by: Actor, at: datetime) -> None:
    """The person is there after all. What is over stays as it was; a second time changes nothing."""
    if leave.ends_at <= at:
        raise Refusal("leave.over", t("休假已经结束", "This leave is over"))
    with atomic():
        if Leave.objects.filter(pk=leave.pk, cancelled_at=None).update(cancelled_at=at):
            record(
                "engineer.leave_cancelled", stream=f"account:{leave.user_id}", by=by, at=at, leave=leave.pk
            )
