"""Times and spans as people say them, in the reader's zone and language."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from shounuo.kernel.words import Words, t

NEAR = {0: Words("今天", "today"), 1: Words("明天", "tomorrow"), -1: Words("昨天", "yesterday")}


def spell(moment: datetime, at: datetime) -> str:
    """`今天 14:30`, `明天 09:00`, `3月5日 14:30`, with the year where it is another one."""
    local, today = timezone.localtime(moment), timezone.localtime(at).date()
    clock = local.strftime("%H:%M")
    days = (local.date() - today).days
    if days in NEAR:
        return f"{NEAR[days]} {clock}"
    day = t("{m}月{d}日", "{d} {name}", m=local.month, d=local.day, name=local.strftime("%b"))
    return (
        f"{day} {clock}"
        if local.year == today.year
        else t("{y}年{day} {c}", "{day} {y} {c}", y=local.year, day=day, c=clock)
    )


def in_words(span: timedelta) -> str:
    """`2 小时 5 分钟`, `12 分钟`, `3 天 4 小时`; under a minute in seconds."""
    seconds = int(span.total_seconds())
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return t("{d} 天 {h} 小时", "{d} d {h} h", d=days, h=hours) if hours else t("{d} 天", "{d} d", d=days)
    if hours:
        return (
            t("{h} 小时 {m} 分钟", "{h} h {m} min", h=hours, m=minutes)
            if minutes
            else t("{h} 小时", "{h} h", h=hours)
        )
    return t("{m} 分钟", "{m} min", m=minutes) if minutes else t("{s} 秒", "{s} s", s=seconds)
