"""Overrides: for a while somebody stands in, helps, or is relieved."""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.oncall.actions.shifts import rewrite
from shounuo.oncall.models import Override, Schedule
from shounuo.staff.reads import away


def stand_in(
    schedule: Schedule, begins_at: datetime, ends_at: datetime, *, removes: User | None = None,
    adds: User | None = None, reason: str = "", by: Actor, at: datetime,
) -> Override:  # fmt: skip
    """From then until then `adds` answers instead of `removes`; the last one entered counts. Refused for somebody on leave."""
    _check(begins_at, ends_at, removes, adds, at)
    with atomic():
        override = Override.objects.create(
            schedule=schedule, begins_at=begins_at, ends_at=ends_at, removes=removes, adds=adds, reason=reason,
            entered_at=at, by_name=by.name,
        )  # fmt: skip
        record(
            "oncall.stand_in_entered", stream=f"schedule:{schedule.pk}", by=by, at=at, override=override.pk,
            removes=removes.pk if removes else None, adds=adds.pk if adds else None,
            begins_at=begins_at.isoformat(), ends_at=ends_at.isoformat(),
            private={"reason": reason, "who": adds.name if adds else "–", "whom": removes.name if removes else "–"},
        )  # fmt: skip
        rewrite([schedule.pk], at=at)
    return override


def cancel_override(override: Override, *, by: Actor, at: datetime) -> None:
    """It counts no longer; a second time changes nothing."""
    with atomic():
        if Override.objects.filter(pk=override.pk, cancelled_at=None).update(cancelled_at=at):
            record(
                "oncall.stand_in_cancelled", stream=f"schedule:{override.schedule_id}", by=by, at=at,
                override=override.pk,
            )  # fmt: skip
            rewrite([override.schedule_id], at=at)


def _check(
    begins_at: datetime, ends_at: datetime, removes: User | None, adds: User | None, at: datetime
) -> None:
    if ends_at <= begins_at:
        raise Refusal(
            "override.backwards",
            t("结束时间应晚于开始时间", "It has to end after it begins"),
            status=422,
            field="ends",
        )
    if ends_at <= at:
        raise Refusal(
            "override.past",
            t("这段时间已经过去", "This time is past already"),
            status=422,
            field="ends",
        )
    if removes is None and adds is None:
        raise Refusal(
            "override.nobody", t("请选择谁来替，或替下谁", "Please choose who stands in, or who is relieved"),
            status=422, field="adds",
        )  # fmt: skip
    if removes == adds:
        raise Refusal(
            "override.same",
            t("替班的应是另一位同事", "Somebody else has to stand in"),
            status=422,
            field="adds",
        )
    if adds:
        check_there(adds, begins_at, ends_at)


def check_there(user: User, begins_at: datetime, ends_at: datetime) -> None:
    """Refusal where this person is no colleague in service, or on leave in that time."""
    if not user.is_active or not user.is_staff_member:
        raise Refusal(
            "override.not_staff", t("{who} 不是在职的同事", "{who} is no colleague in service", who=user.name),
            status=422, field="adds",
        )  # fmt: skip
    if away(begins_at, ends_at, [user.pk]):
        raise Refusal(
            "override.away", t("{who} 在这段时间休假", "{who} is on leave in that time", who=user.name),
            status=422, field="adds",
        )  # fmt: skip
