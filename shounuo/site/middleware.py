"""What stands between every request and its view: the policy for content, the reader's language and zone, the clock
(asked once, as `request.at`), and refusals shown in their own words."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shounuo.kernel.again import met_a_deadlock
from shounuo.kernel.clock import now
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import speaking

View = Callable[[HttpRequest], HttpResponse]
CSP = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
LANGUAGES = {"zh-hans", "en"}


def content_security_policy(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return middleware


def reader(get_response: View) -> View:
    """Activates the reader's language and zone, and asks the clock once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.at = now()  # type: ignore[attr-defined]
        user = request.user
        language = request.COOKIES.get("language", "")
        if language not in LANGUAGES:
            language = getattr(user, "language", None) or _accepted(request)
        zone = getattr(user, "time_zone", None) or "Asia/Shanghai"
        with speaking(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response

    return middleware


def _accepted(request: HttpRequest) -> str:
    """The browser's language where nobody is signed in: Chinese unless it asks for something else first."""
    wish = request.headers.get("Accept-Language", "zh")
    return "zh-hans" if wish.lower().startswith("zh") or "zh" in wish.lower().split(",")[0] else "en"


def refusals(get_response: View) -> View:
    """An expected no becomes a page (or a fragment) in its own words; the form in the browser keeps what was typed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if met_a_deadlock(exception):
            try:
                return _again(request)
            except Refusal as refusal:
                exception = refusal
        if not isinstance(exception, Refusal):
            return None
        return render(request, "look/refused.html", {"refusal": exception}, status=exception.status)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _again(request: HttpRequest) -> HttpResponse:
    """The page once more, files read from their start."""
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            file.seek(0)
    match = request.resolver_match
    assert match is not None
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
