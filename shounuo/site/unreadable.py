"""A form that could not be taken in: whether it was too large or cannot be read, said in the reader's language."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own refusals: 413 for more text than a form may carry, 400 for all else."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, f"{status}.html", status=status)
