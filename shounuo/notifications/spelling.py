"""Moments in mail, in the language and zone that are active."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from shounuo.kernel.words import speaking_chinese
from shounuo.look.templatetags.times import MONTHS, WEEKDAYS, WEEKDAYS_ZH


def moment(iso: str) -> str:
    """A date that stays true however late the mail is read: "3月2日 周一 10:15(UTC+8)"."""
    here = timezone.localtime(datetime.fromisoformat(iso))
    hours = f"{here:%z}"
    offset = f"UTC{hours[0]}{int(hours[1:3])}" + (f":{hours[3:]}" if hours[3:] != "00" else "")
    if speaking_chinese():
        return f"{here.month}月{here.day}日 周{WEEKDAYS_ZH[here.weekday()]} {here:%H:%M}({offset})"
    return f"{WEEKDAYS[here.weekday()]} {here.day} {MONTHS[here.month - 1]} {here:%H:%M} ({offset})"
