"""A layer: its people and their order, its rhythm, its hours – looked over before it is saved. [5.3.2-P0-team]"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect

from shounuo.casework import duty
from shounuo.casework.duty import planned
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.look.templatetags.times import WEEKDAYS, WEEKDAYS_ZH
from shounuo.oncall import actions, reads
from shounuo.oncall.actions.schedules import check_layer
from shounuo.oncall.models import Layer, Schedule
from shounuo.oncall.preview import preview
from shounuo.workspace.asking import does, fills_in
from shounuo.workspace.on_call.calendar import reader_of
from shounuo.workspace.on_call.days import Day, days_of, midnight
from shounuo.workspace.on_call.forms import UNITS, LayerForm, initial_of
from shounuo.workspace.on_call.frame import carried_out, page
from shounuo.workspace.on_call.schedules import begins_of, schedule_of

WEEKS = 4
"""So far ahead a layer is looked over: every one of four people has had a turn."""


@fills_in("plan_duty")
def new_layer(request: Asked, pk: int) -> HttpResponse:
    begins = begins_of(request.at)
    initial = {
        "name": t("主班", "First line"), "priority": 1, "unit": "weeks", "every": 1, "first_on": begins.date(),
        "hands_over": begins.time(), "days": list(range(1, 8)), "people": [],
    }  # fmt: skip
    return _fill_in(request, schedule_of(pk), None, initial)


@fills_in("plan_duty")
def layer(request: Asked, pk: int, layer_id: int) -> HttpResponse:
    shown = _layer_of(schedule_of(pk), layer_id)
    return _fill_in(request, shown.schedule, shown, initial_of(shown))


@does("plan_duty")
def removal(request: Asked, pk: int, layer_id: int) -> HttpResponse:
    shown = _layer_of(schedule_of(pk), layer_id)
    planned(lambda: actions.lift(shown, by=request.user.actor, at=request.at), at=request.at)
    messages.success(request, t("“{name}”这一层已去掉。", "The layer “{name}” is gone.", name=shown.name))
    return HttpResponseRedirect(f"/desk/on-call/schedules/{pk}")


def _fill_in(
    request: Asked, schedule: Schedule, shown: Layer | None, initial: dict[str, Any]
) -> HttpResponse:
    draft = f"desk-layer-{shown.pk}" if shown else f"desk-new-layer-{schedule.pk}"
    if request.method == "GET":
        form = LayerForm(initial=initial)
        return _page(request, schedule, shown, form, draft)
    form = LayerForm(request.POST)
    looking = bool(request.POST.get("preview"))
    if (
        form.is_valid()
        and not looking
        and carried_out(form, lambda: _lay(request, schedule, shown, form)) is not None
    ):
        messages.success(request, t("排班已生效。", "The plan is in force."))
        return Arrived(f"/desk/on-call/schedules/{schedule.pk}", draft)
    return _page(request, schedule, shown, form, draft, status=200 if looking and form.is_valid() else 422)


def _lay(request: Asked, schedule: Schedule, shown: Layer | None, form: LayerForm) -> Layer:
    by, at, early = request.user.actor, request.at, form.cleaned_data["early"]
    return duty.lay(schedule, form.new(), instead_of=shown, early=early, by=by, at=at)


def _page(
    request: Asked, schedule: Schedule, shown: Layer | None, form: LayerForm, draft: str, status: int = 200
) -> HttpResponse:
    days = _days(request, schedule, shown, form)
    weeks = [days[n : n + 7] for n in range(0, len(days), 7)]
    return page(
        request, "layer", "schedules", schedule=schedule, layer=shown, form=form, draft=draft, weeks=weeks,
        units=[(key, str(name), key == str(form["unit"].value())) for key, name in UNITS.items()], status=status,
        week_days=_week_days(form),
    )  # fmt: skip


def _days(request: Asked, schedule: Schedule, shown: Layer | None, form: LayerForm) -> list[Day]:
    """What would be, where the form says something that can be; nothing is written."""
    if not form.is_bound or not form.is_valid():
        return []
    try:
        new = form.new()
        check_layer(new)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return []
    reader = reader_of(request)
    first = reader.today - timedelta(days=reader.today.weekday())
    begin, end = midnight(first, reader.zone), midnight(first + timedelta(weeks=WEEKS), reader.zone)
    spans = preview(schedule, new, instead_of=shown, since=begin, until=end)
    names = {one.pk: one.name for one in form.staff.values()}
    return days_of(
        spans, names, first, 7 * WEEKS, replace(reader, at=max(reader.at, begin)), always=schedule.always
    )


def _week_days(form: LayerForm) -> list[tuple[int, str, bool]]:
    chosen = {str(one) for one in form["days"].value() or []}
    return [(n, t("周" + WEEKDAYS_ZH[n - 1], WEEKDAYS[n - 1]), str(n) in chosen) for n in range(1, 8)]


def _layer_of(schedule: Schedule, layer_id: int) -> Layer:
    found = reads.layers(schedule).filter(pk=layer_id).first()
    if found is None:
        raise Http404
    return found
