"""约定维护窗口: a time agreed with a customer, written down. [5.3.3-P3]"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.casework.maintain import Agreed, agree_window
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import Line, Said, SaidForm, say, tell_masked
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words
from shounuo.staff.names import with_mark
from shounuo.workspace.asking import fills_in
from shounuo.workspace.palette import palette

DRAFT = "desk-maintenance-new"


def _time(zh: str, en: str) -> forms.DateTimeField:
    missing = say("请写一个日期和时间", "A date and a time, please")
    return forms.DateTimeField(
        label=say(zh, en), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], error_messages={"required": missing, "invalid": missing},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


class WindowForm(SaidForm):
    customer = forms.ModelChoiceField(
        queryset=Customer.objects.order_by("short_name"), label=say("客户", "Customer"), empty_label=None,
        error_messages={
            "required": say("请选择客户", "Please choose the customer"),
            "invalid_choice": say("没有这个客户", "There is no such customer"),
        },
    )  # fmt: skip
    title = Line(
        label=Words("标题", "Title"), most=120, empty=Words("请写一个标题", "Please give it a title")
    )
    begins, ends = _time("开始", "Begins"), _time("结束", "Ends")
    work = Said(label=Words("做什么", "What is done"), most=4000, rows=4)
    contact = forms.ModelChoiceField(
        queryset=Contact.objects.select_related("customer").order_by("customer__short_name", "name"), required=False,
        label=say("客户联系人", "Their contact"), error_messages={"invalid_choice": say("没有这个联系人", "There is no such contact")},
    )  # fmt: skip

    @property
    def contacts(self) -> list[tuple[int, str]]:
        """Everybody of every customer; two of one name at the same customer with their address or number."""
        people = list(self.fields["contact"].queryset)  # type: ignore[attr-defined]
        times = Counter((one.customer_id, one.name) for one in people)
        return [
            (
                one.pk,
                f"{one.customer.short_name} · {with_mark(one.name, mark if times[one.customer_id, one.name] > 1 else '')}",
            )
            for one in people
            for mark in [one.email or one.phone or one.position]
        ]

    def agreed(self) -> Agreed:
        given = self.cleaned_data
        return Agreed(given["title"], given["work"], given["begins"], given["ends"], given["contact"])


@fills_in("plan")
def agree(request: Asked) -> HttpResponse:
    if request.method == "GET":
        return _page(request, WindowForm(initial={"customer": request.GET.get("customer", "")}))
    form = WindowForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        held = agree_window(
            form.cleaned_data["customer"], form.agreed(), by=request.user.actor, at=request.at
        )
    except Refusal as refusal:
        return _page(request, form, refusal, refusal.status)
    tell_masked(request, form)
    return Arrived(f"/desk/maintenance/{held.pk}", DRAFT)


def _page(
    request: Asked, form: WindowForm, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    facts: dict[str, Any] = {
        "form": form,
        "refusal": refusal,
        "draft": DRAFT,
        "palette": palette(deeds_of(request.user)),
    }
    return render(request, "workspace/maintenance_new.html", facts, status=status)
