"""Who is woken: the calls to each engineer between 22:00 and 08:00 on their own wall, over the last 30 days. [8.1-levels]"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.db.models.functions import ExtractHour, TruncDate

from shounuo.accounts.models import User
from shounuo.notifications.models import Call
from shounuo.oncall.reads import between
from shounuo.oncall.wall import instant

PERIOD = timedelta(days=30)
FROM, UNTIL = 22, 8
MOST_NIGHTS = 8
"""Nights with something in them, of 30: two a week. More than that is no rest, however short each call was."""
TIMES_THE_OTHERS = 2
AT_LEAST, IN_NIGHTS = 6, 3
"""Whoever carries twice what the others do who are woken carries too much too – from so many calls in so many nights on:
below it is chance, and one bad night is an incident."""


@dataclass(frozen=True)
class Load:
    """`calls` that came at night, in how many `nights`, of how many nights `on_duty`; `too_much` with a reason."""

    user: User
    calls: int
    nights: int
    on_duty: int
    many_nights: bool
    uneven: bool

    @property
    def too_much(self) -> bool:
        return self.many_nights or self.uneven


def loads(at: datetime) -> list[Load]:
    """Everybody who was on duty or woken, the most burdened first. Two queries, and one for each zone people live in."""
    since = at - PERIOD
    duty = _nights_on_duty(since, at)
    woken = _woken(since, at)
    people = User.objects.filter(pk__in=duty.keys() | woken.keys(), is_staff_member=True)
    shared = sum(calls for calls, _ in woken.values())
    found = []
    for user in people.order_by("name", "pk"):
        calls, nights = woken.get(user.pk, (0, 0))
        uneven = nights >= IN_NIGHTS and _is_uneven(calls, shared, len(woken))
        found.append(Load(user, calls, nights, duty[user.pk], nights > MOST_NIGHTS, uneven))
    return sorted(found, key=lambda one: (-one.calls, -one.on_duty, one.user.pk))


def _is_uneven(calls: int, shared: int, people: int) -> bool:
    """More than twice what the others had on average."""
    others = (shared - calls) / (people - 1) if people > 1 else calls
    return calls >= AT_LEAST and calls > TIMES_THE_OTHERS * others


def _woken(since: datetime, until: datetime) -> dict[int, tuple[int, int]]:
    """User id -> (calls, nights); a night belongs to the day it began on."""
    found: dict[int, tuple[int, int]] = {}
    zones = User.objects.filter(is_staff_member=True).values_list("time_zone", flat=True).distinct()
    for name in sorted(set(zones)):
        zone = ZoneInfo(name)
        called = Call.objects.filter(
            user__is_staff_member=True, user__time_zone=name, called_at__gte=since, called_at__lt=until
        ).annotate(
            hour=ExtractHour("called_at", tzinfo=zone),
            night=TruncDate(F("called_at") - timedelta(hours=UNTIL), tzinfo=zone),
        )
        at_night = called.filter(Q(hour__gte=FROM) | Q(hour__lt=UNTIL))
        counted = at_night.values("user").annotate(calls=Count("pk"), nights=Count("night", distinct=True))
        found |= {row["user"]: (row["calls"], row["nights"]) for row in counted.order_by("user")}
    return found


def _nights_on_duty(since: datetime, until: datetime) -> Counter[int]:
    """User id -> nights that began in this time and in which they were on duty for any part."""
    nights: dict[int, set[date]] = {}
    for shift in between(since, until):
        zone = ZoneInfo(shift.user.time_zone)
        begin, end = max(shift.begins_at, since), min(shift.ends_at, until)
        on = begin.astimezone(zone).date() - timedelta(days=1)
        while on <= end.astimezone(zone).date():
            falls = instant(datetime.combine(on, time(FROM)), zone)
            rises = instant(datetime.combine(on + timedelta(days=1), time(UNTIL)), zone)
            if since <= falls < end and begin < rises:
                nights.setdefault(shift.user_id, set()).add(on)
            on += timedelta(days=1)
    return Counter({user: len(dates) for user, dates in nights.items()})
