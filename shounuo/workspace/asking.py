"""Who stands at this door: a signed-in member of staff. Everybody else is sent where they belong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.counter.asking import Asked, View, sign_in_first
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

PAGES = {
    "number": "/desk/cases",
    "person_id": "/desk/people",
    "account_id": "/desk/access/people",
    "customer_id": "/desk/customers",
    "learner": "/desk/training/people",
    "session": "/desk/training/sessions",
    "provider_id": "/desk/channels",
    "article_id": "/desk/knowledge",
    "change": "/desk/policy/changes",
    "audit_id": "/desk/audits",
    "survey_id": "/desk/surveys",
}
"""Where forms stand, by what their addresses name."""


def shows(view: View) -> View:
    """A page that any member of staff may look at."""
    return _for_staff(require_safe(never_cache(view)), "look")


def does(deed: str) -> Callable[[View], View]:
    """What a form is sent to, for those who may do this; whoever comes by reloading is led back to the page."""

    def guard(view: View) -> View:
        @require_http_methods(["GET", "POST"])
        @never_cache
        @wraps(view)
        def sent(request: Asked, *args: Any, **named: Any) -> HttpResponseBase:
            if request.method == "GET":
                return HttpResponseRedirect(_page_behind(named))
            _check(request.user, deed)
            return view(request, *args, **named)

        return _for_staff(sent, deed)

    return guard


def does_for(deed: str) -> Callable[[View], View]:
    """As `does`, and for what somebody does for themselves: their own `person_id` needs no right."""

    def guard(view: View) -> View:
        @require_http_methods(["GET", "POST"])
        @never_cache
        @wraps(view)
        def sent(request: Asked, *args: Any, **named: Any) -> HttpResponseBase:
            if request.method == "GET":
                return HttpResponseRedirect(_page_behind(named))
            if named["person_id"] != request.user.pk:
                _check(request.user, deed)
            return view(request, *args, **named)

        return _for_staff(sent, deed)

    return guard


def of_ones_own(view: View) -> View:
    """What a form about oneself is sent to, by any member of staff; the act sees to it that it is one's own."""
    both = require_http_methods(["GET", "POST"])(never_cache(view))

    @wraps(view)
    def sent(request: Asked, *args: Any, **named: Any) -> HttpResponseBase:
        if request.method == "GET":
            return HttpResponseRedirect(_page_behind(named))
        return both(request, *args, **named)

    return _for_staff(sent, "look")


def fills_in(deed: str) -> Callable[[View], View]:
    """A page with a form of its own, for those who may send it."""

    def guard(view: View) -> View:
        @require_http_methods(["GET", "POST"])
        @never_cache
        @wraps(view)
        def allowed(request: Asked, *args: Any, **named: Any) -> HttpResponseBase:
            _check(request.user, deed)
            return view(request, *args, **named)

        return _for_staff(allowed, deed)

    return guard


def _for_staff(view: View, deed: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request, _page_behind(named, request.path))
        if not request.user.is_staff_member:
            return _to_the_portal(request, named)
        return view(request, *args, **named)

    guarded.deed = deed  # type: ignore[attr-defined]
    return guarded


def _check(user: User, deed: str) -> None:
    if not may(user, deed):
        raise Refusal(
            "desk.may_not",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but may not do this"),
            status=403,
        )


def _to_the_portal(request: HttpRequest, named: dict[str, Any]) -> HttpResponse:
    """Customers have a page of their own for the same case; nothing they send here is taken."""
    if request.method != "GET" or request.headers.get("HX-Request"):
        raise Refusal(
            "desk.staff_only",
            t("这里只供服务台同事使用", "This is for the service desk's staff only"),
            status=403,
        )
    number = named.get("number")
    return HttpResponseRedirect(f"/cases/{number}" if number else "/cases")


def _page_behind(named: dict[str, Any], otherwise: str = "/desk/") -> str:
    """Where the form that was sent stands, so that its draft is found again."""
    for name, page in PAGES.items():
        if name in named:
            return f"{page}/{named[name]}"
    return otherwise
