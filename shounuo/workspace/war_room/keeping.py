"""封闭战情室: a security incident is for named people; who was let in, who looked, and the evidence. [5.3.2-P0-parallel]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of, may
from shounuo.cases.models import Case
from shounuo.casework.incident import closed
from shounuo.casework.incident.evidence import exhibits, manifest, security_incident
from shounuo.casework.incident.gate import enter
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import tell_masked
from shounuo.incidents.models import Incident
from shounuo.incidents.reads import latest_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.war_room.forms import AdmissionForm, WordsForm


def room_facts(request: Asked, incident: Incident) -> dict[str, Any]:
    """The closed room as whoever is inside sees it."""
    user = request.user
    keeps = may(user, "respond") and closed.keeps_room(incident, user)
    return {
        "room": incident, "keeps": keeps, "admissions": list(incident.admissions.select_related("user").order_by("pk")),
        "visits": list(incident.visits.select_related("user").order_by("first_at", "pk")), "admitting": AdmissionForm(),
        "marks": incident.is_under_way and not incident.closed_room and may(user, "respond") and closed.marks_security(incident, user),
    }  # fmt: skip


@does("respond")
def closing(request: Asked, number: str) -> HttpResponse:
    return _done(request, number, lambda case: closed.mark_security(case, request.user, at=request.at))


@does("respond")
def admissions(request: Asked, number: str) -> HttpResponse:
    """Somebody is let in by name, with a reason."""
    form = AdmissionForm(request.POST)
    case = case_of(request, number)
    enter(case, request.user, at=request.at)
    if not form.is_valid():
        return _page(request, case, form, None, 422)
    whom: User = form.cleaned_data["whom"]
    try:
        closed.admit(case, whom, form.cleaned_data["words"], request.user, at=request.at)
    except Refusal as refusal:
        return _page(request, case, form, refusal, refusal.status)
    tell_masked(request, form)
    return _back(request, case)


@does("respond")
def opening(request: Asked, number: str) -> HttpResponse:
    form = WordsForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    return _done(request, number, lambda case: closed.open_room(case, words, request.user, at=request.at))


@shows
def room(request: Asked, number: str) -> HttpResponse:
    """The room's keeping and its evidence."""
    case = case_of(request, number)
    enter(case, request.user, at=request.at)
    return _page(request, case, AdmissionForm(), None)


@shows
def evidence(request: Asked, number: str) -> HttpResponse:
    """The register as a text that can be handed on."""
    case = case_of(request, number)
    enter(case, request.user, at=request.at)
    if security_incident(case) is None:
        raise Http404
    text = manifest(case, exhibits(case), request.user, at=request.at)
    name = f'attachment; filename="{case.number}-evidence.txt"'
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name})


def _done(request: Asked, number: str, deed: Callable[[Case], None]) -> HttpResponse:
    case = case_of(request, number)
    enter(case, request.user, at=request.at)
    try:
        deed(case)
    except Refusal as refusal:
        return _page(request, case, AdmissionForm(), refusal, refusal.status)
    return _back(request, case)


def _back(request: Asked, case: Case) -> HttpResponse:
    messages.success(request, t("已记录。", "It is on record."))
    return HttpResponseRedirect(f"/desk/cases/{case.number}/room")


def _page(
    request: Asked, case: Case, form: AdmissionForm, refusal: Refusal | None, status: int = 200
) -> HttpResponse:
    incident = latest_of(case)
    if incident is None:
        raise Http404
    kept = security_incident(case)
    facts = room_facts(request, incident) | {
        "case": case, "admitting": form, "refusal": refusal, "exhibits": exhibits(case) if kept else [], "security": kept,
        "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/war_room/keeping.html", facts, status=status)
