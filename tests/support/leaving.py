"""The page of somebody's leaving, as the browser would send it."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.kernel.actor import SYSTEM
from shounuo.staff.actions import register
from tests.support.clock import StandingClock
from tests.support.desk import look
from tests.support.world import PASSWORD


def page_of(client: Client, user: User) -> str:
    return look(client, f"/desk/access/people/{user.pk}/leaving")


def as_shown(page: str) -> dict[str, str]:
    """The form as the browser would send it, without touching anything."""
    sent = {"reason": "合同到期", "seen": html.unescape(re.search(r'name="seen" value="([^"]*)"', page)[1])}  # type: ignore[index]
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="(\d*)" selected>', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def press(client: Client, user: User, sent: dict[str, str]) -> Any:
    return client.post(f"/desk/access/people/{user.pk}/leaving", sent)


def joined(clock: StandingClock, email: str, name: str, role: str, level: str = "L1") -> User:
    user = accounts.enrol(email, name, staff=True, password=PASSWORD, roles=[role], by=SYSTEM, at=clock.now)
    register(user, level, {"function": 1}, by=SYSTEM, at=clock.now)
    return user


def assignee(case: Case) -> User | None:
    return Case.objects.select_related("assignee").get(pk=case.pk).assignee
