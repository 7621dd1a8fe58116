"""Planning a schedule: its role, its zone, its layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import available_timezones

from shounuo.accounts.models import User
from shounuo.accounts.roles import CUSTOMER_ROLES, ROLES
from shounuo.customers.models import Customer
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.oncall.actions.shifts import rewrite
from shounuo.oncall.models import Layer, Member, Schedule
from shounuo.oncall.plans import TOGETHER

PER_CUSTOMER = "customer_success_manager"
UNITS = ("weeks", "days", "hours", TOGETHER)
LONGEST = 52
"""Units of a turn: a year of weeks is surely a slip of the hand beyond."""


@dataclass(frozen=True)
class NewSchedule:
    role: str
    name: str
    time_zone: str = "Asia/Shanghai"
    always: bool = True
    customer: Customer | None = None


@dataclass(frozen=True)
class NewLayer:
    """`people` in the order of their turns; `windows` as in models.Layer."""

    name: str
    unit: str
    people: Sequence[User]
    first_on: date
    hands_over: time
    every: int = 1
    priority: int = 1
    windows: list[dict[str, Any]] = field(default_factory=list)


def plan_schedule(new: NewSchedule, *, by: Actor, at: datetime) -> Schedule:
    """A schedule without layers yet: nobody answers by it."""
    _check_schedule(new)
    with atomic():
        schedule = Schedule.objects.create(
            role=new.role, name=new.name, time_zone=new.time_zone, always=new.always, customer=new.customer
        )
        _note("oncall.schedule_planned", schedule, by, at, role=new.role, name=new.name)
    return schedule


def amend_schedule(
    schedule: Schedule, name: str, time_zone: str, always: bool, *, by: Actor, at: datetime
) -> None:
    """Another name, another zone (hand-overs keep their wall time), whether it has to be covered around the clock."""
    _check_schedule(NewSchedule(schedule.role, name, time_zone, always, schedule.customer))
    with atomic():
        schedule.name, schedule.time_zone, schedule.always = name, time_zone, always
        schedule.save(update_fields=["name", "time_zone", "always"])
        _note("oncall.schedule_amended", schedule, by, at, name=name, time_zone=time_zone, always=always)
        rewrite([schedule.pk], at=at)


def end_schedule(schedule: Schedule, *, by: Actor, at: datetime) -> None:
    """Nobody answers by it from now on; what was, stays."""
    if schedule.ended_at:
        return
    with atomic():
        schedule.ended_at = at
        schedule.save(update_fields=["ended_at"])
        _note("oncall.schedule_ended", schedule, by, at, name=schedule.name)
        rewrite([schedule.pk], at=at)


def lay(
    schedule: Schedule, new: NewLayer, *, instead_of: Layer | None = None, by: Actor, at: datetime
) -> Layer:
    """A layer from now on, in the place of another where one is named."""
    check_layer(new)
    with atomic():
        if instead_of and not Layer.objects.filter(pk=instead_of.pk, ended_at=None).update(ended_at=at):
            raise Refusal(
                "layer.moved_on",
                t(
                    "这一层刚被别人改过，请重新打开页面",
                    "Somebody has just changed this layer; please open the page again",
                ),
            )
        layer = layer_row(schedule, new)
        layer.save()
        Member.objects.bulk_create(members_of(layer, new.people))
        people = [one.pk for one in new.people]
        _note(
            "oncall.layer_laid", schedule, by, at, layer=layer.pk, name=new.name, unit=new.unit, people=people
        )
        rewrite([schedule.pk], at=at)
    return layer


def lift(layer: Layer, *, by: Actor, at: datetime) -> None:
    """The layer is gone from now on. A second time changes nothing."""
    with atomic():
        if Layer.objects.filter(pk=layer.pk, ended_at=None).update(ended_at=at):
            _note("oncall.layer_lifted", layer.schedule, by, at, layer=layer.pk, name=layer.name)
            rewrite([layer.schedule_id], at=at)


def layer_row(schedule: Schedule, new: NewLayer) -> Layer:
    """The layer, not saved: what a preview reads."""
    return Layer(
        schedule=schedule, name=new.name, priority=new.priority, unit=new.unit, every=new.every,
        first_on=new.first_on, hands_over=new.hands_over, windows=new.windows,
    )  # fmt: skip


def members_of(layer: Layer, people: Sequence[User]) -> list[Member]:
    return [Member(layer=layer, user=one, position=n) for n, one in enumerate(people, 1)]


def check_layer(new: NewLayer) -> None:
    if not new.people:
        raise Refusal(
            "layer.empty",
            t("请至少选一位同事", "Please choose at least one colleague"),
            status=422,
            field="people",
        )
    if strangers := [one.name for one in new.people if not one.is_staff_member or not one.is_active]:
        raise Refusal(
            "layer.not_staff",
            t("{who} 不是在职的同事", "{who} is no colleague in service", who="、".join(strangers)),
            status=422,
            field="people",
        )
    if new.unit not in UNITS or not 1 <= new.every <= LONGEST:
        raise Refusal(
            "layer.turn",
            t("轮换周期应在 1 到 {n} 之间", "A turn has to be between 1 and {n} units", n=LONGEST),
            status=422,
            field="every",
        )


def _check_schedule(new: NewSchedule) -> None:
    if new.role not in ROLES or new.role in CUSTOMER_ROLES:
        raise Refusal("schedule.role", t("没有这个角色", "There is no such role"), status=422, field="role")
    if new.customer and new.role != PER_CUSTOMER:
        raise Refusal(
            "schedule.customer",
            t("只有客户成功经理按客户排班", "Only customer success managers are planned by customer"),
            status=422,
            field="customer",
        )
    if new.time_zone not in available_timezones():
        raise Refusal(
            "schedule.time_zone",
            t("不是已知的时区（例如 Asia/Shanghai）", "This is no known time zone (such as Asia/Shanghai)"),
            status=422,
            field="time_zone",
        )


def _note(verb: str, schedule: Schedule, by: Actor, at: datetime, **facts: Any) -> None:
    record(verb, stream=f"schedule:{schedule.pk}", by=by, at=at, **facts)
