"""排班表: the schedules, one of them with its layers and who stands in, planning a new one. [5.3.2-P0-team]"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from shounuo.accounts.rights import may
from shounuo.accounts.roles import ROLES
from shounuo.casework.duty import planned
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.kernel.words import t
from shounuo.look.templatetags.times import WEEKDAYS, WEEKDAYS_ZH
from shounuo.oncall import actions, reads
from shounuo.oncall.models import Layer, Schedule
from shounuo.oncall.plans import TOGETHER
from shounuo.workspace.asking import does, fills_in, shows
from shounuo.workspace.on_call.calendar import reader_of
from shounuo.workspace.on_call.days import days_of, midnight, spans_of
from shounuo.workspace.on_call.forms import UNITS, ScheduleForm, StandInForm
from shounuo.workspace.on_call.frame import carried_out, page

DAYS_SHOWN = 14
NEW = "desk-new-schedule"


def schedule_of(pk: int) -> Schedule:
    found = reads.schedules().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@shows
def schedules(request: Asked) -> HttpResponse:
    """Three queries for the list, however long."""
    order = list(ROLES)
    found = reads.schedules().prefetch_related("layers__members__user")
    rows = sorted(found, key=lambda one: order.index(one.role))
    listed = [{"schedule": one, "role": ROLES[one.role], "people": _people(one)} for one in rows]
    shifts = reads.between(request.at, request.at + timedelta(days=366)).filter(schedule=None)[:100]
    by_hand = [{"shift": one, "role": ROLES[one.role]} for one in shifts]
    return page(request, "schedules", "schedules", rows=listed, by_hand=by_hand)


@fills_in("plan_duty")
def new_schedule(request: Asked) -> HttpResponse:
    initial = {
        "time_zone": timezone.get_current_timezone_name(),
        "always": True,
        "role": request.GET.get("role", ""),
    }
    form = ScheduleForm(request.POST) if request.method == "POST" else ScheduleForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, lambda: planned(lambda: actions.plan_schedule(form.new(), by=request.user.actor, at=request.at), at=request.at)
        )  # fmt: skip
        if made:
            messages.success(
                request, t("排班表已建，请排第一层。", "The schedule is there; now lay its first layer.")
            )
            return Arrived(f"/desk/on-call/schedules/{made.pk}/layers", NEW)
    return page(
        request,
        "new_schedule",
        "schedules",
        form=form,
        draft=NEW,
        status=422 if request.method == "POST" else 200,
    )


@shows
def schedule(request: Asked, pk: int) -> HttpResponse:
    return schedule_page(request, schedule_of(pk))


def schedule_page(
    request: Asked,
    shown: Schedule,
    *,
    form: StandInForm | None = None,
    amend: ScheduleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    planner = may(request.user, "plan_duty")
    facts: dict[str, Any] = {
        "schedule": shown, "role": ROLES[shown.role], "layers": [_layer(one) for one in reads.layers(shown)],
        "overrides": list(reads.overrides(shown, request.at)), "days": _days(request, shown),
    }  # fmt: skip
    if planner:
        facts["form"] = form or StandInForm(initial={"removes": request.GET.get("removes", "")})
        facts["amend"] = amend or ScheduleForm(
            initial={"name": shown.name, "time_zone": shown.time_zone, "always": shown.always}, fixed=True
        )
        facts["draft"] = f"desk-stand-in-{shown.pk}"
    return page(request, "schedule", "schedules", status=status, **facts)


@does("plan_duty")
def amendment(request: Asked, pk: int) -> HttpResponse:
    shown = schedule_of(pk)
    form = ScheduleForm(request.POST, fixed=True)
    if form.is_valid() and carried_out(form, lambda: _amend(request, shown, form)):
        messages.success(request, t("已保存。", "Saved."))
        return HttpResponseRedirect(_address(shown))
    return schedule_page(request, schedule_of(pk), amend=form, status=422)


@does("plan_duty")
def ending(request: Asked, pk: int) -> HttpResponse:
    shown = schedule_of(pk)
    planned(lambda: actions.end_schedule(shown, by=request.user.actor, at=request.at), at=request.at)
    messages.success(request, t("“{name}”已停用。", "“{name}” has ended.", name=shown.name))
    return HttpResponseRedirect("/desk/on-call/schedules")


@does("plan_duty")
def calling_off(request: Asked, pk: int) -> HttpResponse:
    """A shift planned by hand is called off."""
    shift = reads.between(request.at, request.at + timedelta(days=3660)).filter(pk=pk).first()
    if shift is None:
        raise Http404
    planned(lambda: actions.call_off(shift, by=request.user.actor, at=request.at), at=request.at)
    messages.success(request, t("班次已取消。", "The shift is called off."))
    return HttpResponseRedirect("/desk/on-call/schedules")


def _amend(request: Asked, shown: Schedule, form: ScheduleForm) -> bool:
    given, by, at = form.cleaned_data, request.user.actor, request.at
    planned(
        lambda: actions.amend_schedule(
            shown, given["name"], given["time_zone"], given["always"], by=by, at=at
        ),
        at=at,
    )
    return True


def _address(shown: Schedule) -> str:
    return f"/desk/on-call/schedules/{shown.pk}"


def _people(shown: Schedule) -> str:
    in_force = [one for one in shown.layers.all() if one.ended_at is None]
    return "、".join(dict.fromkeys(member.user.name for layer in in_force for member in layer.members.all()))


def _days(request: Asked, shown: Schedule) -> list[Any]:
    reader = reader_of(request)
    begin = midnight(reader.today, reader.zone)
    shifts = list(reads.between(begin, begin + timedelta(days=DAYS_SHOWN + 1)).filter(schedule=shown))
    names = {one.user_id: one.user.name for one in shifts}
    return days_of(spans_of(shifts), names, reader.today, DAYS_SHOWN, reader, always=shown.always)


def _layer(layer: Layer) -> dict[str, Any]:
    members = sorted(layer.members.all(), key=lambda one: one.position)
    people = [{"name": one.user.name, "uncleared": _is_uncleared(one.user)} for one in members]
    return {"layer": layer, "people": people, "rhythm": rhythm(layer), "hours": hours(layer)}


def _is_uncleared(user: Any) -> bool:
    engineer = getattr(user, "engineer", None)
    return engineer is not None and engineer.cleared_at is None


def rhythm(layer: Layer) -> str:
    """ "每 1 周轮换，09:00 交班，从 3月2日 起"."""
    if layer.unit == TOGETHER:
        return t("一起值班", "Together")
    return t(
        "每 {n} {unit}轮换，{at} 交班，第一班 {on}", "Turns of {n} {unit}, hand-over at {at}, first on {on}",
        n=layer.every, unit=UNITS[layer.unit], at=f"{layer.hands_over:%H:%M}", on=f"{layer.first_on:%Y-%m-%d}",
    )  # fmt: skip


def hours(layer: Layer) -> str:
    """When the layer is open, where it isn't always."""
    parts = []
    for window in layer.windows:
        days = "" if len(window["days"]) == 7 else t("周", "") + t("、", ", ").join(
            t(WEEKDAYS_ZH[day - 1], WEEKDAYS[day - 1]) for day in window["days"]
        )  # fmt: skip
        span = "" if window["from"] == window["to"] else f"{window['from']}–{window['to']}"
        parts.append(" ".join(part for part in (days, span) if part))
    return t("；", "; ").join(parts)


def begins_of(at: datetime) -> datetime:
    """The next Monday at nine, as a rotation likes to begin."""
    local = timezone.localtime(at)
    monday = local + timedelta(days=(7 - local.weekday()) % 7)
    return monday.replace(hour=9, minute=0, second=0, microsecond=0)
