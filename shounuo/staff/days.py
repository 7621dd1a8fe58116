"""The day it is where the house stands: certificates end, and experience counts, by its calendar."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime

from django.conf import settings


def house_zone() -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def house_day(at: datetime) -> date:
    return at.astimezone(house_zone()).date()
