"""Gaps in the duty list, found 14 days ahead: each is an alarm until somebody stands in it. [5.2-assign, 5.3.2-P0-team]

A schedule that has to be covered around the clock decides for its role. Where the standard needs a role (or one of several)
and no such schedule exists, the shifts planned by hand are looked at; where there are none at all, that is one alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings

from shounuo.accounts.roles import ROLES
from shounuo.casework.rounds import round_of
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.notifications.actions import Raise, clear_alarm_keys, raise_alarms
from shounuo.notifications.reads import open_alarms
from shounuo.oncall import reads
from shounuo.oncall.actions import rewrite
from shounuo.oncall.models import Schedule
from shounuo.oncall.rules import uncovered
from shounuo.oncall.spans import Between, Person, Span, without
from shounuo.policy import reads as policies
from shounuo.policy.model import Policy
from shounuo.staff.reads import away

AHEAD = timedelta(days=14)
"""How far ahead a gap is looked for: time enough to ask somebody. [5.2-assign: never a silent queue]"""
KIND = "oncall.gap"
ROUND = "oncall.daily"


@dataclass(frozen=True)
class Gap:
    """Nobody answers from `begin` until `end`, as far as was looked. `key` stays the same while it is the same gap."""

    key: str
    what: Words
    begin: datetime
    end: datetime


def tomorrow(at: datetime) -> datetime:
    return at + timedelta(days=1)


@round_of(ROUND, tomorrow)
def daily(at: datetime) -> None:
    """The horizon moves on, whatever differs from the rules is repaired, gaps are looked for."""
    rewrite(list(reads.schedules().values_list("pk", flat=True)), at=at)
    look_for_gaps(at)


def look_for_gaps(at: datetime) -> None:
    """An alarm for each gap that is new, and none any more for those that are closed."""
    found = {gap.key: gap for gap in gaps(at)}
    with atomic():
        raise_alarms([Raise(key, KIND, _words(gap, at)) for key, gap in found.items()], at=at)
        told = open_alarms().filter(kind=KIND).values_list("key", flat=True)
        clear_alarm_keys([key for key in told if key not in found], by=SYSTEM, at=at)


def gaps(at: datetime) -> list[Gap]:
    """Every gap that touches the next 14 days. A constant number of queries."""
    planned = _spans(at)
    schedules = [one for one in reads.schedules() if one.always]
    found = [gap for one in schedules for gap in _of_schedule(one, planned, at)]
    decided = {one.role for one in schedules if one.customer_id is None}
    for roles in needed(policies.current()):
        if not decided & roles:
            found += _of_roles(roles, planned, at)
    return found


def needed(policy: Policy) -> list[frozenset[str]]:
    """What has to be covered by the standard: for each entry the roles any of which will do; one that is met whenever another
    is does not count again. [5.3.2-P0-team, 5.3.2-P1-team]"""
    starts = [frozenset[str](one.starts_with) for one in policy.assignment.values()]
    takes = [frozenset[str](one.roles) for one in policy.assignment.values()]
    teams = [
        frozenset[str](entry.roles) for flow in (policy.flows.P0, policy.flows.P1) for entry in flow.team
    ]
    wanted = {roles for roles in (*starts, *takes, *teams) if roles}
    return sorted((one for one in wanted if not any(other < one for other in wanted)), key=sorted)


# ------------------------------------------------------------------ inside

Planned = dict[tuple[str | int, int | None], list[Span]]


def _spans(at: datetime) -> Planned:
    """By role and customer, and by schedule (shifts planned by hand under None), less leave; as far back as ahead, so that a
    gap that runs already keeps its beginning."""
    since, until = at - AHEAD, at + AHEAD
    gone = cast(Mapping[Person, Sequence[Between]], away(since, until))
    found: Planned = {}
    for row in reads.between(since, until):
        left = without([Span(row.begins_at, row.ends_at, row.user_id)], gone)
        found.setdefault((row.role, row.customer_id), []).extend(left)
        found.setdefault((row.schedule_id or f"by hand: {row.role}", None), []).extend(left)
    return found


def _of_schedule(schedule: Schedule, planned: Planned, at: datetime) -> list[Gap]:
    """A schedule that has to be covered is so by its own people or by whoever was planned by hand in its role: a second line
    that is there does not fill the first. A customer's own schedule is covered by the general duty of the role too."""
    spans = [*planned.get((schedule.pk, None), []), *planned.get((f"by hand: {schedule.role}", None), [])]
    if schedule.customer_id:
        spans = [*spans, *planned.get((schedule.role, None), [])]
    return _gaps(f"gap:schedule:{schedule.pk}", Words(f"“{schedule.name}”", f"“{schedule.name}”"), spans, at)


def _of_roles(roles: frozenset[str], planned: Planned, at: datetime) -> list[Gap]:
    spans = [span for role in roles for span in planned.get((role, None), [])]
    return _gaps(f"gap:role:{'+'.join(sorted(roles))}", _either(roles), spans, at)


def _gaps(stem: str, what: Words, spans: list[Span], at: datetime) -> list[Gap]:
    since, until = at - AHEAD, at + AHEAD
    holes = [hole for hole in uncovered(spans, since, until) if hole[1] > at]
    return [Gap(f"{stem}:{_stamp(hole, since, until)}", what, *hole) for hole in holes]


def _stamp(hole: Between, since: datetime, until: datetime) -> str:
    """From when to when; "long" and "on" where it reaches farther than was looked."""
    begin, end = hole
    from_ = begin.isoformat(timespec="minutes") if begin > since else "long"
    return f"{from_}/{end.isoformat(timespec='minutes') if end < until else 'on'}"


def _either(roles: Iterable[str]) -> Words:
    named = [ROLES[role] for role in sorted(roles)]
    return Words("或".join(one.zh for one in named), " or ".join(one.en for one in named))


def _words(gap: Gap, at: datetime) -> Words:
    """An alarm is read by everybody, so it is told in the house's zone."""
    zone = ZoneInfo(settings.TIME_ZONE)
    begin, end = (f"{moment.astimezone(zone):%m-%d %H:%M}" for moment in (gap.begin, gap.end))
    what, now, on = gap.what, gap.begin <= at, gap.end >= at + AHEAD
    if now and on:
        return Words(
            f"{what.zh}没有排任何班，请建排班表或排班次",
            f"{what.en}: nothing is planned, please plan a schedule or shifts",
        )
    if now:
        return Words(f"{what.zh}现在无人值班，直到 {end}", f"{what.en}: nobody is on call now, until {end}")
    if on:
        return Words(f"{what.zh}从 {begin} 起无人值班", f"{what.en}: nobody is on call from {begin} on")
    return Words(
        f"{what.zh} {begin} 至 {end} 无人值班", f"{what.en}: nobody is on call from {begin} to {end}"
    )
