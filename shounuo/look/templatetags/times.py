"""Times as people say them: "刚刚", "今天 14:30", "还剩 12 分钟", in the reader's zone, with the exact time beside.

Every filter takes `now` as its argument (`{{ at|ago:now }}`): the page's one asking of the clock, which the context
carries. The browser's countdowns (static/look/strip.js) use the same words and the same rounding.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone

from shounuo.kernel.words import speaking_chinese, t

register = template.Library()

WEEKDAYS_ZH = "一二三四五六日"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@register.filter
def ago(at: datetime | None, now: datetime) -> str:
    """ "刚刚", "12 分钟前", "3 小时前" within a day; before that (or in the future) the moment itself."""
    if at is None:
        return ""
    passed = now - at
    if not timedelta(0) <= passed < timedelta(days=1):
        return moment(at, now)
    minutes = int(passed.total_seconds()) // 60
    if minutes < 1:
        return t("刚刚", "just now")
    if minutes < 60:
        return t("{n} 分钟前", "{n} min ago", n=minutes)
    return t("{n} 小时前", "{n} h ago", n=minutes // 60)


@register.filter
def moment(at: datetime | None, now: datetime) -> str:
    """ "今天 14:30", "明天 09:00", "11月20日 周五 14:30", with the year when it is another one."""
    if at is None:
        return ""
    here, today = timezone.localtime(at), timezone.localtime(now).date()
    days = (here.date() - today).days
    near = {-1: t("昨天", "yesterday"), 0: t("今天", "today"), 1: t("明天", "tomorrow")}
    return f"{near.get(days) or _date(here, with_year=here.year != today.year)} {here:%H:%M}"


@register.simple_tag
def span(begins: datetime, ends: datetime, now: datetime) -> str:
    """ "今天 22:00 – 23:30"; the end with its day where that is another one."""
    first, last = timezone.localtime(begins), timezone.localtime(ends)
    until = f"{last:%H:%M}" if first.date() == last.date() else moment(ends, now)
    return f"{moment(begins, now)} – {until}"


def _date(here: datetime, *, with_year: bool) -> str:
    if speaking_chinese():
        year = f"{here.year}年" if with_year else ""
        return f"{year}{here.month}月{here.day}日 周{WEEKDAYS_ZH[here.weekday()]}"
    year = f" {here.year}" if with_year else ""
    return f"{WEEKDAYS[here.weekday()]} {here.day} {MONTHS[here.month - 1]}{year}"


@register.filter
def exact(at: datetime | None) -> str:
    """To the second with the zone, for hovering and for print: "2026-11-23 14:30:05 CST (UTC+08:00)"."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    offset = f"{here:%z}"
    return f"{here:%Y-%m-%d %H:%M:%S} {here:%Z} (UTC{offset[:3]}:{offset[3:]})"


@register.filter
def iso(at: datetime | None) -> str:
    """The machine's form, for datetime attributes."""
    return at.isoformat() if at else ""


@register.filter
def left(due: datetime | None, now: datetime) -> str:
    """ "还剩 12 分钟" before the due time and at it, "已超时 3 分钟" after."""
    if due is None:
        return ""
    if due >= now:
        return t("还剩 {length}", "{length} left", length=length(due - now))
    return t("已超时 {length}", "overdue by {length}", length=length(now - due))


@register.filter
def length(amount: timedelta | None) -> str:
    """ "45 秒", "4 分 12 秒" under five minutes, "12 分钟", "2 小时 5 分钟", "3 天 4 小时" from a day on."""
    if amount is None:
        return ""
    seconds = int(amount.total_seconds())
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 1:
        return f"{seconds} {t('秒', 's')}"
    if minutes < 5:
        return _two(minutes, t("分", "min"), seconds % 60, t("秒", "s"))
    if minutes < 60:
        return f"{minutes} {t('分钟', 'min')}"
    if hours < 24:
        return _two(hours, t("小时", "h"), minutes % 60, t("分钟", "min"))
    return _two(days, t("天", "d"), hours % 24, t("小时", "h"))


def _two(a: int, first: str, b: int, second: str) -> str:
    return f"{a} {first} {b} {second}" if b else f"{a} {first}"
