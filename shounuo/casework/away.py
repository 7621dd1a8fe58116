"""Somebody is away: their leave, and what it does to the duty list, in one act. [5.2-assign]"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.rights import MAY, may
from shounuo.accounts.roles import ROLES
from shounuo.casework.gaps import look_for_gaps
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.notifications.actions import Tell, tell
from shounuo.oncall.actions import rewrite_of
from shounuo.oncall.models import Shift
from shounuo.oncall.reads import between
from shounuo.staff import actions as staff
from shounuo.staff.models import Leave, LeaveRequest
from shounuo.staff.words import LEAVE_KINDS

LEADS = "manage_people"
APPROVED, DECLINED = Words("已批准", "approved"), Words("未批准", "declined")


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


def ask_leave(
    user: User, kind: str, begins_at: datetime, ends_at: datetime, *, note: str = "", at: datetime
) -> LeaveRequest | Leave:
    """Asked for, and every lead is told, with the duty that somebody would have to stand. Whoever leads people enters their own
    leave as they enter others': it holds at once."""
    if may(user, LEADS):
        return take_leave(user, kind, begins_at, ends_at, note=note, by=user.actor, at=at)
    with atomic():
        asked = staff.ask_leave(user, kind, begins_at, ends_at, note=note, at=at)
        facts = _facts(asked) | {"who": user.name, "note": note, "page": f"/desk/people/{user.pk}#leave"}
        facts["turns"] = [_turn(one, asked) for one in between(begins_at, ends_at).filter(user=user)]
        tell(
            [_to(lead, "leave.asked", f"leave:{asked.pk}:asked:{lead.pk}", facts) for lead in _leads(user)],
            at=at,
        )
    return asked


def approve_leave(asked: LeaveRequest, *, by: Actor, at: datetime) -> None:
    """The leave holds: duty is taken away, gaps are looked for at once, and the person is told."""
    with atomic():
        staff.approve_leave(asked, by=by, at=at)
        change_of_duty([asked.user_id], at=at)
        _tell_answer(asked, APPROVED, at)


def decline_leave(asked: LeaveRequest, reason: str, *, by: Actor, at: datetime) -> None:
    with atomic():
        staff.decline_leave(asked, reason, by=by, at=at)
        _tell_answer(asked, DECLINED, at)


def withdraw_asked_leave(user: User, *, by: Actor, at: datetime) -> None:
    """This person leaves: what they asked for is wanted no longer."""
    for asked in LeaveRequest.objects.filter(user=user, state="asked").order_by("pk"):
        staff.withdraw_leave(asked, by=by, at=at)


def _tell_answer(asked: LeaveRequest, answer: Words, at: datetime) -> None:
    facts = _facts(asked) | {
        "answer": answer.as_facts(), "approved": asked.state == "approved", "by_name": asked.answered_by_name,
        "reason": asked.reason, "page": f"/desk/people/{asked.user_id}#leave",
    }  # fmt: skip
    tell([_to(asked.user, "leave.answered", f"leave:{asked.pk}:answered", facts)], at=at)


def _facts(asked: LeaveRequest) -> dict[str, Any]:
    kind = LEAVE_KINDS.get(asked.kind, Words(asked.kind, asked.kind))
    return {
        "kind": kind.as_facts(), "begins_at": asked.begins_at.isoformat(), "ends_at": asked.ends_at.isoformat(),
    }  # fmt: skip


def _turn(shift: Shift, asked: LeaveRequest) -> dict[str, Any]:
    """A turn as far as it lies in the leave."""
    return {
        "schedule": shift.schedule.name if shift.schedule else str(ROLES[shift.role]),
        "begins_at": max(shift.begins_at, asked.begins_at).isoformat(),
        "ends_at": min(shift.ends_at, asked.ends_at).isoformat(),
    }  # fmt: skip


def _leads(asker: User) -> list[User]:
    granted = {"grants__role__in": MAY[LEADS], "grants__ended_at": None}
    leads = User.objects.filter(is_staff_member=True, is_active=True, **granted).exclude(pk=asker.pk)
    return list(leads.distinct().order_by("pk"))


def _to(user: User, kind: str, key: str, facts: dict[str, Any]) -> Tell:
    return Tell(key, kind, user.email, None, user, user.language, facts)


def change_of_duty(user_ids: list[int], *, at: datetime) -> None:
    """Leave or accounts of these people have changed otherwise: the duty list follows, and gaps are looked for at once."""
    with atomic():
        rewrite_of(user_ids, at=at)
        look_for_gaps(at)
