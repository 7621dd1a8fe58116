"""Registering engineers."""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.staff.models import Engineer


def register(
    user: User, level: str, skills: dict[str, int], *, by: Actor, at: datetime, phone: str = ""
) -> Engineer:
    """The engineer's record beside an account: level L1..L3, skills graded 1..5. [8.1-levels]"""
    with atomic():
        engineer = Engineer.objects.create(user=user, level=level, skills=skills, phone=phone)
        record("engineer.joined", stream=f"account:{user.pk}", by=by, at=at, level=level, skills=skills)
    return engineer
