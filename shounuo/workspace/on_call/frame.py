"""What the pages about duty have in common: their tabs, and a form whose refusal stands at the field it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.counter.asking import Asked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words
from shounuo.workspace.palette import palette

Done = TypeVar("Done")
TABS: dict[str, tuple[str, Words]] = {
    "now": ("/desk/on-call", Words("现在", "Now")),
    "calendar": ("/desk/on-call/calendar", Words("日历", "Calendar")),
    "swaps": ("/desk/on-call/swaps", Words("换班", "Swaps")),
    "schedules": ("/desk/on-call/schedules", Words("排班表", "Schedules")),
    "night": ("/desk/on-call/night", Words("夜间负荷", "Nights")),
}


def page(request: Asked, name: str, tab: str, *, status: int = 200, **facts: Any) -> HttpResponse:
    """The template `workspace/on_call/<name>.html` under this tab."""
    deeds = deeds_of(request.user)
    tabs = [
        {"label": str(words), "href": href, "current": key == tab, "count": None}
        for key, (href, words) in TABS.items()
    ]
    known = {"on_call_tabs": tabs, "deeds": deeds, "palette": palette(deeds)}
    return render(request, f"workspace/on_call/{name}.html", known | facts, status=status)


def carried_out(form: forms.Form, deed: Callable[[], Done]) -> Done | None:
    """The deed's outcome; or None, and the form says why not, at the field where the reason lies."""
    try:
        return deed()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        field = refusal.facts.get("field")
        form.add_error(field if field in form.fields else None, refusal.sentence)
        return None
