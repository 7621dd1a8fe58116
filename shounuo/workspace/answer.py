"""The page behind the link of a call: what it is about in large type, and one button. Nobody signs in. [5.2-accept]

Programs that look ahead open links, so opening one does nothing; pressing the button answers, as often as it is pressed. The link
is the proof of who answers: whoever has it may read this page and answer this call, and nothing else. Some days after the
calling has ended it opens nothing any more.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shounuo.casework.acknowledge import acknowledge
from shounuo.counter.asking import Asked
from shounuo.kernel.words import speaking
from shounuo.notifications.answering import call_of
from shounuo.notifications.models import Call
from shounuo.workspace.answer_page import facts_of

LIVES = timedelta(days=7)
"""How long after the end of the calling the link still opens: who was away over a holiday learns who took it."""
LANGUAGES = {"zh": "zh-hans", "en": "en"}
View = Callable[[Asked, str], HttpResponse]


def _secretly(view: View) -> View:
    """The address is a secret: it is kept by nobody on the way, told to no other page, and found by no search engine."""

    @wraps(view)
    def sent(request: Asked, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return sent


@csrf_exempt  # whoever could forge this form would have to know the link, which is all that it asks for
@require_http_methods(["GET", "HEAD", "POST"])
@_secretly
def answer(request: Asked, token: str) -> HttpResponse:
    call = call_of(token)
    if call is None or not call.user.is_active or _has_run_out(call, request.at):
        return render(request, "workspace/answer_gone.html", status=404)
    if request.method == "POST":
        acknowledge(call, "link", at=request.at)
        return HttpResponseRedirect(request.get_full_path(), status=303)
    language = _language(request, call)
    with speaking(language), timezone.override(zoneinfo.ZoneInfo(call.user.time_zone)):
        response = render(request, "workspace/answer.html", facts_of(call, request.at))
    response.headers["Content-Language"] = language
    return response


def _has_run_out(call: Call, at: datetime) -> bool:
    ended = call.page.ended_at
    return ended is not None and at > ended + LIVES


def _language(request: HttpRequest, call: Call) -> str:
    """What the page was asked in, else the language of whoever was called: the browser of a phone need not know them."""
    return LANGUAGES.get(request.GET.get("in", ""), call.user.language)
