"""团队: engineers who work by the same hours; some are a customer's fixed team. [5.2-assign]"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.calendars.reads import book, names
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import Line, say
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy import reads as policies
from shounuo.staff import actions, reads
from shounuo.staff.models import Team
from shounuo.workspace.asking import does, shows
from shounuo.workspace.people import frame
from shounuo.workspace.person_forms import NamedForm, choice


class TeamForm(NamedForm):
    name = "team"
    team_name = Line(label=say("名称", "Name"), most=60, empty=say("请填写名称", "A name, please"))
    calendar = choice(say("工作时间", "Hours"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["calendar"].choices = [(one, calendar_name(one)) for one in names()]  # type: ignore[attr-defined]


@shows
def teams(request: Asked) -> HttpResponse:
    return _page(request, TeamForm(initial={"calendar": "cn-office"}))


@does("manage_people")
def new_team(request: Asked) -> HttpResponse:
    """A new team, or the one of the number in `team` changed."""
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    name, calendar = form.cleaned_data["team_name"], form.cleaned_data["calendar"]
    try:
        team = _team(request.POST.get("team", ""))
        if team is None:
            actions.found_team(name, calendar, by=request.user.actor, at=request.at)
        else:
            actions.change_team(team, name, calendar, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        form.add_error("team_name", refusal.sentence)
        return _page(request, form, status=refusal.status)
    messages.success(request, t("团队已保存。", "The team is kept."))
    return Arrived("/desk/people/teams", "desk-team")


def _team(number: str) -> Team | None:
    if not number:
        return None
    found = (
        Team.objects.filter(pk=number).first()
        if number.isascii() and number.isdigit() and len(number) < 18
        else None
    )
    if found is None:
        raise Http404
    return found


def calendar_name(calendar: str) -> str:
    """What the calendar itself is called, shipped or made on the page of calendars."""
    known = book().openings.get(calendar)
    return str(known.name) if known else calendar


def _page(request: Asked, form: TeamForm, status: int = 200) -> HttpResponse:
    rows = [
        {"team": team, "calendar": calendar_name(team.calendar)}
        for team in reads.teams().annotate(people=Count("engineers", distinct=True), served=Count("customers", distinct=True))
    ]  # fmt: skip
    facts = {
        "rows": rows,
        "form": form,
        "changing": request.POST.get("team", ""),
        "calendars": form.fields["calendar"],
    }
    return render(request, "workspace/teams.html", frame(request, policies.current()) | facts, status=status)
