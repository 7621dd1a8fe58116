"""Somebody leaves: what is left of their duty is stood by a colleague, or by nobody."""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.oncall.actions.overrides import stand_in
from shounuo.oncall.actions.shifts import plan_shift, rewrite
from shounuo.oncall.models import Shift


def pass_shift(shift: Shift, to: User | None, *, by: Actor, at: datetime) -> None:
    """What is left of this shift from `at` on is stood by `to`, or by nobody; what has been stood stays as it was. One that is
    over changes nothing. In a schedule the colleague stands in, so that the next writing of its shifts knows it too."""
    if shift.ends_at <= at:
        return
    begins_at, ends_at = max(shift.begins_at, at), shift.ends_at
    with atomic():
        record(
            "oncall.shift_passed", stream="oncall", by=by, at=at, shift=shift.pk, role=shift.role, user=shift.user_id,
            to=to.pk if to else None, begins_at=begins_at.isoformat(), ends_at=ends_at.isoformat(),
            private={"name": shift.user.name, "to_name": to.name if to else "–"},
        )  # fmt: skip
        if shift.schedule is None:
            shift.ends_at = begins_at
            shift.save(update_fields=["ends_at"])
            if to:
                plan_shift(shift.role, to, begins_at, ends_at, by=by, at=at)
        elif to:
            stand_in(shift.schedule, begins_at, ends_at, removes=shift.user, adds=to, by=by, at=at)
        else:
            rewrite([shift.schedule.pk], at=at)
