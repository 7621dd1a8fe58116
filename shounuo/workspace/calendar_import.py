"""导入节假日: the next year's table, looked at first, then adopted by a person. [5.3.3-P3]"""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.calendars.importing.take import MOST, Taken, decoded, take
from shounuo.calendars.reads import book
from shounuo.calendars.whole import lacking
from shounuo.casework.next_year import adopt_year
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import Line, Said, SaidForm, legible, say
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.workspace.asking import fills_in
from shounuo.workspace.calendar_year import changes, country_name
from shounuo.workspace.calendars import in_words, year_facts
from shounuo.workspace.palette import palette

DRAFT = "desk-calendar-import"
FORMS = {
    "toml": Words("TOML 年表", "a TOML table"),
    "csv": Words("CSV 表格", "a CSV sheet"),
    "ics": Words("iCalendar 日历", "an iCalendar feed"),
    "notice": Words("通知原文", "the notice's own words"),
}


class ImportForm(SaidForm):
    country = Line(
        label=Words("国家或地区代码", "Country's code"),
        most=12,
        empty=Words("请写明国家", "Please say which"),
    )
    year = forms.IntegerField(
        label=say("年份", "Year"), min_value=2000, max_value=2100,
        error_messages={
            "required": say("请写明年份", "Please say which year"), "invalid": say("请写四位数字", "Four digits, please"),
            "min_value": say("请写 2000 至 2100 之间的年份", "A year from 2000 to 2100, please"),
            "max_value": say("请写 2000 至 2100 之间的年份", "A year from 2000 to 2100, please"),
        },
    )  # fmt: skip
    text = Said(
        label=Words("通知原文或年表", "The notice or the table"), most=MOST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        empty=Words("请粘贴文字或选择文件", "Please paste the text or choose a file"),
    )  # fmt: skip
    looked_at = forms.CharField(required=False, max_length=64)
    sure = forms.BooleanField(required=False)

    @property
    def digest(self) -> str:
        """Of what is about to be adopted: only what was looked at can be."""
        given = self.cleaned_data
        return hashlib.sha256(f"{given['country']}\n{given['year']}\n{given['text']}".encode()).hexdigest()


@fills_in("manage_calendars")
def take_year(request: Asked) -> HttpResponse:
    """The page; the text looked over; and, once it was looked at, adopting it."""
    if request.method == "GET":
        country, year = request.GET.get("country", "cn"), request.GET.get("year", str(request.at.year + 1))
        return _page(request, ImportForm(initial={"country": country, "year": year}))
    form = ImportForm(_given(request))
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    taken = take(given["text"], given["country"], given["year"])
    if request.POST.get("adopt") and given["looked_at"] == form.digest and taken.table:
        return _adopt(request, form, taken)
    return _page(request, form, taken)


def _given(request: Asked) -> dict[str, Any]:
    """What was sent; a chosen file's text takes the place of what was typed, and is shown from then on."""
    given: dict[str, Any] = request.POST.dict()
    file = request.FILES.get("file")
    if file is not None and not isinstance(file, list):
        given["text"] = legible(decoded(file.read(4 * MOST + 1)))
    return given


def _adopt(request: Asked, form: ImportForm, taken: Taken) -> HttpResponse:
    given = form.cleaned_data
    if taken.doubts and not given["sure"]:
        words = t(
            "有存疑的地方：请核对后勾选确认", "Something looks wrong: look at it, then tick that it is right"
        )
        return _page(request, form, taken, Refusal("calendar.doubtful", words, status=422), 422)
    assert taken.table is not None
    try:
        fresh = adopt_year(given["country"], taken.table, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return _page(request, form, taken, refusal, refusal.status)
    facts = {"country": country_name(given["country"]), "year": given["year"]}
    lacks = in_words(lacking(taken.table, given["country"]))
    if lacks:
        messages.warning(
            request,
            t(
                "已采用，但年表不完整，还缺{lacks}；补齐之前，仍会提醒。",
                "Adopted, but the table is not whole, it lacks {lacks}; the reminder stays until it is.",
                lacks=lacks,
            ),
        )
    elif fresh:
        messages.success(
            request,
            t(
                "已采用{country} {year} 年的节假日表。",
                "The holidays of {country} for {year} are adopted.",
                **facts,
            ),
        )
    else:
        messages.info(
            request, t("同样的表已经生效，没有改动。", "The same table holds already; nothing was changed.")
        )
    return Arrived(f"/desk/calendars/years/{given['country']}/{given['year']}", DRAFT)


def _page(
    request: Asked,
    form: ImportForm,
    taken: Taken | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    facts: dict[str, Any] = {"form": form, "taken": taken, "refusal": refusal, "draft": DRAFT}
    if taken is not None:
        given = form.cleaned_data
        facts |= {
            "form_name": FORMS[taken.form],
            "digest": form.digest,
            "country": country_name(given["country"]),
        }
        if taken.table:
            held = book().year(given["country"], given["year"])
            facts |= year_facts(taken.table) | {"held": held, "changes": changes(taken.table, held)}
    return render(
        request,
        "workspace/calendar_import.html",
        facts | {"palette": palette(deeds_of(request.user))},
        status=status,
    )
