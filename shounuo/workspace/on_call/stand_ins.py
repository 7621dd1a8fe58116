"""替班: who stands in for a while. [5.3.2-P0-team]"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect

from shounuo.casework.duty import planned, stand_in
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.kernel.words import t
from shounuo.oncall import actions
from shounuo.oncall.models import Override, Schedule
from shounuo.workspace.asking import does
from shounuo.workspace.on_call.forms import StandInForm
from shounuo.workspace.on_call.frame import carried_out
from shounuo.workspace.on_call.schedules import schedule_of, schedule_page


@does("plan_duty")
def stand_ins(request: Asked, pk: int) -> HttpResponse:
    shown = schedule_of(pk)
    form = StandInForm(request.POST)
    if form.is_valid() and carried_out(form, lambda: _enter(request, shown, form)) is not None:
        messages.success(request, t("替班已登记，立即生效。", "Entered; it is in force at once."))
        return Arrived(f"/desk/on-call/schedules/{pk}", f"desk-stand-in-{pk}")
    return schedule_page(request, shown, form=form, status=422)


@does("plan_duty")
def cancellation(request: Asked, pk: int, override_id: int) -> HttpResponse:
    found = Override.objects.filter(pk=override_id, schedule=schedule_of(pk)).first()
    if found is None:
        raise Http404
    planned(lambda: actions.cancel_override(found, by=request.user.actor, at=request.at), at=request.at)
    messages.success(request, t("替班已取消。", "It is cancelled."))
    return HttpResponseRedirect(f"/desk/on-call/schedules/{pk}")


def _enter(request: Asked, shown: Schedule, form: StandInForm) -> Override:
    given = form.cleaned_data
    return stand_in(
        shown, given["begins"], given["ends"], removes=given["removes"], adds=given["adds"], reason=given["reason"],
        early=given["early"], by=request.user.actor, at=request.at,
    )  # fmt: skip
