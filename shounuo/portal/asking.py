"""Who stands at this door: a signed-in person of a customer. Others are sent where they belong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.cases import access
from shounuo.cases.models import Attachment, Case
from shounuo.customers.models import Contact
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

View = Callable[..., HttpResponseBase]


class Asked(HttpRequest):
    """A request as views of this door get it: `at` is the moment (the middleware asked the clock), `user` is signed in."""

    at: datetime
    user: User


def customers_only(view: View) -> View:
    """Guests sign in first and come back to the page they were on; staff go to the same case at their own desk."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return _sign_in_first(request, named)
        if user.is_staff_member:
            number = named.get("number")
            return HttpResponseRedirect(f"/desk/cases/{number}" if number else "/desk/")
        return view(request, *args, **named)

    return guarded


def contact_of(user: User) -> Contact:
    """The contact this account speaks for. Raises a Refusal (403) for an account that belongs to no customer."""
    contact = Contact.objects.select_related("customer").filter(user=user).first()
    if contact is None:
        raise Refusal(
            "account.no_customer",
            t("您的账号还没有关联到客户，请致电我们的服务热线", "Your account belongs to no customer yet; please call our hotline"),
            status=403,
        )  # fmt: skip
    user.contact = contact
    return contact


def case_of(request: Asked, number: str) -> Case:
    """The case, through the gate. A foreign one is a page that is not found."""
    try:
        return access.case_for(request.user, number)
    except Refusal as refusal:
        raise Http404 from refusal


def file_of(request: Asked, number: str, attachment_id: int) -> Attachment:
    try:
        return access.attachment_for(request.user, number, attachment_id)
    except Refusal as refusal:
        raise Http404 from refusal


def _sign_in_first(request: HttpRequest, named: dict[str, Any]) -> HttpResponse:
    """A part of a page says so in words and leaves the page alone; a page leads to signing in and back."""
    if request.headers.get("HX-Request"):
        return render(request, "portal/signed_out.html", status=401)
    back = request.get_full_path() if request.method == "GET" else _page_behind(request, named)
    return HttpResponseRedirect(f"/sign-in?{urlencode({'next': back})}")


def _page_behind(request: HttpRequest, named: dict[str, Any]) -> str:
    """Where the form that was sent stands, so that its draft is found again."""
    number = named.get("number")
    return f"/cases/{number}" if number else request.path
