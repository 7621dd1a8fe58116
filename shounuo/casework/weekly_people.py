"""Every Monday at nine: technical leads and managers learn who falls short of their level, whose certificate ends soon and
which skills hang on one person. One mail a person and week, and none where there is nothing. [8.1-levels]"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from shounuo.accounts.models import User
from shounuo.casework.rounds import round_of
from shounuo.kernel.words import Words
from shounuo.notifications.actions import Tell, tell
from shounuo.policy import reads as policies
from shounuo.policy.model import Policy
from shounuo.staff.days import house_zone
from shounuo.staff.reads import Outlook, outlook

MONDAY_MORNING = time(9)
READERS = ("technical_lead", "technical_manager")


def next_monday(at: datetime) -> datetime:
    """The next Monday, 9:00 where the house stands; from a Monday's 9:00 on, the one after."""
    local = at.astimezone(house_zone())
    monday = datetime.combine(
        local.date() - timedelta(days=local.weekday()), MONDAY_MORNING, tzinfo=local.tzinfo
    )
    return monday if at < monday else monday + timedelta(days=7)


@round_of("people.weekly", next_monday, at_once=False)
def look(at: datetime) -> None:
    if policies.hash_in_force() is None:
        return
    policy = policies.current()
    found = outlook(policy, at)
    if found:
        facts = _facts(found, policy)
        tell([_to(user, facts, at) for user in _readers()], at=at)


def _readers() -> list[User]:
    granted = {"grants__role__in": READERS, "grants__ended_at": None}
    return list(
        User.objects.filter(is_staff_member=True, is_active=True, **granted).distinct().order_by("pk")
    )


def _to(user: User, facts: dict[str, Any], at: datetime) -> Tell:
    year, week, _ = at.astimezone(house_zone()).isocalendar()
    key = f"people.weekly:{year}-{week}:{user.pk}"
    return Tell(key, "people.weekly", user.email, None, user, user.language, facts)


def _facts(found: Outlook, policy: Policy) -> dict[str, Any]:
    names = {key: one.name.words for key, one in policy.form.problem_types.items()}
    return {
        "short": [
            {"name": one.name, "level": one.level, "lacks": [lack.words.as_facts() for lack in one.lacks]}
            for one in found.short
        ],
        "ending": [
            {"name": one.person.name, "certificate": one.certificate.name,
             "day": str(one.certificate.expires_on), "days": one.days}
            for one in found.ending
        ],
        "single": [
            {"name": person.name, "skill": names.get(skill, Words(skill, skill)).as_facts()}
            for skill, person in found.single
        ],
    }  # fmt: skip
