"""工作时间: a calendar of the house's own – names, zone, week, whose public holidays – or another week for one there is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.calendars.actions import set_hours
from shounuo.calendars.reads import CalendarError, book
from shounuo.calendars.written import DAYS, clock_times, hours_toml
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import Line, SaidForm
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.workspace.asking import fills_in
from shounuo.workspace.calendar_year import country_name
from shounuo.workspace.palette import palette

DRAFT = "desk-calendar-hours"
NEW = dict.fromkeys(DAYS[:5], "09:00-12:00 13:00-18:00") | {
    "tz": "Asia/Shanghai", "country": "cn", "make_up_day": "09:00-12:00 13:00-18:00",
}  # fmt: skip


def _windows(zh: str, en: str) -> Line:
    return Line(label=Words(zh, en), most=100)


class HoursForm(SaidForm):
    """Windows are written "09:00-12:00 13:00-18:00", with a blank between; a day without any is closed."""

    name = Line(label=Words("代号", "Name"), most=40, empty=Words("请写一个代号", "Please give it a name"))
    zh = Line(
        label=Words("中文名称", "Chinese title"),
        most=60,
        empty=Words("请写中文名称", "Please give its Chinese title"),
    )
    en = Line(
        label=Words("英文名称", "English title"),
        most=60,
        empty=Words("请写英文名称", "Please give its English title"),
    )
    tz = Line(label=Words("时区", "Time zone"), most=40, empty=Words("请写时区", "Please say in which zone"))
    country = Line(label=Words("遵循哪里的公共假日", "Public holidays of"), most=12)
    mon, tue, wed = _windows("周一", "Monday"), _windows("周二", "Tuesday"), _windows("周三", "Wednesday")
    thu, fri, sat = _windows("周四", "Thursday"), _windows("周五", "Friday"), _windows("周六", "Saturday")
    sun, make_up_day = _windows("周日", "Sunday"), _windows("补班日", "Make-up workdays")

    def as_toml(self) -> str:
        given = self.cleaned_data
        week = {day: given[day].split() for day in DAYS}
        return hours_toml(
            zh=given["zh"], en=given["en"], tz=given["tz"], week=week, country=given["country"],
            make_up_day=given["make_up_day"].split(),
        )  # fmt: skip

    def point_at(self, error: CalendarError) -> None:
        """The problem beside the field it is about: "week.mon.0" is Monday's."""
        parts = error.key.split(".")
        field = parts[1] if parts[0] == "week" and len(parts) > 1 else parts[0]
        self.add_error(field if field in self.fields else "mon", str(error.problem))

    @property
    def days(self) -> list[Any]:
        return [self[day] for day in DAYS]


@fills_in("manage_calendars")
def opening_hours(request: Asked) -> HttpResponse:
    if request.method == "GET":
        return _page(request, HoursForm(initial=_known(request.GET.get("name", ""))))
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    name = form.cleaned_data["name"]
    try:
        set_hours(name, form.as_toml(), by=request.user.actor, at=request.at)
    except CalendarError as error:
        form.point_at(error)
        return _page(request, form, status=422)
    except Refusal as refusal:
        return _page(request, form, refusal, refusal.status)
    messages.success(request, t("日历 {name} 已可使用。", "Calendar {name} can be used now.", name=name))
    return Arrived(f"/desk/calendars/{name}", DRAFT)


def _known(name: str) -> dict[str, str]:
    """A calendar's hours as the form writes them; those of an office where there is none of the name."""
    opening = book().openings.get(name)
    if opening is None:
        return NEW
    days = {day: clock_times(windows) for day, windows in zip(DAYS, opening.week.days, strict=True)}
    return days | {
        "name": name, "zh": opening.name.zh, "en": opening.name.en, "tz": opening.tz,
        "country": opening.public_holidays or "", "make_up_day": clock_times(opening.make_up_day),
    }  # fmt: skip


def _page(request: Asked, form: HoursForm, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    countries = [(code, country_name(code)) for code in sorted(book().years)]
    facts = {
        "form": form, "refusal": refusal, "countries": countries, "draft": DRAFT, "palette": palette(deeds_of(request.user))
    }  # fmt: skip
    return render(request, "workspace/calendar_hours.html", facts, status=status)
