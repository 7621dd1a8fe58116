"""The page of a war room and its live parts. [5.3.2-P0-takeover, 5.3.2-P0-internal-comms]"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of, may
from shounuo.cases.models import Case
from shounuo.cases.secrets import patterns_for_browser
from shounuo.casework.incident.draft import prepared
from shounuo.commitments.reads import StripRow
from shounuo.counter import live
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.drafts import new_key
from shounuo.incidents.words import ENDED, STATES
from shounuo.kernel.words import Words
from shounuo.workspace.asking import shows
from shounuo.workspace.palette import palette
from shounuo.workspace.war_room import drafts
from shounuo.workspace.war_room.flow import StageView, can_do, locked_by, stages_of
from shounuo.workspace.war_room.head import Head, head
from shounuo.workspace.war_room.next_thing import Next, Open, Situation, next_thing
from shounuo.workspace.war_room.people import command_of, fitting, people_part
from shounuo.workspace.war_room.timeline import timeline_part

TABS = ("flow", "talk", "people")
CUSTOMER_HEARS = ("response", "first_contact", "update")
DECISIONS = ("workspace/war_room/_decisions.html", "workspace/war_room/no_decisions.html")
"""The panel of decisions is a page's own room; without it nothing stands in its place."""


@dataclass(frozen=True)
class Returned:
    """A form that comes back: which, what was typed into it, and why."""

    name: str
    words: str
    why: str


@shows
def war_room(request: Asked, number: str) -> HttpResponse:
    """The page; or, while it is open, one of its parts where there is something new."""
    found = case_of(request, number)
    top = head(found, request.user, request.at)
    if top is None:
        return HttpResponseRedirect(f"/desk/cases/{found.number}")
    part = request.GET.get("part")
    if not part:
        return page(request, top)
    if part not in PARTS:
        raise Http404
    return live.answer(request, top.tag, request.at, lambda: _drawn(request, top, part))


def page(
    request: Asked, top: Head, *, tab: str = "", returned: Returned | None = None, status: int = 200
) -> HttpResponse:
    """The whole page; a form that comes back stands in it with everything that was typed."""
    tab = tab or request.GET.get("tab", "")
    facts: dict[str, Any] = {"returned": returned}
    for part in PARTS.values():
        facts |= part(top, request)
    facts |= {
        "tab": tab if tab in TABS else "flow", "tag": top.tag, "palette": palette(deeds_of(request.user)),
        "secret_patterns": patterns_for_browser(), "line_draft": drafts.of(top.case.number, "line"),
        "typed": returned.words if returned and returned.name == "line" else "",
    }  # fmt: skip
    return render(request, "workspace/war_room/page.html", facts, status=status)


def _drawn(request: Asked, top: Head, part: str) -> HttpResponse:
    return render(request, f"workspace/war_room/{part}.html", PARTS[part](top, request))


# ------------------------------------------------------------------ parts


def _common(top: Head) -> dict[str, Any]:
    return {
        "case": top.case, "incident": top.incident, "here": f"/desk/cases/{top.case.number}/war-room",
        "takes_part": top.takes_part, "sending": new_key(),
    }  # fmt: skip


def now_part(top: Head, request: Asked) -> dict[str, Any]:
    """What is always in sight: level, number, customer, how long it burns, and the three next due times."""
    return _common(top) | {
        "clocks": [one for one in _clocks(top) if one[1] is not None], "state": STATES[top.incident.state],
        "ended": ENDED.get(top.incident.ended_how, ""), "name": top.policy.priorities[top.incident.level].name,  # type: ignore[index]
    }  # fmt: skip


def _clocks(top: Head) -> list[tuple[Words, StripRow | None]]:
    hears = [top.runs[track] for track in CUSTOMER_HEARS if track in top.runs]
    return [
        (Words("内部同步", "Internal sync"), top.runs.get("sync")),
        (Words("更新客户", "Customer update"), min(hears, key=lambda row: row.due_at, default=None)),
        (Words("解决", "Resolution"), top.runs.get("resolution")),
    ]


def next_part(top: Head, request: Asked) -> dict[str, Any]:
    """The one thing to do for whoever looks."""
    upcoming = _next(top)
    stages = stages_of(top, (upcoming.stage, upcoming.step))
    step = next((one for stage in stages for one in stage.steps if one.is_next), None)
    return _common(top) | command_of(top) | {"next": upcoming, "next_step": step, "my_posts": fitting(top)}


def flow_part(top: Head, request: Asked) -> dict[str, Any]:
    upcoming = _next(top)
    stages = stages_of(top, (upcoming.stage, upcoming.step))
    return _common(top) | {
        "stages": [one for one in stages if one.id != "restore"],
        "restore": next((one for one in stages if one.id == "restore"), None), "now_stage": _current(stages),
        "number": top.case.number,
    }  # fmt: skip


def _current(stages: list[StageView]) -> str:
    """The stage that is unfolded: the first that is late or running."""
    return next((one.id for one in stages if one.standing in ("late", "now") and one.id != "restore"), "")


def update_part(top: Head, request: Asked) -> dict[str, Any]:
    """The prepared draft, for whoever may reply."""
    writes = top.case.is_open and may(top.user, "reply")
    hears = [top.runs[track] for track in CUSTOMER_HEARS if track in top.runs]
    return _common(top) | {
        "writes": writes, "prepared": prepared(top.case, top.incident, at=top.at) if writes else "",
        "update_row": min(hears, key=lambda row: row.due_at, default=None),
        "update_draft": drafts.of(top.case.number, "update"),
    }  # fmt: skip


def talk_part(top: Head, request: Asked) -> dict[str, Any]:
    return _common(top) | timeline_part(top, request.GET.get("show", "all"))


def crew_part(top: Head, request: Asked) -> dict[str, Any]:
    return _common(top) | people_part(top) | {"promises": _promises(top)}


def decisions_part(top: Head, request: Asked) -> dict[str, Any]:
    """Decisions are the work of a neighbour: `decisions.part(head)` gives what its template shows."""
    found = find_spec("shounuo.workspace.war_room.decisions")
    told = import_module("shounuo.workspace.war_room.decisions").part(top) if found else {}
    return _common(top) | {"decisions_template": DECISIONS, **told}


def _promises(top: Head) -> list[StripRow]:
    """What is not shown in its place already: arrivals stand with the people, stages with the flow."""
    return [row for row in top.rows if row.track.partition(":")[0] not in ("arrival", "stage")]


def _next(top: Head) -> Next:
    commander = top.commander
    update = next((row for _, row in _clocks(top)[1:2] if row), None)
    sync = top.runs.get("sync")
    return next_thing(
        Situation(
            top.takes_part, top.is_here, top.commands, may(top.user, "command"),
            commander is not None and commander.how != "acting", may(top.user, "reply"),
            "customer_success_manager" in top.user.roles, update.state if update else "", sync.state if sync else "", _open(top),
        )
    )  # fmt: skip


def _open(top: Head) -> tuple[Open, ...]:
    written = {(stage.id, step.id): step for stage in top.flow.stages for step in stage.steps}
    found = []
    for held in top.steps:
        step = written.get((held.stage, held.step))
        if step is None or not can_do(top, held, step.who):
            continue
        mine = held.owner_id == top.user.pk if held.state == "doing" else bool(top.user.roles & set(step.who))
        found.append(
            Open(
                held.stage,
                held.step,
                mine,
                held.state == "doing",
                step.only_if is not None,
                bool(locked_by(top, held)),
            )
        )
    return tuple(sorted(found, key=lambda one: not one.doing))


Part = Callable[[Head, Asked], dict[str, Any]]
PARTS: dict[str, Part] = {
    "now": now_part, "next": next_part, "flow": flow_part, "update": update_part, "talk": talk_part,
    "decisions": decisions_part, "crew": crew_part,
}  # fmt: skip


def again(request: Asked, case: Case, returned: Returned, tab: str, status: int) -> HttpResponse:
    """The page as it now stands, with the form that came back."""
    fresh = case_of(request, case.number)
    top = head(fresh, request.user, request.at)
    if top is None:
        return HttpResponseRedirect(f"/desk/cases/{case.number}")
    return page(request, top, tab=tab, returned=returned, status=status)
