"""The only writer of adopted years and opening hours. Promises keep the due time they have: a new table is asked by the
next act that works one out. [4.2-24x7, 5.3.3-P3]"""

from __future__ import annotations

import re
from datetime import datetime

from shounuo.calendars import loading
from shounuo.calendars.files import HolidayYear
from shounuo.calendars.files import OpeningHours as Opening
from shounuo.calendars.models import OpeningHours, YearTable
from shounuo.calendars.reads import book, forget
from shounuo.calendars.written import year_toml
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record

COUNTRY = re.compile(r"[a-z]{2}(-[a-z0-9]{1,8})?")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
FIXED = frozenset({"always", "new", "import", "years"})
"""The standard's own clocks run by "always", which nobody can change; the others are addresses of pages."""


def adopt_year(country: str, table: HolidayYear, *, by: Actor, at: datetime) -> bool:
    """From now on these are the country's public holidays of that year; earlier tables are kept. False, and nothing is
    written, where the same table holds already."""
    if not COUNTRY.fullmatch(country):
        raise Refusal(
            "calendar.country",
            t("国家代码写作 cn、hk、us 这样的小写字母", "A country is written in small letters: cn, hk, us"),
            status=422,
        )
    if not table.holiday:
        raise Refusal(
            "calendar.empty", t("表里没有一天假日", "There is no holiday in this table"), status=422
        )
    held = book().year(country, table.year)
    if held and held.holiday == table.holiday:
        return False
    with atomic():
        YearTable.objects.create(
            country=country, year=table.year, text=year_toml(table), adopted_at=at, by_name=by.name
        )
        record(
            "calendar.year_adopted", stream="calendars", by=by, at=at, country=country, year=table.year,
            off=len(table.days_off), worked=len(table.make_up_workdays),
        )  # fmt: skip
        forget()
    return True


def set_hours(name: str, text: str, *, by: Actor, at: datetime) -> Opening:
    """A calendar under this name, new or otherwise than before; `text` is its TOML. CalendarError where it is wrong."""
    if not NAME.fullmatch(name) or len(name) > 40 or name in FIXED or loading.YEAR_FILE.fullmatch(name):
        raise Refusal(
            "calendar.name",
            t(
                "名称用小写字母、数字和连字符，例如 cn-support；always 不能改",
                "A name is small letters, digits and hyphens, such as cn-support; always can't be changed",
            ),
            status=422,
        )
    opening = loading.parse(text, name, Opening)
    country = opening.public_holidays
    if country is not None and country not in book().years:
        raise Refusal(
            "calendar.no_years",
            t("还没有 {country} 的节假日表，请先导入一年", "Import a year of {country}'s holidays first", country=country),
            status=422,
        )  # fmt: skip
    with atomic():
        OpeningHours.objects.create(name=name, text=text, set_at=at, by_name=by.name)
        record("calendar.hours_set", stream="calendars", by=by, at=at, name=name)
        forget()
    return opening
