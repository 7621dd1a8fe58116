"""Duty in stories: a schedule with a weekly rotation, as a planner would have entered it."""

from __future__ import annotations

from datetime import date, datetime, time

from shounuo.accounts.models import User
from shounuo.casework.duty import planned
from shounuo.kernel.actor import SYSTEM
from shounuo.oncall import actions
from shounuo.oncall.actions import NewLayer, NewSchedule
from shounuo.oncall.models import Schedule, Shift


def nobody_planned() -> None:
    """The cast's year-long shifts are gone: only schedules count."""
    Shift.objects.all().delete()


def weekly(role: str, name: str, *people: User, at: datetime, always: bool = True) -> Schedule:
    """Turns of a week from Monday 2 March 2026, nine in Shanghai (an hour before the stories begin)."""

    def deed() -> Schedule:
        schedule = actions.plan_schedule(NewSchedule(role, name, always=always), by=SYSTEM, at=at)
        actions.lay(schedule, NewLayer("轮值", "weeks", people, date(2026, 3, 2), time(9)), by=SYSTEM, at=at)
        return schedule

    return planned(deed, at=at)
