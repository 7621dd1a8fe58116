"""Teams: engineers who work by the same hours."""

from __future__ import annotations

from datetime import datetime

from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.staff.models import Team


def found_team(name: str, calendar: str, *, by: Actor, at: datetime) -> Team:
    """A new team that works by this calendar."""
    _free(name, None)
    with atomic():
        team = Team.objects.create(name=name, calendar=calendar)
        record("team.founded", stream=f"team:{team.pk}", by=by, at=at, team=name, calendar=calendar)
    return team


def change_team(team: Team, name: str, calendar: str, *, by: Actor, at: datetime) -> None:
    """Another name or other hours; the same ones change nothing."""
    if (team.name, team.calendar) == (name, calendar):
        return
    _free(name, team.pk)
    with atomic():
        was = team.name
        team.name, team.calendar = name, calendar
        team.save(update_fields=["name", "calendar"])
        record("team.changed", stream=f"team:{team.pk}", by=by, at=at, was=was, team=name, calendar=calendar)


def _free(name: str, pk: int | None) -> None:
    if Team.objects.filter(name=name).exclude(pk=pk or 0).exists():
        raise Refusal("team.taken", t("已有这个名称的团队", "There is a team of this name"), status=422)
