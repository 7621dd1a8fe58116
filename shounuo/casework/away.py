"""Somebody is away: their leave, and what it does to the duty list, in one act. [5.2-assign]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.casework.gaps import look_for_gaps
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.oncall.actions import rewrite_of
from shounuo.staff import actions as staff
from shounuo.staff.models import Leave


def take_leave(
    user: User, kind: str, begins_at: datetime, ends_at: datetime, *, note: str = "", by: Actor, at: datetime
) -> Leave:
    """The leave is entered, and whoever lies below answers instead; where nobody does, a gap is found and told."""
    with atomic():
        leave = staff.take_leave(user, kind, begins_at, ends_at, note=note, by=by, at=at)
        change_of_duty([user.pk], at=at)
    return leave


def cancel_leave(leave: Leave, *, by: Actor, at: datetime) -> None:
    """The person is there after all, and stands the duty they had. A second time changes nothing."""
    with atomic():
        staff.cancel_leave(leave, by=by, at=at)
        change_of_duty([leave.user_id], at=at)


def change_of_duty(user_ids: list[int], *, at: datetime) -> None:
    """Leave or accounts of these people have changed otherwise: the duty list follows, and gaps are looked for at once."""
    with atomic():
        rewrite_of(user_ids, at=at)
        look_for_gaps(at)
