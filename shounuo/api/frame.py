"""What stands around every address of the API: an unknown method or address is answered in JSON like everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern

from shounuo.api import errors

View = Callable[..., HttpResponse]


def framed(pattern: URLPattern) -> URLPattern:
    pattern.callback = _frame(pattern.callback)
    return pattern


def _frame(view: View) -> View:
    def answered(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        response = view(request, *given, **named)
        if isinstance(response, HttpResponseNotAllowed):
            return errors.method_not_allowed(
                request, ", ".join(sorted(response.headers["Allow"].split(", ")))
            )
        return response

    return exempt(answered)


def exempt(view: View) -> View:
    """No cookie is ever believed here, so nothing can be forged with one."""
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view
