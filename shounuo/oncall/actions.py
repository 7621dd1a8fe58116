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
