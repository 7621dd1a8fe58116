"""One case: its page and its live parts, replying, and the answer to whether it is solved. [5.4-confirm, 7.1-portal]"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shounuo.cases.models import Case
from shounuo.cases.secrets import patterns_for_browser
from shounuo.casework import resolve
from shounuo.casework.submit import send_denial, send_reply
from shounuo.counter import live
from shounuo.counter.asking import Asked, View, case_of
from shounuo.counter.drafts import Arrived, new_key
from shounuo.counter.said import Said, SaidForm, tell_masked
from shounuo.counter.uploads import files_of, names_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.portal import drafts
from shounuo.portal.asking import customers_only
from shounuo.portal.case_page import Head, head, side_part, talk_part
from shounuo.portal.survey import facts_of
from shounuo.surveys.reads import of_case

PARTS = {"talk": talk_part, "side": side_part}


class ReplyForm(SaidForm):
    body = Said(
        label=Words("您的回复", "Your reply"),
        empty=Words("请先写点内容", "Please write something first"),
        rows=5,
    )
    sending = forms.CharField(required=False, max_length=64)


class DenialForm(SaidForm):
    reason = Said(
        label=Words("哪里还没有解决？", "What is not solved yet?"),
        empty=Words("请告诉我们哪里还没有解决", "Please tell us what is not solved yet"),
        rows=4,
    )


def acts(view: View) -> View:
    """What a form of the case page is sent to; whoever comes by reloading is led back to the page."""

    @customers_only
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def sent(request: Asked, number: str) -> HttpResponseBase:
        return view(request, number) if request.method == "POST" else HttpResponseRedirect(f"/cases/{number}")

    return sent


@customers_only
@require_safe
def case(request: Asked, number: str) -> HttpResponse:
    """The page, or, while it is open, one of its parts where there is something new."""
    found = case_of(request, number)
    if part := request.GET.get("part"):
        return _part(request, head(found, request.at), part)
    return _page(request, found)


@acts
def replies(request: Asked, number: str) -> HttpResponse:
    found = case_of(request, number)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reply=form, status=422)
    body = form.cleaned_data["body"]
    key = form.cleaned_data["sending"] or new_key()
    try:
        send_reply(found, body, files_of(request), key=key, user=request.user, at=request.at)
    except Refusal as refusal:
        return _page(request, found, reply=form, refusal=refusal, status=refusal.status)
    tell_masked(request, form)
    return Arrived(f"/cases/{found.number}#end", drafts.of_reply(found.number))


@acts
def confirmation(request: Asked, number: str) -> HttpResponse:
    """是,已解决: the case is closed. A second press changes nothing."""
    found = case_of(request, number)
    try:
        resolve.confirm(found, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return _page(request, found, refusal=refusal, status=refusal.status)
    messages.success(
        request, t("谢谢您的确认，案例已关闭。", "Thank you for confirming; the case is closed.")
    )
    return Arrived(f"/cases/{found.number}", drafts.of_denial(found.number))


@acts
def denial(request: Asked, number: str) -> HttpResponse:
    """还没有解决, and what: the case is open again."""
    found = case_of(request, number)
    form = DenialForm(request.POST)
    if not form.is_valid():
        return _page(request, found, denial=form, status=422)
    try:
        send_denial(found, form.cleaned_data["reason"], user=request.user, at=request.at)
    except Refusal as refusal:
        return _page(request, found, denial=form, refusal=refusal, status=refusal.status)
    tell_masked(request, form)
    messages.success(
        request,
        t("案例已重新打开，我们马上继续。", "The case is open again; we are going on at once."),
    )
    return Arrived(f"/cases/{found.number}", drafts.of_denial(found.number))


@never_cache
def _page(
    request: Asked, found: Case, *, reply: ReplyForm | None = None, denial: DenialForm | None = None,
    refusal: Refusal | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The whole page; after a refusal as the case now stands, with everything that was typed still there."""
    found = case_of(request, found.number) if refusal else found
    page = head(found, request.at)
    reply, denial = reply or ReplyForm(), denial or DenialForm()
    facts: dict[str, Any] = {
        **talk_part(page), **side_part(page), **_survey(request, found),
        "tag": page.tag, "reply": reply, "denial": denial, "refusal": refusal,
        "sent": "sent" in request.GET and found.state == "new", "sending": reply["sending"].value() or new_key(),
        "words_kept": _words_without_a_form(found, reply, denial),
        "reply_draft": drafts.of_reply(found.number), "chosen_files": names_of(request),
        "denial_draft": drafts.of_denial(found.number), "secret_patterns": patterns_for_browser(),
    }  # fmt: skip
    return render(request, "portal/case.html", facts, status=status)


def _survey(request: Asked, found: Case) -> dict[str, Any]:
    """The question how it went, once it was asked. [5.4-survey]"""
    asked = of_case(found.pk) if found.state == "closed" else None
    return facts_of(asked, request, f"/cases/{found.number}/survey") if asked else {}


def _words_without_a_form(found: Case, reply: ReplyForm, denial: DenialForm) -> str:
    """What was typed for a form that the case, as it now stands, no longer has."""
    if found.state == "closed" and reply.is_bound:
        return str(reply["body"].value() or "")
    if found.state != "resolved" and denial.is_bound:
        return str(denial["reason"].value() or "")
    return ""


def _part(request: Asked, page: Head, part: str) -> HttpResponse:
    """304 while nothing is new."""
    if part not in PARTS:
        raise Http404

    def draw() -> HttpResponse:
        return render(request, f"portal/case_{part}.html", {**PARTS[part](page), **_answering(page.case)})

    return live.answer(request, page.tag, page.at, draw)


def _answering(case: Case) -> dict[str, Any]:
    return {"denial": DenialForm(), "denial_draft": drafts.of_denial(case.number)}
