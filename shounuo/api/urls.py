"""Every address of the API; what is not here is not found, in JSON."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from shounuo.api.app import api
from shounuo.api.errors import unknown_address
from shounuo.api.frame import exempt, framed
from shounuo.api.openapi import served

urlpatterns: list[URLPattern] = [
    path("openapi.json", exempt(served(api))),
    *(
        framed(pattern)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
    re_path("", exempt(unknown_address)),
]
