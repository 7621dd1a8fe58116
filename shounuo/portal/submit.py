"""Submitting a case: the form with the guide beside it, the proposal while it is typed, the sending. [4.1-guide, 5.1]"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shounuo.cases.models import Case
from shounuo.cases.secrets import patterns_for_browser
from shounuo.casework.submit import submit
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.drafts import Arrived, new_key
from shounuo.counter.proposal import Proposal, propose
from shounuo.counter.said import tell_masked
from shounuo.counter.uploads import files_of, names_of
from shounuo.customers.terms import in_force
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy.model import Policy
from shounuo.portal import drafts
from shounuo.portal.asking import contact_of, customers_only
from shounuo.portal.submit_form import SubmitForm


@customers_only
@never_cache
@require_http_methods(["GET", "POST"])
def new_case(request: Asked) -> HttpResponse:
    """The page; and sending it. Whatever is refused comes back in the form with everything that was typed."""
    about = case_of(request, request.GET["about"]) if request.GET.get("about") else None
    form = _form(request, request.POST if request.method == "POST" else None, about)
    if request.method == "GET":
        return _page(request, form, about)
    if not form.is_valid() or request.POST.get("preview"):
        return _page(request, form, about, status=200 if request.POST.get("preview") else 422)
    try:
        return _send(request, form, about)
    except Refusal as refusal:
        return _page(request, form, about, refusal=refusal, status=refusal.status)


@customers_only
@require_POST
def proposal(request: Asked) -> HttpResponse:
    """The part of the page that says what the system would do; asked for while typing."""
    form = _form(request, request.POST)
    form.is_valid()
    return render(request, "portal/proposal.html", {"proposal": _proposal(request, form), "live": True})


def _send(request: Asked, form: SubmitForm, about: Case | None) -> HttpResponse:
    key = form.cleaned_data["submission"] or new_key()
    sent = submit(form.new_case(), files_of(request), key=key, user=request.user, at=request.at)
    if not sent.same:
        return _sent_before(request, form, about, sent.case)
    tell_masked(request, form)
    return Arrived(f"/cases/{sent.case.number}?sent=1", drafts.of_new_case(about.number if about else ""))


def _sent_before(request: Asked, form: SubmitForm, about: Case | None, earlier: Case) -> HttpResponse:
    """The form was sent before, with other words: nothing is lost, and nothing is guessed."""
    return _page(request, form, about, earlier=earlier, submission=new_key(), status=409)


def _form(request: Asked, data: QueryDict | None, about: Case | None = None) -> SubmitForm:
    contact = contact_of(request.user)
    initial = {}
    if about is not None:
        initial = {
            "subject": t("关于 {number}：{subject}", "About {number}: {subject}", number=about.number, subject=about.subject)[:200],
            "description": t("接续案例 {number}。\n\n", "This follows case {number}.\n\n", number=about.number),
            "problem_type": about.problem_type, "environment": about.environment, "account": about.account,
            "services": about.services,
        }  # fmt: skip
    return SubmitForm(_policy(contact.customer_id), contact, data, initial=initial)


def _policy(customer_id: int) -> Policy:
    return in_force(customer_id).policy


def _proposal(request: Asked, form: SubmitForm) -> Proposal | None:
    """None while there is too little to judge by."""
    return propose(form.new_case(), form.policy, request.at) if form.says_something else None


def _page(
    request: Asked, form: SubmitForm, about: Case | None, *, refusal: Refusal | None = None,
    earlier: Case | None = None, submission: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    facts: dict[str, Any] = {
        "form": form, "refusal": refusal, "earlier": earlier, "policy": form.policy, "about": about,
        "draft": drafts.of_new_case(about.number if about else ""),
        "submission": submission or form["submission"].value() or new_key(),
        "proposal": _proposal(request, form) if form.is_bound else None,
        "chosen_files": names_of(request), "most_mb": settings.MAX_ATTACHMENT // 1024 // 1024, "secret_patterns": patterns_for_browser(),
    }  # fmt: skip
    return render(request, "portal/submit.html", facts, status=status)
