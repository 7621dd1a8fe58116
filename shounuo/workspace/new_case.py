"""来电开案: staff open a case for a caller; the caller gets the same acknowledgement. [4.1-phone]"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.cases.models import Case
from shounuo.cases.secrets import patterns_for_browser
from shounuo.casework.phone import open_for_caller
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived, new_key
from shounuo.counter.proposal import Proposal, propose
from shounuo.counter.said import tell_masked
from shounuo.customers.models import Contact
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace import drafts
from shounuo.workspace.asking import fills_in
from shounuo.workspace.new_case_form import CallForm
from shounuo.workspace.palette import palette


@fills_in("open")
def new_case(request: Asked) -> HttpResponse:
    """The page; and sending it. Whatever is refused comes back in the form with everything that was typed."""
    if request.method == "GET":
        return _page(request, CallForm(initial={"customer": request.GET.get("customer", "")}))
    form = CallForm(request.POST)
    if request.POST.get("preview") or not form.is_valid():
        return _page(request, form, status=200 if request.POST.get("preview") else 422)
    try:
        return _open(request, form)
    except Refusal as refusal:
        return _page(request, form, refusal=refusal, status=refusal.status)


@fills_in("open")
def contacts(request: Asked) -> HttpResponse:
    """The part of the page with the chosen customer's contacts."""
    form = CallForm(request.POST if request.method == "POST" else request.GET)
    return render(request, "workspace/new_case_contacts.html", {"form": form})


@fills_in("open")
def proposal(request: Asked) -> HttpResponse:
    """The part of the page that says what the system would do; asked for while the caller speaks."""
    return render(
        request, "workspace/new_case_proposal.html", {"proposal": _proposal(request, CallForm(request.POST))}
    )


def _open(request: Asked, form: CallForm) -> HttpResponse:
    key = form.cleaned_data["sending"] or new_key()
    sent = open_for_caller(form.caller(), form.new_case, key=key, user=request.user, at=request.at)
    if not sent.same:
        return _page(request, form, earlier=sent.case, sending=new_key(), status=409)
    messages.success(
        request, t("案例已开，来电人会收到确认。", "The case is open; the caller gets the acknowledgement.")
    )
    tell_masked(request, form)
    return Arrived(f"/desk/cases/{sent.case.number}", drafts.NEW_CASE)


def _proposal(request: Asked, form: CallForm) -> Proposal | None:
    """None while there is too little to judge by."""
    form.is_valid()
    if not form.says_something:
        return None
    customer = form.cleaned_data.get("customer")
    return propose(form.new_case(Contact(customer=customer)), form.policy, request.at)


def _page(
    request: Asked, form: CallForm, *, refusal: Refusal | None = None, earlier: Case | None = None,
    sending: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    facts: dict[str, Any] = {
        "form": form, "refusal": refusal, "earlier": earlier, "draft": drafts.NEW_CASE,
        "sending": sending or form["sending"].value() or new_key(),
        "proposal": _proposal(request, form) if form.is_bound else None,
        "palette": palette(deeds_of(request.user)), "secret_patterns": patterns_for_browser(),
    }  # fmt: skip
    return render(request, "workspace/new_case.html", facts, status=status)
