"""Whose turns moved: the duty list before and after an act, compared moment by moment. [5.2-assign]"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.notifications.actions import Tell, tell
from shounuo.oncall.models import Schedule, Shift
from shounuo.oncall.spans import Between, Person, Span, without

MOST = 5
"""So many turns of each kind are named in the mail; the calendar has them all."""

Turns = dict[int, list[Span]]
"""By schedule, who answers when."""


@dataclass
class Moved:
    """What somebody stands from now on, and what they stand no longer, each with the schedule's name."""

    new: list[tuple[str, Span]] = field(default_factory=list)
    gone: list[tuple[str, Span]] = field(default_factory=list)


def schedules_of(user: User) -> list[Schedule]:
    """Those in which this person has a place in a layer, or stands in for somebody."""
    placed = Schedule.objects.filter(layers__ended_at=None, layers__members__user=user, ended_at=None)
    standing = Schedule.objects.filter(overrides__cancelled_at=None, overrides__adds=user, ended_at=None)
    return list((placed | standing).distinct().order_by("pk"))


def turns(schedules: Iterable[Schedule], at: datetime) -> Turns:
    """What is written down from `at` on. One query."""
    rows = Shift.objects.filter(schedule__in=list(schedules), ends_at__gt=at).order_by("begins_at", "pk")
    found: Turns = defaultdict(list)
    for row in rows:
        assert row.schedule_id
        found[row.schedule_id].append(Span(max(row.begins_at, at), row.ends_at, row.user_id))
    return found


def moved(
    schedules: Iterable[Schedule], before: Turns, after: Turns, known: Mapping[int, Sequence[Between]]
) -> dict[int, Moved]:
    """By person. What lies beyond what was written down before is not compared; `known`: what people were told of already."""
    found: dict[int, Moved] = defaultdict(Moved)
    for schedule in schedules:
        was, now = before.get(schedule.pk, []), after.get(schedule.pk, [])
        end = max((span.end for span in was), default=None)
        now = [Span(one.begin, min(one.end, end), one.who) for one in now if end and one.begin < end]
        for one in without(without(now, _by_person(was)), known):  # type: ignore[arg-type]
            found[int(one.who)].new.append((schedule.name, one))
        for one in without(was, _by_person(now)):
            found[int(one.who)].gone.append((schedule.name, one))
    return found


def tell_moved(changes: Mapping[int, Moved], leaver: User, *, at: datetime) -> None:
    """Everybody whose turns moved because somebody left, once, with the turns."""
    people = User.objects.in_bulk([pk for pk in changes if pk != leaver.pk])
    tell(
        [
            Tell(
                f"moved:{leaver.pk}:{at.isoformat()}:{pk}", "oncall.turns_moved", user.email, None, user, user.language,
                {"who": leaver.name, "page": "/desk/on-call/calendar?span=month", **_facts(changes[pk])},
            )
            for pk, user in sorted(people.items())
            if user.is_active
        ],
        at=at,
    )  # fmt: skip


def _facts(one: Moved) -> dict[str, Any]:
    return {
        "turns": [_turn(*each) for each in one.new[:MOST]], "more_turns": max(0, len(one.new) - MOST),
        "gone": [_turn(*each) for each in one.gone[:MOST]], "more_gone": max(0, len(one.gone) - MOST),
    }  # fmt: skip


def _turn(schedule: str, span: Span) -> dict[str, str]:
    return {"schedule": schedule, "begins_at": span.begin.isoformat(), "ends_at": span.end.isoformat()}


def _by_person(spans: Iterable[Span]) -> dict[Person, list[Between]]:
    found: dict[Person, list[Between]] = defaultdict(list)
    for span in spans:
        found[span.who].append((span.begin, span.end))
    return found
