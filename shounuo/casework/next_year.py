"""The next year's public holidays: an alarm from November on while a country in use has none, or only a part of them, cleared
by adopting the whole year. No rule can guess them, and without them P3 work would be planned into holidays. [5.3.3-P3]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max

from shounuo.calendars import actions as calendars
from shounuo.calendars.files import HolidayYear
from shounuo.calendars.reads import book
from shounuo.calendars.rules import years_wanted
from shounuo.calendars.whole import lacking
from shounuo.casework.rounds import round_of
from shounuo.customers.models import Contract, Customer
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.notifications.actions import Raise, clear_alarm_keys, raise_alarms
from shounuo.notifications.models import Alarm
from shounuo.policy import reads as policies
from shounuo.staff.models import Team

ROUND = "calendars.next_year"
ALARM = "calendar.missing"
MORNING = 9


def tomorrow_morning(at: datetime) -> datetime:
    """The next nine o'clock where the house stands."""
    here = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    nine = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return nine if nine > here else nine + timedelta(days=1)


@round_of(ROUND, tomorrow_morning)
def look_ahead(at: datetime) -> None:
    """Raise what is missing, clear what no longer is."""
    wanted = {one.key: one for one in map(_raise, missing(at))}
    open_keys = Alarm.objects.filter(kind=ALARM, cleared_at=None).values_list("key", flat=True)
    clear_alarm_keys([key for key in open_keys if key not in wanted], by=SYSTEM, at=at)
    raise_alarms(wanted.values(), at=at)


@dataclass(frozen=True)
class Missing:
    """A year of a country that should be known by now: not at all, or (`lacks`) only a part of it."""

    country: str
    year: int
    lacks: tuple[Words, ...] = ()

    @property
    def stem(self) -> str:
        return f"calendar:{self.country}:{self.year}"


def missing(at: datetime) -> list[Missing]:
    """Each table that should be known by now and is not, or is not whole."""
    today, held = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(), book()
    found = []
    for country in countries_in_use():
        for year in years_wanted(today):
            table = held.year(country, year)
            lacks = lacking(table, country) if table else ()
            if table is None or lacks:
                found.append(Missing(country, year, lacks))
    return found


def countries_in_use() -> list[str]:
    """Whose public holidays teams, contracts and the standard in force keep."""
    held = book().openings
    kept = {held[name].public_holidays for name in _calendars_in_use() if name in held}
    return sorted(country for country in kept if country)


def adopt_year(country: str, table: HolidayYear, *, by: Actor, at: datetime) -> bool:
    """The country's table of that year from now on. The alarm that called for it is cleared where the year is whole; a part of
    it changes what the alarm says. False: it held already."""
    with atomic():
        fresh = calendars.adopt_year(country, table, by=by, at=at)
        stem = Missing(country, table.year).stem
        told = set(Alarm.objects.filter(kind=ALARM, cleared_at=None).values_list("key", flat=True))
        told = {key for key in told if key == stem or key.startswith(f"{stem}:")}
        left = {one.key: one for one in map(_raise, missing(at)) if one.key.startswith(stem)}
        clear_alarm_keys(sorted(told - left.keys()), by=by, at=at)
        raise_alarms([one for key, one in left.items() if told and key not in told], at=at)
    return fresh


def _calendars_in_use() -> set[str]:
    """Nothing is asked of a house without a standard: it has promised nothing yet."""
    if policies.hash_in_force() is None:
        return set()
    policy = policies.current()
    routines = (policy.routine.P2, policy.routine.P3, policy.routine.P4)
    latest = Customer.objects.annotate(last=Max("contracts")).exclude(last=None).values("last")
    says = Contract.objects.filter(pk__in=latest).values_list("overrides", flat=True)
    return {
        policy.clocks.calendar, *(routine.worked_in for routine in routines),
        *Team.objects.values_list("calendar", flat=True).distinct(),
        *(one["calendar"] for one in says if one.get("calendar")),
    }  # fmt: skip


COUNTRIES = {"cn": Words("中国", "China"), "hk": Words("中国香港", "Hong Kong")}


def _raise(one: Missing) -> Raise:
    """The key of a partial table names what it lacks, since an alarm keeps its words."""
    name = COUNTRIES.get(one.country) or Words(f" {one.country.upper()}", one.country.upper())
    if one.lacks:
        words = Words(
            f"{name.zh} {one.year} 年的节假日表不完整，还缺{'、'.join(part.zh for part in one.lacks)}。请打开“日历”页，导入完整的年表",
            f"The public holidays of {name.en} for {one.year} are not whole, they lack "
            f"{', '.join(part.en for part in one.lacks)}. Import the whole year on the page “Calendars”",
        )
        return Raise(f"{one.stem}:{'+'.join(part.zh for part in one.lacks)}", ALARM, words)
    words = Words(
        f"还没有{name.zh} {one.year} 年的节假日表，P3 会被安排进假期。请打开“日历”页，导入当年的放假通知",
        f"The public holidays of {name.en} for {one.year} are missing: P3 work would be planned into them. "
        "Import the notice on the page “Calendars”",
    )
    return Raise(one.stem, ALARM, words)
