"""导入日历: what another calendar holds, looked over before it is entered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from shounuo.casework.duty import planned
from shounuo.counter.asking import Asked
from shounuo.kernel.words import t
from shounuo.oncall.actions import bring_in
from shounuo.oncall.actions.shifts import HORIZON
from shounuo.oncall.ical import read
from shounuo.oncall.incoming import Entry, entries
from shounuo.oncall.models import Schedule
from shounuo.workspace.asking import fills_in
from shounuo.workspace.on_call.forms import ImportForm
from shounuo.workspace.on_call.frame import carried_out, page


@fills_in("plan_duty")
def incoming(request: Asked) -> HttpResponse:
    if request.method == "GET":
        return page(request, "incoming", "schedules", form=ImportForm())
    form = ImportForm(request.POST, request.FILES)
    content = form.content() if form.is_valid() else b""
    if form.is_valid() and not content:
        form.add_error("file", t("请选择 .ics 文件", "Please choose an .ics file"))
    looked = carried_out(form, lambda: _look_over(request, form, content)) if not form.errors else None
    if looked is None:
        return page(request, "incoming", "schedules", form=form, status=422)
    role, schedule, found = looked
    if request.POST.get("enter"):
        return _enter(request, found, role, schedule)
    return page(
        request, "incoming", "schedules", form=form, found=found, good=sum(one.good for one in found),
        held=content.decode(errors="replace"),
    )  # fmt: skip


def _look_over(request: Asked, form: ImportForm, content: bytes) -> tuple[str, Schedule | None, list[Entry]]:
    role, schedule = form.goes_to()
    events = read(content, form.zone, request.at, request.at + HORIZON)
    return role, schedule, entries(events, role, schedule, request.at)


def _enter(request: Asked, found: list[Entry], role: str, schedule: Schedule | None) -> HttpResponse:
    count = planned(
        lambda: bring_in(found, role, schedule, by=request.user.actor, at=request.at), at=request.at
    )
    messages.success(request, t("已登记 {n} 个班次。", "{n} turns are entered.", n=count))
    return HttpResponseRedirect(
        f"/desk/on-call/schedules/{schedule.pk}" if schedule else "/desk/on-call/schedules"
    )
