"""维护窗口: what was agreed with customers, week by week; one window with its cases, and what becomes of it. [5.3.3-P3]"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from shounuo.accounts.rights import deeds_of
from shounuo.cases import reads
from shounuo.cases.models import MaintenanceWindow
from shounuo.cases.words import STATES, WINDOWS
from shounuo.casework import maintain
from shounuo.casework.maintain import AHEAD, UNDER_WAY, takes_windows
from shounuo.counter.asking import Asked
from shounuo.counter.said import legible
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.look.templatetags.times import MONTHS, WEEKDAYS, WEEKDAYS_ZH
from shounuo.policy import reads as policies
from shounuo.policy.model import LEVELS
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.words import TONES

WEEK = timedelta(days=7)
STATE_TONES = {
    "planned": "neutral",
    "announced": "accent",
    "running": "running",
    "done": "kept",
    "cancelled": "neutral",
}
COMING = 30
"""Windows listed below the week."""


@shows
def maintenance(request: Asked) -> HttpResponse:
    """The week that was asked for, day by day, and what comes after it."""
    today = timezone.localdate(request.at)
    monday = _monday(request.GET.get("week", ""), today)
    begins, ends = _midnight(monday), _midnight(monday + WEEK)
    later = [row for row in reads.windows(max(ends, request.at))[:COMING] if row.begins_at >= ends]
    facts = {
        "days": _days(monday, today, reads.windows(begins, ends)), "later": [_row(one) for one in later],
        "title": _span(monday), "before": monday - WEEK, "after": monday + WEEK, "this_week": monday == today - timedelta(today.weekday()),
    }  # fmt: skip
    return _page(request, "workspace/maintenance.html", facts)


@shows
def window(request: Asked, window_id: int) -> HttpResponse:
    return _window_page(request, _found(window_id))


@does("plan")
def state(request: Asked, window_id: int) -> HttpResponse:
    """begin, finish or cancel; a refusal is shown on the window's own page, with the reason as it was typed."""
    held, reason = _found(window_id), legible(request.POST.get("reason", ""))[:500]
    acts: dict[str, Callable[[Actor, datetime], None]] = {
        "begin": lambda by, at: maintain.begin(held, by=by, at=at),
        "finish": lambda by, at: maintain.finish(held, by=by, at=at),
        "cancel": lambda by, at: maintain.cancel(held, reason, by=by, at=at),
    }
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        act(request.user.actor, request.at)
    except Refusal as refusal:
        return _window_page(request, _found(window_id), refusal, reason, refusal.status)
    messages.success(request, t("已记录。", "It is on record."))
    return HttpResponseRedirect(f"/desk/maintenance/{window_id}")


def _found(window_id: int) -> MaintenanceWindow:
    try:
        return reads.window_of(window_id)
    except Refusal as refusal:
        raise Http404 from refusal


def _window_page(
    request: Asked,
    held: MaintenanceWindow,
    refusal: Refusal | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    policy = policies.current()
    levels = [level for level in LEVELS if takes_windows(policy, level)]
    free = reads.could_go_into(held, levels) if held.state in AHEAD else []
    facts = {
        "window": held, "state": WINDOWS[held.state], "tone": STATE_TONES[held.state], "refusal": refusal, "reason": reason,
        "cases": [_case(one) for one in reads.cases_in(held)], "free": free, "begins": held.state in AHEAD,
        "ends": held.state in UNDER_WAY, "late": held.state in AHEAD and held.begins_at < request.at,
        "facts": _facts(held),
    }  # fmt: skip
    return _page(request, "workspace/maintenance_window.html", facts, status)


def _facts(held: MaintenanceWindow) -> list[tuple[str, str]]:
    facts = [
        (t("客户", "Customer"), held.customer.name),
        (t("客户联系人", "Their contact"), held.contact.name if held.contact else ""),
        (t("约定人", "Agreed by"), held.by_name),
    ]
    return [(label, value) for label, value in facts if value]


def _case(case: Any) -> dict[str, Any]:
    return {"case": case, "state": STATES[case.state], "tone": TONES[case.state]}


def _row(held: MaintenanceWindow) -> dict[str, Any]:
    return {"window": held, "state": WINDOWS[held.state], "tone": STATE_TONES[held.state]}


def _days(monday: date, today: date, windows: list[MaintenanceWindow]) -> list[dict[str, Any]]:
    """Seven days; a window stands on every day that it touches."""
    days = [monday + timedelta(days=n) for n in range(7)]
    return [
        {
            "name": t(f"周{WEEKDAYS_ZH[n]}", WEEKDAYS[n]), "date": _day_month(day), "today": day == today,
            "windows": [_row(one) for one in windows if one.begins_at < _midnight(day + timedelta(1)) and one.ends_at > _midnight(day)],
        }
        for n, day in enumerate(days)
    ]  # fmt: skip


def _monday(asked: str, today: date) -> date:
    """The Monday of the week of the day that was asked for, else of today."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today
    day = min(max(day, date(2000, 1, 3)), date(2100, 1, 1))
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _span(monday: date) -> str:
    return f"{_day_month(monday)} – {_day_month(monday + timedelta(days=6))}"


def _day_month(day: date) -> str:
    return t("{m}月{d}日", "{d} {name}", m=day.month, d=day.day, name=MONTHS[day.month - 1])


def _page(request: Asked, template: str, facts: dict[str, Any], status: int = 200) -> HttpResponse:
    deeds = deeds_of(request.user)
    return render(request, template, facts | {"deeds": deeds, "palette": palette(deeds)}, status=status)
