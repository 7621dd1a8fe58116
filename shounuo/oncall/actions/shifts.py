"""The duty list: shifts planned by hand, and those that follow from the schedules, written down as far as the horizon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.oncall.models import Schedule, Shift
from shounuo.oncall.plans import plans
from shounuo.oncall.rules import final
from shounuo.oncall.spans import Span

HORIZON = timedelta(days=120)
"""How far ahead shifts are written down: a quarter's planning, and a month to spare. A daily round moves it on."""


def plan_shift(
    role: str, user: User, begins_at: datetime, ends_at: datetime, *, by: Actor, at: datetime
) -> Shift:
    """This person answers in this role for this span, beside whatever the schedules say."""
    with atomic():
        shift = Shift.objects.create(role=role, user=user, begins_at=begins_at, ends_at=ends_at)
        record(
            "oncall.shift_planned", stream="oncall", by=by, at=at, role=role, user=user.pk,
            begins_at=begins_at.isoformat(), ends_at=ends_at.isoformat(),
        )  # fmt: skip
    return shift


def call_off(shift: Shift, *, by: Actor, at: datetime) -> None:
    """A shift planned by hand ends now, or never begins. One that a schedule wrote is the schedule's business."""
    if shift.schedule_id:
        raise Refusal(
            "shift.of_schedule",
            t(
                "这个班次来自排班表，请在排班表上改",
                "This shift comes from a schedule; please change it there",
            ),
        )
    with atomic():
        if shift.begins_at < at:
            Shift.objects.filter(pk=shift.pk, ends_at__gt=at).update(ends_at=at)
        else:
            Shift.objects.filter(pk=shift.pk).delete()
        record("oncall.shift_called_off", stream="oncall", by=by, at=at, role=shift.role, user=shift.user_id)


def rewrite_of(user_ids: Iterable[int], *, at: datetime) -> None:
    """These people's leave or account has changed: the schedules in which they have a place are written anew."""
    ids = list(user_ids)
    touched = Q(layers__ended_at=None, layers__members__user__in=ids) | Q(
        overrides__cancelled_at=None, overrides__adds__in=ids
    )
    found = Schedule.objects.filter(touched, ended_at=None).values_list("pk", flat=True).distinct()
    rewrite(list(found), at=at)


def rewrite(schedule_ids: Iterable[int], *, at: datetime) -> int:
    """The shifts of these schedules from `at` on, as the rules have them now; what is past stays as it was. Says how many rows
    were wrong: doing it twice changes nothing."""
    with atomic():
        rows = Schedule.objects.select_for_update().filter(pk__in=list(schedule_ids)).order_by("pk")
        held = list(rows)
        planned = plans(held, at, at + HORIZON)
        return sum(
            _write(one, [] if one.ended_at else final(planned[one.pk], at, at + HORIZON), at) for one in held
        )


def _write(schedule: Schedule, wanted: list[Span], at: datetime) -> int:
    old = list(Shift.objects.filter(schedule=schedule, ends_at__gt=at))
    goes_on = {span.who: span for span in wanted if span.begin == at}
    new = {(span.begin, span.end, span.who) for span in wanted}
    moved, gone = [], []
    for row in old:
        key = (row.begins_at, row.ends_at, row.user_id)
        if row.begins_at < at:
            span = goes_on.get(row.user_id)
            new.discard(tuple(span)) if span else None
            moved += _ends(row, span.end if span else at)
        elif key in new:
            new.discard(key)
        else:
            gone.append(row.pk)
    Shift.objects.filter(pk__in=gone).delete()
    Shift.objects.bulk_update(moved, ["ends_at"])
    Shift.objects.bulk_create([_shift(schedule, begin, end, who) for begin, end, who in sorted(new)])
    schedule.planned_until = at + HORIZON
    schedule.save(update_fields=["planned_until"])
    return len(gone) + len(moved) + len(new)


def _ends(row: Shift, end: datetime) -> list[Shift]:
    """The row with its new end, where it has one."""
    if row.ends_at == end:
        return []
    row.ends_at = end
    return [row]


def _shift(schedule: Schedule, begin: datetime, end: datetime, who: int | str) -> Shift:
    return Shift(
        role=schedule.role, customer_id=schedule.customer_id, schedule=schedule, user_id=int(who),
        begins_at=begin, ends_at=end,
    )  # fmt: skip
