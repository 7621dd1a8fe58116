"""A request as it stands behind the door: with its token, its person, and the moment it came."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from shounuo.accounts.models import ApiToken, User


class ApiRequest(HttpRequest):
    """`auth` is set by the token check, `at` by the house's middleware (the clock, asked once)."""

    auth: ApiToken
    at: datetime


def person(request: ApiRequest) -> User:
    return request.auth.user
