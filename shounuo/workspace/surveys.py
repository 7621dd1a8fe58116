"""客户满意度: what customers say, by customer and engineer; low scores that wait for a word on top. [5.4-survey, 9.1-csat]"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.casework import survey as deeds
from shounuo.commitments.models import Commitment
from shounuo.commitments.reads import strip_row
from shounuo.counter.asking import Asked
from shounuo.counter.said import Said, SaidForm
from shounuo.customers.models import Customer
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.surveys import reads
from shounuo.surveys.models import Survey
from shounuo.surveys.rules import FOLLOW_UP
from shounuo.workspace.asking import does, shows
from shounuo.workspace.conformance import PERIODS, _span
from shounuo.workspace.palette import palette

MOST = 100


class FollowUpForm(SaidForm):
    words = Said(
        label=Words("和客户说了什么？", "What was said to the customer?"),
        empty=Words("请写下和客户说了什么", "Please write what was said to the customer"),
        most=2000,
        rows=3,
    )


@shows
def surveys(request: Asked, survey_id: int = 0) -> HttpResponse:
    """With an id: the same page, where the form of that follow-up stands."""
    return _page(request)


@does("reply")
def follow_up(request: Asked, survey_id: int) -> HttpResponse:
    survey = Survey.objects.select_related("case").exclude(follow_up_at=None).filter(pk=survey_id).first()
    if survey is None:
        raise Http404
    form = FollowUpForm(request.POST)
    if not form.is_valid():
        return _page(request, (survey_id, form), status=422)
    try:
        deeds.follow_up(survey, form.cleaned_data["words"], request.user, at=request.at)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return _page(request, (survey_id, form), status=refusal.status)
    messages.success(request, t("回访已记录。", "The follow-up is on record."))
    return HttpResponseRedirect("/desk/surveys", status=303)


def _page(request: Asked, kept: tuple[int, FollowUpForm] | None = None, status: int = 200) -> HttpResponse:
    get = request.GET
    period = get.get("period", "") if get.get("period", "") in PERIODS else "month"
    customer = int(get["customer"]) if get.get("customer", "").isdigit() and len(get["customer"]) < 10 else 0
    begin, end = _span(period, request.at)
    rows = reads.sent(begin, end).select_related("case__customer", "case__assignee", "contact")
    found = list((rows.filter(case__customer_id=customer) if customer else rows).order_by("-sent_at", "-pk"))
    answered = [one for one in found if one.score is not None]
    facts: dict[str, Any] = {
        "total": reads.summary(one.score for one in found),
        "by_customer": reads.grouped(found, lambda one: one.case.customer.short_name),
        "by_engineer": reads.grouped(found, lambda one: one.case.assignee.name if one.case.assignee else "–"),
        "answers": answered[:MOST], "more": max(0, len(answered) - MOST), "follow_ups": _follow_ups(request, kept),
        "begin": begin, "last": end - timedelta(seconds=1), "period": period, "customer": customer,
        "tabs": [
            {"label": str(words), "href": _link(key, customer), "current": key == period, "count": None}
            for key, words in PERIODS.items()
        ],
        "customers": Customer.objects.order_by("short_name").values("id", "short_name"),
        "may_follow": "reply" in deeds_of(request.user), "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/surveys.html", facts, status=status)


def _link(period: str, customer: int) -> str:
    asked = {"period": period, "customer": customer or ""}
    return "/desk/surveys?" + urlencode({name: value for name, value in asked.items() if value})


def _follow_ups(request: Asked, kept: tuple[int, FollowUpForm] | None) -> list[dict[str, Any]]:
    """What waits, one's own first, each with its promise."""
    rows = list(reads.to_follow()[:MOST])
    promised = Commitment.objects.filter(
        case__in=[one.case_id for one in rows], track=FOLLOW_UP, state="running"
    )
    promises = {row.case_id: strip_row(row, request.at) for row in promised}
    rows.sort(key=lambda one: one.owner_id != request.user.pk)
    return [
        {
            "it": one, "promise": promises.get(one.case_id),
            "form": kept[1] if kept and kept[0] == one.pk else FollowUpForm(prefix=None, auto_id=f"id_{one.pk}_%s"),
        }
        for one in rows
    ]  # fmt: skip
