"""Who is asked when about a case that can wait until working hours: P3 and P4, as the standard's routines say.

The clocks run day and night (4.2-24x7); working hours only say when a colleague is asked. Outside them a message to a
colleague waits until they begin – unless a promise would come to its last warning before, for then it leaves at once. By
whose hours: those of the colleague's team, else those the routine names. P0 to P2 never wait. [5.3.3-P3]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from shounuo.accounts.models import User
from shounuo.calendars.reads import book, hours
from shounuo.calendars.rules import ALWAYS, Hours
from shounuo.cases import actions as cases
from shounuo.cases.models import NEVER, Case
from shounuo.commitments import rules
from shounuo.commitments.actions import Promises
from shounuo.customers.terms import terms
from shounuo.kernel.actor import SYSTEM
from shounuo.policy.model import Policy
from shounuo.staff.models import Engineer

AT_ALL_HOURS = "always"
BEGIN = {"zh": "工作时间开始时处理", "en": "At the beginning of working hours"}


def when_to_ask(at: datetime, opens: datetime, last_call: datetime) -> datetime:
    """Pure: at the beginning of working hours where that comes no later than the last call, else now."""
    return opens if opens <= last_call else at


def worked_in(policy: Policy, level: str) -> str:
    """The calendar by which people are asked about a case of this level."""
    routine = getattr(policy.routine, level, None)
    return routine.worked_in if routine else AT_ALL_HOURS


def asked_at(
    promises: Promises, user: User, at: datetime, teams: Mapping[int, str] | None = None
) -> datetime:
    """When this colleague is to be asked about the case: `at`, or the beginning of working hours."""
    name = worked_in(promises.policy, promises.case.priority)
    if name == AT_ALL_HOURS:
        return at
    own = (calendars_of([user]) if teams is None else teams).get(user.pk, "")
    return when_to_ask(at, _first_known(own, name).next_open(at), last_call(promises))


def next_working(case: Case, at: datetime) -> datetime:
    """When working hours are next, for whoever has the case: for those who plan."""
    name = worked_in(terms(case.policy_hash, case.contract_id), case.priority)
    own = calendars_of([case.assignee]).get(case.assignee.pk, "") if case.assignee else ""
    return _first_known(own, name).next_open(at)


def _first_known(*names: str) -> Hours:
    """The hours of the first of these calendars that there is; nobody waits by hours that nobody knows."""
    known = book().openings
    return next((hours(name) for name in names if name in known), ALWAYS)


def calendars_of(users: Iterable[User]) -> dict[int, str]:
    """The calendar of each colleague's team, where there is one. One query."""
    found = Engineer.objects.filter(user__in=list(users), team__isnull=False)
    return dict(found.values_list("user_id", "team__calendar"))


def last_call(promises: Promises) -> datetime:
    """The first moment at which a promise that can still be kept comes to its last warning."""
    share = promises.policy.warnings.escalates_at
    ahead = [row for row in promises.running() if not row.broken_at and not row.paused_at]
    return min((rules.warning_at(row.clock, share) for row in ahead), default=NEVER)


def plan_by_hours(promises: Promises, starts_at: datetime, at: datetime) -> None:
    """A case whose engineer is asked later is planned for then."""
    if starts_at > at:
        cases.plan(promises.case, starts_at, BEGIN, when=house_time(starts_at), by=SYSTEM, at=at)


def house_time(moment: datetime) -> str:
    """As the house's clocks show it, for the timeline: "2026-03-09 09:00"."""
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"
