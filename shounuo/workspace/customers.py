"""客户: who they are, who looks after them; a new one. [4.2-24x7]"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import legible
from shounuo.customers import actions, reads
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.asking import fills_in, shows
from shounuo.workspace.customer_forms import CustomerForm
from shounuo.workspace.palette import palette

ON_A_PAGE = 100


@shows
def customers(request: Asked) -> HttpResponse:
    q = legible(request.GET.get("q", ""))[:100].strip()
    after = request.GET.get("after", "")
    first = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    rows = list(reads.found(q)[first : first + ON_A_PAGE + 1])
    facts = {
        "rows": rows[:ON_A_PAGE], "q": q, "earlier": first > 0,
        "later": first + ON_A_PAGE if len(rows) > ON_A_PAGE else 0,
    }  # fmt: skip
    return render(request, "workspace/customers.html", frame(request) | facts)


@fills_in("manage_customers")
def new_customer(request: Asked) -> HttpResponse:
    if request.method == "GET":
        return _page(request, CustomerForm())
    form = CustomerForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        customer = actions.sign(**form.said, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        form.add_error("full_name", refusal.sentence)
        return _page(request, form, refusal.status)
    messages.success(request, t("客户已登记。", "The customer is registered."))
    return Arrived(f"/desk/customers/{customer.pk}", "desk-new-customer")


def frame(request: Asked) -> dict[str, Any]:
    deeds = deeds_of(request.user)
    return {"deeds": deeds, "palette": palette(deeds)}


def _page(request: Asked, form: CustomerForm, status: int = 200) -> HttpResponse:
    return render(request, "workspace/new_customer.html", frame(request) | {"form": form}, status=status)
