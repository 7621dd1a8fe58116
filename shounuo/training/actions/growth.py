"""Certificates that somebody plans to earn, and whatever else was learned. [8.2-certification, 8.2-events]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.staff.models import Certification
from shounuo.training.models import Learning, Milestone, Plan


def plan_certificate(
    user: User, name: str, by_day: date, milestones: Sequence[tuple[str, date]], *, at: datetime
) -> Plan | None:
    """Earn it by that day, over these milestones (words, day). None where the same certificate is planned already."""
    with atomic():
        plan, fresh = Plan.objects.get_or_create(
            user=user, name=name, closed_at=None, defaults={"by_day": by_day, "planned_at": at}
        )
        if not fresh:
            return None
        Milestone.objects.bulk_create(
            [Milestone(plan=plan, words=words, due_on=on) for words, on in milestones]
        )
        record(
            "certification.planned", stream=_stream(user), by=user.actor, at=at, name=name, plan=plan.pk,
            by_day=by_day.isoformat(), milestones=len(milestones),
        )  # fmt: skip
    return plan


def reach(milestone: Milestone, *, by: Actor, at: datetime) -> None:
    """One step is done. A second time changes nothing."""
    with atomic():
        held = (
            Milestone.objects.select_for_update(of=("self",))
            .select_related("plan__user")
            .get(pk=milestone.pk)
        )
        _own(held.plan, by)
        if held.done_at is None:
            held.done_at = at
            held.save(update_fields=["done_at"])
            record(
                "certification.milestone_done",
                stream=_stream(held.plan.user),
                by=by,
                at=at,
                milestone=held.pk,
            )


def require_open(plan: Plan) -> None:
    if plan.closed_at:
        raise Refusal("certification.closed", t("这个计划已经结束", "This plan has ended already"))


def close_plan(
    plan: Plan, result: str, certification: Certification | None, *, by: Actor, at: datetime
) -> None:
    """How it ended: passed (with the certificate that was entered), failed, dropped."""
    with atomic():
        held = Plan.objects.select_for_update(of=("self",)).select_related("user").get(pk=plan.pk)
        _own(held, by)
        require_open(held)
        held.result, held.closed_at, held.certification = result, at, certification
        held.save(update_fields=["result", "closed_at", "certification"])
        record(
            "certification.plan_closed", stream=_stream(held.user), by=by, at=at, plan=held.pk, result=result
        )


@dataclass(frozen=True)
class Learned:
    """What somebody enters: kind as in words.LEARNING."""

    kind: str
    title: str
    on_day: date
    hours: Decimal
    learned: str


def enter_learning(user: User, new: Learned, *, at: datetime) -> bool:
    """On record for this person; False where the same is there already."""
    with atomic():
        row, fresh = Learning.objects.get_or_create(
            user=user, kind=new.kind, title=new.title, on_day=new.on_day,
            defaults={"hours": new.hours, "learned": new.learned, "entered_at": at},
        )  # fmt: skip
        if fresh:
            record(
                "learning.entered", stream=_stream(user), by=user.actor, at=at, kind=new.kind, learning=row.pk
            )
    return fresh


def _own(plan: Plan, by: Actor) -> None:
    if plan.user_id != by.id:
        raise Refusal(
            "certification.not_yours",
            t("只能更改自己的计划", "Only one's own plan can be changed"),
            status=403,
        )


def _stream(user: User) -> str:
    return f"account:{user.pk}"
