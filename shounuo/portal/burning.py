"""紧急事件: what a customer sees of the response to their P0 or P1, their word that business is back, and their authorisation of a data
recovery. [5.3.2-P0-customer-comms, 5.3.2-P0-restore, 5.3.2-P0-rights]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shounuo.cases.models import Case
from shounuo.casework.incident.authorise import answer as authorise
from shounuo.casework.incident.customer import confirm_back, not_back
from shounuo.casework.incident.flow import BURNING
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import legible
from shounuo.incidents.models import Authorisation
from shounuo.incidents.reads import under_way_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.portal.asking import customers_only


@dataclass(frozen=True)
class Burning:
    """`asks`: whether we wait for the customer's word that business is back; `answered`: they said so."""

    words: Words
    who: str
    asks: bool
    answered: bool


def burning(case: Case, at: datetime) -> Burning | None:
    """How the response stands, in a customer's words; None where none is under way. Asked only of what can burn."""
    incident = under_way_of(case) if case.priority in BURNING else None
    if incident is None:
        return None
    done = set(incident.steps.filter(state="done").values_list("step", flat=True))
    held = incident.commands.filter(ends_at=None).select_related("user").first()
    asks = incident.restored_at is not None and "customer_confirms" not in done
    return Burning(
        _words(incident.restored_at is not None, done),
        held.user.name if held else "",
        asks,
        "customer_confirms" in done,
    )


def _words(restored: bool, done: set[str]) -> Words:
    if restored and "customer_confirms" in done:
        return Words(
            "您已确认业务恢复，我们正在收尾确认。",
            "You confirmed that business is back; we are closing the last checks.",
        )
    if restored:
        return Words(
            "我们认为服务已恢复，请您验证业务是否正常。",
            "We think the service is back; please check that your business runs.",
        )
    if {"workaround", "solution"} & done:
        return Words("临时方案已实施，正在验证。", "A workaround is in place; it is being verified.")
    if "diagnose" in done:
        return Words("已定位问题，正在恢复服务。", "The problem is located; the service is being restored.")
    return Words("紧急响应进行中，专人在处理。", "The emergency response is under way.")


@customers_only
@require_POST
def restoration(request: Asked, number: str) -> HttpResponse:
    """ "Business is back" or "not yet", in one tap."""
    case = case_of(request, number)
    words = legible(request.POST.get("body", ""))[:4000]
    try:
        if request.POST.get("answer") == "back":
            confirm_back(case, by=request.user.actor, at=request.at)
            messages.success(
                request, t("谢谢，已记录您的确认。", "Thank you; your confirmation is on record.")
            )
        else:
            not_back(case, words, by=request.user.actor, at=request.at)
            messages.success(request, t("已收到，我们继续处理。", "Received; we carry on."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect(f"/cases/{number}")


@customers_only
@never_cache
@require_http_methods(["GET", "POST"])
def authorisation(request: Asked, number: str, asked_id: int) -> HttpResponse:
    """The wording in full; opening it authorises nothing, one button does. Only for the very person who was asked."""
    case = case_of(request, number)
    asked = (
        Authorisation.objects.select_related("contact", "decision__incident__case", "asked_by")
        .filter(pk=asked_id, decision__incident__case=case, contact__user=request.user)
        .first()
    )
    if asked is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            asked = authorise(
                asked, request.user, granted=request.POST.get("answer") == "grant", at=request.at
            )
        except Refusal as refused:
            refusal = refused
            asked.refresh_from_db()
    open_still = asked.decision.state in ("proposed", "approved")
    facts = {"case": case, "asked": asked, "open_still": open_still, "refusal": refusal}
    return render(request, "portal/authorisation.html", facts, status=refusal.status if refusal else 200)
