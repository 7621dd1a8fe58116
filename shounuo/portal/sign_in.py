"""Signing in and out."""

from __future__ import annotations

from typing import cast

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shounuo.accounts import demo
from shounuo.accounts.actions import note_sign_in
from shounuo.accounts.demo import DemoAccount
from shounuo.accounts.models import User
from shounuo.counter.asking import Asked
from shounuo.counter.said import Line
from shounuo.kernel.words import Words, t


class SignInForm(forms.Form):
    email = Line(
        label=Words("邮箱", "E-mail"),
        most=254,
        empty=Words("请填写邮箱", "Please enter your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=Words("密码", "Password"),  # type: ignore[arg-type]
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={
            "required": Words("请填写密码", "Please enter your password"),  # type: ignore[dict-item]
        },
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page, or the try: whoever is known goes on to where they wanted to be."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_onward(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _recognise(request, form)
        if user is not None:
            return _welcome(cast(Asked, request), user)
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "portal/sign_in.html",
        {"form": form, "next": _wanted(request), "accounts": _demo_accounts(), "password": demo.PASSWORD},
        status=status,
    )  # fmt: skip


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect("/sign-in")


def start(request: HttpRequest) -> HttpResponse:
    """`/`: everybody to their own first page."""
    return HttpResponseRedirect(_home(request.user) if request.user.is_authenticated else "/sign-in")


def _recognise(request: HttpRequest, form: SignInForm) -> User | None:
    """The person, or None with the one sentence that tells nobody which of the two was wrong."""
    given = form.cleaned_data
    user = authenticate(request, username=given["email"], password=given["password"])
    if user is None:
        form.add_error(None, t("邮箱或密码不对", "The e-mail address or the password is wrong"))
    return user


def _welcome(request: Asked, user: User) -> HttpResponse:
    login(request, user)
    note_sign_in(user, at=request.at)
    return HttpResponseRedirect(_onward(request))


def _onward(request: HttpRequest) -> str:
    return _wanted(request) or _home(request.user)


def _wanted(request: HttpRequest) -> str:
    """The page of ours that the person came from, if there was one."""
    given = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if ours and given.startswith("/") else ""


def _home(user: object) -> str:
    return "/desk/" if cast(User, user).is_staff_member else "/cases"


def _demo_accounts() -> list[DemoAccount]:
    """In a demonstration: one account for each role, customers first."""
    return sorted(demo.accounts(), key=lambda account: account.staff) if settings.DEMO else []
