"""Leave: asked for, approved or declined; taken, and cancelled again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic, attempt
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.staff.models import Leave, LeaveRequest


def take_leave(
    user: User, kind: str, begins_at: datetime, ends_at: datetime, *, note: str = "", by: Actor, at: datetime
) -> Leave:
    """The person is away from `begins_at` until `ends_at` (half-open): no duty, no new cases."""
    _check(begins_at, ends_at)
    with atomic():
        leave = Leave.objects.create(
            user=user, kind=kind, begins_at=begins_at, ends_at=ends_at, note=note, entered_at=at
        )
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


# ------------------------------------------------------------------ asked for


def ask_leave(
    user: User, kind: str, begins_at: datetime, ends_at: datetime, *, note: str = "", at: datetime
) -> LeaveRequest:
    """The person would like to be away; nothing changes before a lead approves it. Refused where it is over, or asked already."""
    _check(begins_at, ends_at)
    if ends_at <= at:
        raise Refusal(
            "leave.past",
            t("这段时间已经过去，请主管补登", "This time is past; a lead may enter it"),
            status=422, field="ends_at",
        )  # fmt: skip
    with atomic():
        try:
            with attempt():
                asked = LeaveRequest.objects.create(
                    user=user, kind=kind, begins_at=begins_at, ends_at=ends_at, note=note, asked_at=at
                )
        except IntegrityError:
            raise Refusal(
                "leave.asked_already",
                t(
                    "这段时间已经申请过，正等批准",
                    "This time has been asked for already and waits for a lead",
                ),
                status=422,
            ) from None
        _record("engineer.leave_asked", asked, user.actor, at)
    return asked


def approve_leave(asked: LeaveRequest, *, by: Actor, at: datetime) -> Leave:
    """A lead agrees: the leave is taken from now on. Nobody approves their own."""
    with atomic():
        _answer(asked, "approved", by, at)
        leave = take_leave(
            asked.user, asked.kind, asked.begins_at, asked.ends_at, note=asked.note, by=by, at=at
        )
        LeaveRequest.objects.filter(pk=asked.pk).update(leave=leave)
        _record("engineer.leave_approved", asked, by, at)
    return leave


def decline_leave(asked: LeaveRequest, reason: str, *, by: Actor, at: datetime) -> None:
    if not reason.strip():
        raise Refusal(
            "leave.reason_needed", t("请写明不批准的原因", "Please say why it is declined"), status=422
        )
    with atomic():
        _answer(asked, "declined", by, at, reason.strip())
        _record("engineer.leave_declined", asked, by, at, reason=reason.strip())


def withdraw_leave(asked: LeaveRequest, *, by: Actor, at: datetime) -> None:
    """It is not wanted any more."""
    with atomic():
        _answer(asked, "withdrawn", by, at)
        _record("engineer.leave_withdrawn", asked, by, at)


def _answer(asked: LeaveRequest, state: str, by: Actor, at: datetime, reason: str = "") -> None:
    """Owning the answer is changing the row: the second of two who press gets a refusal."""
    if state != "withdrawn" and asked.user_id == by.id:
        raise Refusal("leave.own", t("不能批准自己的休假", "Nobody approves their own leave"), status=403)
    changed = LeaveRequest.objects.filter(pk=asked.pk, state="asked").update(
        state=state, answered_at=at, answered_by_name=by.name, reason=reason
    )
    if not changed:
        raise Refusal("leave.answered", t("这个申请已有结果", "This request has been answered already"))
    asked.refresh_from_db()


def _check(begins_at: datetime, ends_at: datetime) -> None:
    if ends_at <= begins_at:
        raise Refusal(
            "leave.backwards", t("结束时间应晚于开始时间", "It has to end after it begins"), status=422
        )


def _record(verb: str, asked: LeaveRequest, by: Actor, at: datetime, **private: str) -> None:
    record(
        verb, stream=f"account:{asked.user_id}", by=by, at=at, request=asked.pk,
        begins_at=asked.begins_at.isoformat(), ends_at=asked.ends_at.isoformat(), private=private,
    )  # fmt: skip
