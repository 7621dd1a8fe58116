"""A deed on a case: done once, or its form given back on the page with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from shounuo.cases.models import Case
from shounuo.casework.submit import once
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.drafts import Arrived, new_key
from shounuo.counter.said import say, tell_masked
from shounuo.counter.uploads import names_of
from shounuo.kernel.refusal import Refusal
from shounuo.workspace.case import page
from shounuo.workspace.deed import DeedForm, Returned


def carry_out(
    request: Asked, case: Case, form: DeedForm, deed: Callable[[dict[str, Any]], object], done: str
) -> HttpResponse:
    """The deed, once, and back to the case with the words of what was done; or the page with the form as it was."""
    if not form.is_valid():
        return _back(request, case, form, None, 422)
    given = form.cleaned_data
    try:
        once(case, given["sending"] or new_key(), lambda: deed(given), user=request.user, at=request.at)
    except Refusal as refusal:
        _mark(form, refusal)
        return _back(request, case, form, refusal, refusal.status)
    messages.success(request, done)
    tell_masked(request, form)
    return Arrived(f"/desk/cases/{case.number}", form.draft)


def _mark(form: DeedForm, refusal: Refusal) -> None:
    """The gate names the fields that lack something: the page points at them."""
    for name in refusal.facts.get("missing", ()):
        if name in form.fields:
            form.add_error(name, say("这一项还需要填写", "This is still to be written"))


def _back(request: Asked, case: Case, form: DeedForm, refusal: Refusal | None, status: int) -> HttpResponse:
    return page(
        request,
        case_of(request, case.number),
        returned=Returned(form, refusal, names_of(request)),
        status=status,
    )
