"""演练: start a rehearsal of a P0, and the score sheets of those that were. [5.3.2-P0-team]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.accounts.roles import ROLES
from shounuo.casework.drill.score import Score, score
from shounuo.casework.drill.start import SCENARIOS, start_drill
from shounuo.counter.asking import Asked
from shounuo.incidents.models import Drill
from shounuo.incidents.reads import drills, under_way_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy import reads as policies
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette

LATEST = 50


@dataclass(frozen=True)
class Row:
    """One drill of the list: its sheet, and whether it still runs."""

    drill: Drill
    sheet: Score
    runs: bool

    @property
    def scenario(self) -> str:
        return str(SCENARIOS[self.drill.scenario][0])


@shows
def drilled(request: Asked) -> HttpResponse:
    return _page(request)


@does("drill")
def start(request: Asked) -> HttpResponse:
    """The case of the drill is shown; a refusal stands above the form, with what was chosen."""
    scenario, silent = request.POST.get("scenario", ""), request.POST.getlist("silent")
    try:
        case = start_drill(scenario, silent, by=request.user, at=request.at)
    except Refusal as refusal:
        return _page(request, refusal, scenario, silent)
    messages.success(
        request, t("演练已开始，全程标记为演练。", "The drill has begun; it is marked as one everywhere.")
    )
    return HttpResponseRedirect(f"/desk/drills/{case.number}")


@shows
def sheet(request: Asked, drill_number: str) -> HttpResponse:
    """Every promise of the drill, by when it was due and when it was met."""
    held = drills().filter(case__number=drill_number).first()
    if held is None:
        raise Http404
    facts = {
        "row": _row(held, request), "deeds": deeds_of(request.user), "silent": [str(ROLES[role]) for role in held.silent],
        "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/drill.html", facts)


def _page(
    request: Asked, refusal: Refusal | None = None, scenario: str = "outage", silent: list[str] | None = None
) -> HttpResponse:
    facts: dict[str, Any] = {
        "rows": [_row(one, request) for one in drills()[:LATEST]],
        "scenarios": [(key, str(words[0]), key == scenario) for key, words in SCENARIOS.items()],
        "roles": [(one.id, str(ROLES[one.id]), one.id in (silent or [])) for one in policies.current().flows.P0.team if not one.if_needed],
        "refusal": refusal, "deeds": deeds_of(request.user), "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/drills.html", facts, status=refusal.status if refusal else 200)


def _row(held: Drill, request: Asked) -> Row:
    return Row(held, score(held.case, request.at), under_way_of(held.case) is not None)
