"""满意度: one tap from one to five, by the link of the mail without signing in, or on the page of a closed case. [5.4-survey]

Programs that look ahead open links, so opening one does nothing; pressing a number answers. The link is the proof of who answers:
whoever has it may score this case while the survey is open, reads its number and subject, and nothing else.
"""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shounuo.casework import survey as deeds
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Said, SaidForm
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, speaking, t
from shounuo.portal.asking import customers_only
from shounuo.surveys.models import Survey
from shounuo.surveys.reads import by_token, of_case

LANGUAGES = {"zh": "zh-hans", "en": "en"}
MOST = 2000
"""Characters of a comment."""
NAMES = {
    1: Words("很不满意", "Very poor"),
    2: Words("不满意", "Poor"),
    3: Words("一般", "Fair"),
    4: Words("满意", "Good"),
    5: Words("很满意", "Very good"),
}


class CommentForm(SaidForm):
    comment = Said(
        label=Words("还想告诉我们什么？", "Anything you would like to add?"),
        most=MOST,
        rows=4,
    )


@csrf_exempt  # whoever could forge this form would have to know the link, which is all that it asks for
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: Asked, token: str) -> HttpResponse:
    survey = by_token(token)
    user = survey.contact.user if survey else None
    language = _language(request, user.language if user else "zh-hans")
    zone = user.time_zone if user else settings.TIME_ZONE
    with speaking(language), timezone.override(zoneinfo.ZoneInfo(zone)):
        if survey is None:
            response = render(request, "portal/survey_gone.html", {"phone": settings.PHONE}, status=404)
        else:
            response = _answered(request, survey)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Content-Language"] = language
    return response


def _language(request: HttpRequest, own: str) -> str:
    return LANGUAGES.get(request.GET.get("in", ""), own)


def _answered(request: Asked, survey: Survey) -> HttpResponse:
    refusal, form = None, CommentForm(request.POST or None)
    if request.method == "POST":
        refusal = _take(request, survey, form, survey.contact.actor)
        if refusal is None and not form.errors:
            return HttpResponseRedirect(request.get_full_path(), status=303)
    survey.refresh_from_db()
    facts = facts_of(survey, request, request.get_full_path(), form if request.method == "POST" else None)
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(
        request, "portal/survey.html", facts | {"survey_refusal": refusal, "by_link": True}, status=status
    )


@customers_only
@require_http_methods(["GET", "POST"])
@never_cache
def on_page(request: Asked, number: str) -> HttpResponseBase:
    """The same, for whoever of the customer is signed in and may see the case."""
    case = case_of(request, number)
    survey = of_case(case.pk)
    if survey is None:
        raise Http404
    if request.method == "GET":
        return HttpResponseRedirect(f"/cases/{number}")
    form = CommentForm(request.POST)
    refusal = _take(request, survey, form, request.user.actor)
    if refusal is None and not form.errors:
        return HttpResponseRedirect(f"/cases/{number}#survey", status=303)
    survey.refresh_from_db()
    facts = facts_of(survey, request, f"/cases/{number}/survey", form) | {"survey_refusal": refusal}
    return render(request, "portal/survey.html", facts, status=refusal.status if refusal else 422)


def _take(request: Asked, survey: Survey, form: CommentForm, by: Actor) -> Refusal | None:
    """What was pressed is done, or why not."""
    try:
        if "score" in request.POST:
            deeds.answer(survey, _score(request.POST["score"]), by=by, at=request.at)
        elif form.is_valid():
            deeds.comment(survey, form.cleaned_data["comment"], by=by, at=request.at)
    except Refusal as refusal:
        return refusal
    return None


def _score(text: str) -> int:
    """What no button sends is no score; the story refuses it in words."""
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0


def facts_of(survey: Survey, request: Asked, action: str, form: CommentForm | None = None) -> dict[str, Any]:
    """What the card of a survey shows; `form` where it was refused, with what was typed."""
    comment = form if form and "comment" in request.POST else CommentForm(initial={"comment": survey.comment})
    return {
        "survey": survey, "survey_case": survey.case, "survey_action": action, "survey_open": deeds.may_answer(survey, request.at),
        "survey_form": comment, "survey_scores": [{"n": n, "name": name, "chosen": n == survey.score} for n, name in NAMES.items()],
        "survey_thanks": t("谢谢，您打了 {n} 分。", "Thank you: you gave {n} of 5.", n=survey.score) if survey.score else "",
        "survey_gave": NAMES[survey.score] if survey.score else "",
    }  # fmt: skip
