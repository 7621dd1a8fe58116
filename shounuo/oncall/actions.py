"""Planning shifts."""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.oncall.models import Shift


def plan_shift(
    role: str, user: User, begins_at: datetime, ends_at: datetime, *, by: Actor, at: datetime
) -> Shift:
    with atomic():
        shift = Shift.objects.create(role=role, user=user, begins_at=begins_at, ends_at=ends_at)
        record(
            "oncall.shift_planned", stream="oncall", by=by, at=at, role=role, user=user.pk,
            begins_at=begins_at.isoformat(), ends_at=ends_at.isoformat(),
        )  # fmt: skip
    return shift


def pass_shift(shift: Shift, to: User | None, *, by: Actor, at: datetime) -> Shift | None:
    """What is left of this shift from `at` on is stood by `to`, or by nobody; what has been stood stays as it was. Gives the
    new shift. One that is over changes nothing."""
    if shift.ends_at <= at:
        return None
    with atomic():
        begins_at, ends_at = max(shift.begins_at, at), shift.ends_at
        shift.ends_at = begins_at
        shift.save(update_fields=["ends_at"])
        record(
            "oncall.shift_passed", stream="oncall", by=by, at=at, shift=shift.pk, role=shift.role, user=shift.user_id,
            to=to.pk if to else None, begins_at=begins_at.isoformat(), ends_at=ends_at.isoformat(),
            private={"name": shift.user.name, "to_name": to.name if to else "–"},
        )  # fmt: skip
        return plan_shift(shift.role, to, begins_at, ends_at, by=by, at=at) if to else None
