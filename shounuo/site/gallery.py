"""The gallery: every component in every state and the main layouts, with the people and cases of a made-up week.

It is for those who build pages and for the tests that look at them; urls.py serves it in demonstrations only.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from shounuo.kernel.clock import now
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.look.templatetags.times import left, length, moment

PAGES = {
    "": "look/gallery.html",
    "queue": "look/gallery/queue.html",
    "case": "look/gallery/case.html",
    "portal": "look/gallery/portal.html",
    "submit": "look/gallery/submit.html",
    "sign-in": "look/gallery/sign_in.html",
    "refused": "look/refused.html",
    "404": "404.html",
    "500": "500.html",
}


def gallery(request: HttpRequest, page: str = "") -> HttpResponse:
    at = getattr(request, "at", None) or now()
    return render(request, PAGES[page], world(at))


urlpatterns = [
    path(f"gallery/{page}" if page else "gallery", gallery, {"page": page}, name=f"gallery-{page}")
    for page in PAGES
]


# ------------------------------------------------------------------ a made-up week

WEEK = Path(__file__).with_name("gallery.toml")

STATES = {
    "new": (Words("待受理", "New"), "accent"),
    "doing": (Words("处理中", "In progress"), "running"),
    "waiting": (Words("等客户", "Waiting"), "neutral"),
    "resolved": (Words("待确认", "To confirm"), "kept"),
}
TRACKS = {
    "response": (Words("响应", "Response"), Words("前响应", "to respond")),
    "update": (Words("进展更新", "Update"), Words("前更新", "to update")),
    "resolution": (Words("解决", "Resolution"), Words("前解决", "to resolve")),
    "report": (Words("报告", "Report"), Words("前交报告", "to report")),
}


@dataclass(frozen=True)
class Row:
    """A track as commitments.reads gives it."""

    key: str
    label: Words
    clause: str
    state: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    share: int
    owner: str
    text: str
    marks: tuple[int, ...] = (50, 75, 90)


@cache
def week() -> dict[str, Any]:
    return tomllib.loads(WEEK.read_text(encoding="utf-8"))


def world(at: datetime) -> dict[str, Any]:
    """What the gallery's pages show: one P0 under way, one in danger, one broken promise, one waiting, one kept."""
    made = week()
    every = [track(at, **row) for row in made["every"]]
    cases = [case(at, line) for line in made["cases"]]
    return {
        **made,
        "now": at,
        "phone": "400-820-0000",
        "user": SimpleNamespace(
            is_authenticated=True, pk=1, name=made["engineer"], email="chen@shounuo.example"
        ),
        "levels": ["P0", "P1", "P2", "P3", "P4"],
        "every": every,
        "every_one": [[row] for row in every],
        "cases": cases,
        "p0": cases[0]["rows"],
        "mine": [cases[3], cases[5], cases[6]],
        "entries": [dated(at, entry) for entry in made["entries"]],
        "talk": [dated(at, entry) for entry in made["talk"]],
        "length": timedelta(hours=2, minutes=5),
        "just": at - timedelta(seconds=20),
        "earlier": at - timedelta(minutes=12),
        "yesterday": at - timedelta(days=1, hours=3),
        "last_year": at - timedelta(days=400),
        "soon": at + timedelta(minutes=12),
        "refusal": Refusal(
            "case.closed",
            t(
                "案例已经关闭。如果问题又出现，请重新打开它。",
                "The case is closed. Reopen it if the problem is back.",
            ),
        ),
    }


def dated(at: datetime, entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "at": at - timedelta(minutes=entry["ago"])}


def case(at: datetime, line: dict[str, Any]) -> dict[str, Any]:
    state, tone = STATES[line["state"]]
    return {**line, "state": state, "tone": tone, "rows": [track(at, **row) for row in line["rows"]]}


def track(
    at: datetime, track: str, state: str, used: float, of: float, owner: str = "", clause: str = ""
) -> Row:
    """A row that began `used` minutes ago with a budget of `of` minutes."""
    start = at - timedelta(minutes=used)
    due = start + timedelta(minutes=of)
    label, verb = TRACKS[track]
    ended = at - timedelta(minutes=4) if state in {"kept", "late", "missed", "superseded"} else None
    share = min(100, round(100 * used / of))
    return Row(
        track, label, clause, state, start, due, ended, share, owner, said(state, due, ended or at, at, verb)
    )


def said(state: str, due: datetime, ended: datetime, at: datetime, verb: Words) -> str:
    clock, done = moment(due, at), moment(ended, at)
    if state in {"running", "risk", "broken"}:
        return f"{left(due, at)} · {t('{clock} {verb}', '{verb} by {clock}', clock=clock, verb=verb)}"
    return {
        "paused": t("已暂停 · 等客户回复", "paused · waiting for the customer"),
        "kept": t("已兑现 · {done}", "kept · {done}", done=done),
        "late": t("迟了 {over} · {done}", "{over} late · {done}", over=length(ended - due), done=done),
        "missed": t("未兑现 · {clock}", "missed · {clock}", clock=clock),
        "superseded": t("已被新承诺取代 · {done}", "superseded · {done}", done=done),
    }[state]
