"""计划: when a case that can wait is worked on – at a time, or in a maintenance window of its customer. [5.3.3-P3]"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from shounuo.cases.models import MaintenanceWindow
from shounuo.casework import maintain
from shounuo.casework.maintain import AHEAD, takes_windows
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Line, say
from shounuo.customers.terms import terms
from shounuo.kernel.words import t
from shounuo.workspace.asking import does
from shounuo.workspace.carry_out import carry_out
from shounuo.workspace.deed import DeedForm


class PlanForm(DeedForm):
    """Either a time or a window."""

    name = "plan"
    starts = forms.DateTimeField(
        label=say("何时开始处理", "When will the work begin?"), required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": say("请写一个日期和时间", "A date and a time, please")},
    )  # fmt: skip
    window = forms.ModelChoiceField(
        queryset=MaintenanceWindow.objects.none(), required=False, label=say("或安排在维护窗口", "Or in a maintenance window"),
        error_messages={"invalid_choice": say("这个维护窗口不能用于此案例", "This window can't be used for this case")},
    )  # fmt: skip
    reason = Line(label=say("说明", "Why"), most=200)
    warned = forms.IntegerField(required=False, widget=forms.HiddenInput)
    """The window of which its reader was told that it lies after the solution is promised."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        case = self.case
        self.takes_windows = takes_windows(terms(case.policy_hash, case.contract_id), case.priority)
        if self.takes_windows:
            coming = MaintenanceWindow.objects.filter(customer=case.customer_id, state__in=AHEAD)
            self.fields["window"].queryset = coming.order_by("begins_at")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and bool(given.get("starts")) == bool(given.get("window")):
            self.add_error(
                "starts",
                say("请选一个时间，或一个维护窗口", "Please choose a time, or else a maintenance window"),
            )
        return given


@does("plan")
def plan(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)

    def deed(given: dict[str, Any]) -> object:
        who = {"by": request.user.actor, "at": request.at, "seen": given["seen"]}
        if given["window"]:
            return maintain.tie(case, given["window"], warned=given["warned"] == given["window"].pk, **who)
        return maintain.plan_start(case, given["starts"], given["reason"], **who)

    tied = t(
        "已安排。放进维护窗口的，客户会收到通知。",
        "Planned. Where it is in a window, the customer is being told.",
    )
    return carry_out(request, case, PlanForm(case, request.POST), deed, tied)
