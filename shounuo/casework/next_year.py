"""The next year's public holidays: an alarm from November on while a country in use has none, cleared by adopting them.
No rule can guess them, and without them P3 work would be planned into holidays. [5.3.3-P3]"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max

from shounuo.calendars import actions as calendars
from shounuo.calendars.files import HolidayYear
from shounuo.calendars.reads import book
from shounuo.calendars.rules import years_wanted
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
    wanted = {_key(country, year): _raise(country, year) for country, year in missing(at)}
    open_keys = Alarm.objects.filter(kind=ALARM, cleared_at=None).values_list("key", flat=True)
    clear_alarm_keys([key for key in open_keys if key not in wanted], by=SYSTEM, at=at)
    raise_alarms(wanted.values(), at=at)


def missing(at: datetime) -> list[tuple[str, int]]:
    """Country and year of each table that should be known by now and is not."""
    today, held = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(), book()
    return [
        (country, year) for country in countries_in_use() for year in years_wanted(today) if held.year(country, year) is None
    ]  # fmt: skip


def countries_in_use() -> list[str]:
    """Whose public holidays teams, contracts and the standard in force keep."""
    held = book().openings
    kept = {held[name].public_holidays for name in _calendars_in_use() if name in held}
    return sorted(country for country in kept if country)


def adopt_year(country: str, table: HolidayYear, *, by: Actor, at: datetime) -> bool:
    """The country's table of that year from now on; the alarm that called for it is cleared. False: it held already."""
    with atomic():
        fresh = calendars.adopt_year(country, table, by=by, at=at)
        clear_alarm_keys([_key(country, table.year)], by=by, at=at)
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


def _key(country: str, year: int) -> str:
    return f"calendar:{country}:{year}"


COUNTRIES = {"cn": Words("中国", "China"), "hk": Words("中国香港", "Hong Kong")}


def _raise(country: str, year: int) -> Raise:
    name = COUNTRIES.get(country) or Words(f" {country.upper()}", country.upper())
    words = Words(
        f"还没有{name.zh} {year} 年的节假日表，P3 会被安排进假期。请打开“日历”页，导入当年的放假通知",
        f"The public holidays of {name.en} for {year} are missing: P3 work would be planned into them. "
        "Import the notice on the page “Calendars”",
    )
    return Raise(_key(country, year), ALARM, words)
