"""What somebody must look at now: on top of the queue, and all of it on a page. [5.2-assign, 7.1-workflow]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from shounuo.accounts.rights import deeds_of
from shounuo.counter.asking import Asked
from shounuo.kernel.rows import Question, ask
from shounuo.kernel.words import Words
from shounuo.notifications import actions
from shounuo.notifications.reads import Raised, asks_newest, found_newest
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette

NEWEST = 3
"""How many stand on top of the queue; the others are one tap away."""
ON_THE_PAGE = 100


@dataclass(frozen=True)
class Notice:
    """One line: alarms that say the same of the same case are told once, `times` over, dated by the newest. `lasts`: only
    what it calls for clears it."""

    ids: str
    words: Words
    number: str
    at: datetime
    lasts: bool
    times: int

    @property
    def key(self) -> str:
        return self.ids.partition("-")[0]


def notices(most: int) -> list[Notice]:
    """The newest open alarms. One query."""
    return found_notices(most, ask(*asks_notices(most)))


def asks_notices(most: int) -> Question:
    """Some more than are told: those that say the same are told once."""
    return asks_newest(most * 10)


def found_notices(most: int, rows: list[tuple[Any, ...]]) -> list[Notice]:
    same: dict[tuple[object, ...], list[Raised]] = {}
    for alarm in found_newest(rows):
        same.setdefault((alarm.case_id, alarm.words["zh"]), []).append(alarm)
    return [_notice(alarms) for alarms in list(same.values())[:most]]


def _notice(alarms: list[Raised]) -> Notice:
    newest = alarms[0]
    return Notice(
        "-".join(str(alarm.id) for alarm in alarms), Words(newest.words["zh"], newest.words["en"]),
        newest.number, newest.raised_at, newest.kind in actions.LASTING, len(alarms),
    )  # fmt: skip


@shows
def alarms(request: Asked) -> HttpResponse:
    deeds = deeds_of(request.user)
    facts = {"alarms": notices(ON_THE_PAGE), "deeds": deeds, "palette": palette(deeds)}
    return render(request, "workspace/alarms.html", facts)


@does("dismiss")
def dismissal(request: Asked) -> HttpResponse:
    """Somebody has seen to it; back to where it was shown."""
    for part in request.POST.get("alarms", "").split("-")[: ON_THE_PAGE * 10]:
        if part.isascii() and part.isdigit() and len(part) < 18:
            actions.dismiss(int(part), by=request.user.actor, at=request.at)
    back = request.POST.get("next", "")
    ours = back.startswith("/desk/") and url_has_allowed_host_and_scheme(back, {request.get_host()})
    return HttpResponseRedirect(back if ours else "/desk/")
