"""数据恢复授权: the page on which a contact whom the customer named grants or refuses, signed in as themselves. [5.3.2-P0-rights]

Opening the link does nothing; one button sends the word. The page is theirs whether or not they may see the case: they see what they
are asked, and nothing else of it.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shounuo.casework.incident.authorise import answer
from shounuo.counter.asking import Asked
from shounuo.customers.reads import may_authorise_recovery
from shounuo.incidents.models import Authorisation
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.portal.asking import customers_only

AHEAD = ("proposed", "approved")
ANSWERS = {
    "": Words("等待您的答复", "Awaiting your answer"),
    "granted": Words("您已授权", "You authorised it"),
    "refused": Words("您没有授权", "You refused"),
    "withdrawn": Words("您已撤回授权", "You took it back"),
    "replaced": Words("已改为电话授权", "Given by telephone instead"),
}
TONES = {
    "": "warning",
    "granted": "kept",
    "refused": "neutral",
    "withdrawn": "neutral",
    "replaced": "neutral",
}


@customers_only
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def authorisation(request: Asked, number: str, asked_id: int) -> HttpResponseBase:
    asked = _mine(request, number, asked_id)
    if request.method != "POST":
        return _page(request, asked)
    word = request.POST.get("answer", "")
    if word not in ("grant", "refuse"):
        return _page(request, asked, _choose())
    try:
        answer(asked, request.user, granted=word == "grant", at=request.at)
    except Refusal as refusal:
        return _page(request, _mine(request, number, asked_id), refusal)
    messages.success(request, t("您的答复已记录。", "Your answer is on record."))
    return HttpResponseRedirect(request.path)


def _mine(request: Asked, number: str, asked_id: int) -> Authorisation:
    """What this person was asked in the portal; anybody else's is not found."""
    found = (
        Authorisation.objects.select_related("decision__incident__case", "contact__customer", "asked_by")
        .filter(
            pk=asked_id, contact__user=request.user, via="portal", decision__incident__case__number=number
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def _choose() -> Refusal:
    return Refusal("authorisation.word", t("请选择授权或不授权", "Please grant or refuse"), status=422)


def _page(request: Asked, asked: Authorisation, refusal: Refusal | None = None) -> HttpResponse:
    held = asked.decision
    ahead = held.state in AHEAD and asked.answer != "replaced" and held.incident.is_under_way
    facts: dict[str, Any] = {
        "asked": asked, "case": held.incident.case, "answer": ANSWERS[asked.answer], "tone": TONES[asked.answer],
        "grants": ahead and asked.answer != "granted" and may_authorise_recovery(asked.contact),
        "refuses": ahead and asked.answer == "", "withdraws": ahead and asked.answer == "granted", "refusal": refusal, "over": not ahead,
        "begun": held.state in ("started", "done"), "named": may_authorise_recovery(asked.contact),
    }  # fmt: skip
    return render(request, "portal/authorisation.html", facts, status=refusal.status if refusal else 200)
