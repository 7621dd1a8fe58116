"""One case: its page and its live parts. What is done to it has a file for each word. [7.1-platform, 3.1-factors]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.forms import ModelChoiceField
from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.cases.models import Case, MaintenanceWindow
from shounuo.cases.secrets import patterns_for_browser
from shounuo.casework.maintain import lateness
from shounuo.casework.working_hours import next_working
from shounuo.commitments.reads import StripRow
from shounuo.counter import live
from shounuo.counter.asking import Asked, case_of
from shounuo.workspace.asking import shows
from shounuo.workspace.case_page import (
    Head,
    head,
    head_part,
    knowledge_part,
    news_since,
    promised_by,
    said_in,
    side_part,
    talk_part,
)
from shounuo.workspace.colleagues import colleagues
from shounuo.workspace.deed import FORMS, DeedForm, Returned
from shounuo.workspace.palette import palette

PARTS: dict[str, Callable[[Head], dict[str, Any]]] = {
    "head": head_part, "talk": talk_part, "side": side_part, "knowledge": knowledge_part,
}  # fmt: skip
PANELS = ("accept", "resolve", "hand_over", "raise", "report", "fix", "resume", "plan", "decline")
"""Forms that stand in a panel of their own; replying has the composer."""


@shows
def case(request: Asked, number: str) -> HttpResponse:
    """The page, with the panel that was asked for; or, while it is open, one of its parts where there is something new."""
    found = case_of(request, number)
    if part := request.GET.get("part"):
        return _part(request, head(found, request.user, request.at), part)
    return page(request, found, panel=request.GET.get("do", ""))


def page(
    request: Asked, found: Case, *, panel: str = "", returned: Returned | None = None, status: int = 200
) -> HttpResponse:
    """The whole page; a form that comes back stands in it with everything that was typed."""
    top = head(found, request.user, request.at)
    news = news_since(top, returned.heard or 0) if returned and returned.moved_on else []
    said = talk_part(top, said_in(news))
    deeds = deeds_of(request.user)
    facts: dict[str, Any] = {
        **said, **head_part(top, said["messages_said"]), **side_part(top), "tag": top.tag, "deeds": deeds,
        "returned": returned, "news": news, "palette": palette(deeds), "secret_patterns": patterns_for_browser(),
    }  # fmt: skip
    asked = panel if panel in _open_panels(facts) else ""
    facts |= _forms(found, request, top.rows, asked, returned)
    return render(request, "workspace/case.html", facts, status=status)


def _open_panels(facts: dict[str, Any]) -> set[str]:
    """What the case has room for, and whoever is asked to take it may decline."""
    declines = {"decline"} if facts["offer"] and facts["offer"]["mine"] else set()
    return {facts["step"], *facts["others"], *declines}


def _forms(
    case: Case, request: Asked, rows: list[StripRow], panel: str, returned: Returned | None
) -> dict[str, Any]:
    """The composer, and at most one panel: the form that came back, or else the one that was asked for."""
    back = returned.form if returned else None
    shown = back if back is not None and back.name in PANELS else None
    if back is None and panel in PANELS:
        shown = FORMS[panel](case)
    composer = back if back is not None and back.name == "reply" else FORMS["reply"](case)
    return {"composer": composer, "panel": shown, **_panel_facts(case, request, rows, shown)}


def _panel_facts(case: Case, request: Asked, rows: list[StripRow], shown: DeedForm | None) -> dict[str, Any]:
    """What a panel tells beside its form."""
    panel = shown.name if shown else ""
    if panel == "hand_over":
        return {"people": colleagues(case.assignee_id, request.at)}
    if shown is not None and panel == "plan":
        due = promised_by(rows)
        coming = cast("ModelChoiceField[MaintenanceWindow]", shown.fields["window"]).queryset or ()
        late = {one.pk for one in coming if due and lateness(one, due)}
        return {"next_open": next_working(case, request.at), "promised_by": due, "late_windows": late}
    return {}


def _part(request: Asked, top: Head, part: str) -> HttpResponse:
    if part not in PARTS:
        raise Http404
    return live.answer(
        request, top.tag, request.at, lambda: render(request, f"workspace/case_{part}.html", PARTS[part](top))
    )
