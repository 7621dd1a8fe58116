"""What a page door asks of whoever stands at it: to be signed in, and to keep to the cases that are theirs to see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.cases import access
from shounuo.cases.models import Attachment, Case
from shounuo.kernel.refusal import Refusal

View = Callable[..., HttpResponseBase]


class Asked(HttpRequest):
    """A request as views get it: `at` is the moment (the middleware asked the clock), `user` is signed in."""

    at: datetime
    user: User


def case_of(request: Asked, number: str) -> Case:
    """The case, through the gate. A foreign or unknown one is a page that is not found."""
    try:
        return access.case_for(request.user, number)
    except Refusal as refusal:
        raise Http404 from refusal


def file_of(request: Asked, number: str, attachment_id: int) -> Attachment:
    try:
        return access.attachment_for(request.user, number, attachment_id)
    except Refusal as refusal:
        raise Http404 from refusal


def sign_in_first(request: HttpRequest, behind: str) -> HttpResponse:
    """A part of a page says so in words and leaves the page alone; a page leads to signing in and back.

    `behind` is the page where the form that was sent stands, so that its draft is found again.
    """
    if request.headers.get("HX-Request"):
        return render(request, "counter/signed_out.html", status=401)
    back = request.get_full_path() if request.method == "GET" else behind
    return HttpResponseRedirect(f"/sign-in?{urlencode({'next': back})}")
