"""What somebody must look at now: on top of the queue, and all of it on a page. [5.2-assign, 7.1-workflow]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from shounuo.kernel.words import Words
from shounuo.notifications import actions
from shounuo.notifications.reads import open_alarms
from shounuo.workspace.asking import Asked, does, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.rights import deeds_of

NEWEST = 4
"""How many stand on top of the queue; the others are one tap away."""
ON_THE_PAGE = 200


@dataclass(frozen=True)
class Notice:
    """`lasts`: only what it calls for clears it."""

    id: int
    words: Words
    number: str
    at: datetime
    lasts: bool


def notices(most: int) -> list[Notice]:
    """The newest open alarms. One query."""
    return [
        Notice(
            alarm.pk, Words(alarm.words["zh"], alarm.words["en"]), alarm.case.number if alarm.case else "",
            alarm.raised_at, alarm.kind in actions.LASTING,
        )
        for alarm in open_alarms()[:most]
    ]  # fmt: skip


@shows
def alarms(request: Asked) -> HttpResponse:
    deeds = deeds_of(request.user)
    facts = {"alarms": notices(ON_THE_PAGE), "deeds": deeds, "palette": palette(deeds)}
    return render(request, "workspace/alarms.html", facts)


@does("dismiss")
def dismissal(request: Asked, alarm_id: int) -> HttpResponse:
    """Somebody has seen to it; back to where the alarm was shown."""
    actions.dismiss(alarm_id, by=request.user.actor, at=request.at)
    back = request.POST.get("next", "")
    ours = back.startswith("/desk/") and url_has_allowed_host_and_scheme(back, {request.get_host()})
    return HttpResponseRedirect(back if ours else "/desk/")
