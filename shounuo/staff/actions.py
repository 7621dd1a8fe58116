"""Registering engineers, and what changes about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.staff.models import Certification, Engineer, Leave


def register(
    user: User,
    level: str,
    skills: dict[str, int],
    *,
    by: Actor,
    at: datetime,
    phone: str = "",
    languages: Sequence[str] = ("zh",),
    cleared: bool = True,
) -> Engineer:
    """The engineer's record beside an account: level L1..L3, skills graded 1..5. A newcomer (`cleared=False`) may not
    stand duty alone until the onboarding is done. [8.1-levels, 8.2-onboarding]"""
    with atomic():
        engineer = Engineer.objects.create(
            user=user, level=level, skills=skills, phone=phone, languages=list(languages), cleared_at=at if cleared else None
        )  # fmt: skip
        record("engineer.joined", stream=f"account:{user.pk}", by=by, at=at, level=level, skills=skills)
    return engineer


def clear_for_duty(engineer: Engineer, *, by: Actor, at: datetime) -> None:
    """From now on this person may stand duty alone. A second time changes nothing. [8.2-onboarding]"""
    if engineer.cleared_at:
        return
    with atomic():
        engineer.cleared_at = at
        engineer.save(update_fields=["cleared_at"])
        record("engineer.cleared", stream=f"account:{engineer.user_id}", by=by, at=at)


def certify(
    user: User, name: str, number: str, earned_on: date, expires_on: date | None, *, by: Actor, at: datetime
) -> Certification:
    """A certificate that the person holds. [8.1-levels]"""
    with atomic():
        held = Certification.objects.create(
            user=user, name=name, number=number, earned_on=earned_on, expires_on=expires_on
        )
        record(
            "engineer.certified", stream=f"account:{user.pk}", by=by, at=at, certificate=held.pk, name=name,
            expires_on=str(expires_on or "–"), private={"number": number},
        )  # fmt: skip
    return held


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
