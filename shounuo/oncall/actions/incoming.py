"""Entering what a calendar holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.oncall.actions.overrides import stand_in
from shounuo.oncall.actions.shifts import plan_shift
from shounuo.oncall.incoming import Entry
from shounuo.oncall.models import Schedule


def bring_in(
    entries: Iterable[Entry], role: str, schedule: Schedule | None, *, by: Actor, at: datetime
) -> int:
    """The good entries, as overrides that add somebody to the schedule, or as plain shifts of the role. Says how many."""
    good = [one for one in entries if one.good]
    with atomic():
        for entry in good:
            assert entry.user
            begin, end = entry.event.begin, entry.event.end
            if schedule:
                reason = t("由日历导入", "brought in from a calendar")
                stand_in(schedule, begin, end, adds=entry.user, reason=reason, by=by, at=at)
            else:
                plan_shift(role, entry.user, begin, end, by=by, at=at)
    return len(good)
