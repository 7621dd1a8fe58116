"""Who stands at this door: a signed-in person of a customer. Others are sent where they belong."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from shounuo.accounts.models import User
from shounuo.counter.asking import View, sign_in_first
from shounuo.customers.models import Contact
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t


def customers_only(view: View) -> View:
    """Guests sign in first and come back to the page they were on; staff go to the same case at their own desk."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return sign_in_first(request, _page_behind(request, named))
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


def _page_behind(request: HttpRequest, named: dict[str, Any]) -> str:
    """Where the form that was sent stands, so that its draft is found again."""
    number = named.get("number")
    return f"/cases/{number}" if number else request.path
