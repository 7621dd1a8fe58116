"""The language of the pages, chosen by the reader."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from shounuo.accounts.actions import choose_language
from shounuo.accounts.models import User
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

A_YEAR = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Kept in this browser, and with the person so that mails speak it too."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise Refusal("language.unknown", t("没有这种语言", "There is no such language"), status=422)
    if isinstance(request.user, User):
        choose_language(request.user, chosen, at=request.at)  # type: ignore[attr-defined]
    response = HttpResponseRedirect(_back(request))
    response.set_cookie("language", chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _back(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours and page.startswith("/") else "/"
