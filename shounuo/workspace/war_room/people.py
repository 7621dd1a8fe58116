"""Who was called to each post when and by what, who comes, who is there. [5.3.2-P0-team, 5.3.2-P1-team]"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.casework.incident.roles import member_of
from shounuo.incidents.models import Incident, Presence
from shounuo.kernel.words import t
from shounuo.notifications.models import Call, Delivery
from shounuo.workspace.templatetags.duty import CHANNELS

OWNER = "duty_engineer"
"""Whoever has the case, or is next to have it, is called by the case's own ladder."""


@dataclass
class PersonRow:
    """One person in one post. `how`: called, coming, arrived or left, since `at`; `called_at` and `ways` tell of the last call."""

    name: str
    how: str
    at: datetime
    called_at: datetime | None = None
    ways: str = ""
    calls: int = 0


def people_of(case: Case, incident: Incident) -> dict[str, list[PersonRow]]:
    """Post -> everybody who was called to it or came in it, in that order. Three queries."""
    found: dict[str, dict[str, PersonRow]] = defaultdict(dict)
    for call in _calls(case, incident):
        member = member_of(call) or (call.whom if call.whom in ROLES else OWNER)
        row = found[member].setdefault(call.user.name, PersonRow(call.user.name, "called", call.called_at))
        row.at = row.called_at = call.called_at
        row.calls += 1
        row.ways = _ways(call)
    for presence in incident.presences.select_related("user").order_by("pk"):
        how, moment = _how(presence)
        name = presence.user.name
        row = found[presence.member].setdefault(name, PersonRow(name, how, moment))
        row.how, row.at = how, moment
    return {member: list(rows.values()) for member, rows in found.items()}


def _calls(case: Case, incident: Incident) -> list[Call]:
    attempts = Prefetch("message__deliveries", queryset=Delivery.objects.order_by("due_at", "pk"))
    calls = Call.objects.filter(page__case=case, called_at__gte=incident.trigger_at)
    return list(
        calls.select_related("user", "page", "message").prefetch_related(attempts).order_by("called_at", "pk")
    )


def _ways(call: Call) -> str:
    """Everything that was tried: "企业微信、短信、电话"."""
    ways = dict.fromkeys(str(CHANNELS.get(one.channel, one.channel)) for one in call.message.deliveries.all())
    return t("、", ", ").join(ways)


def _how(presence: Presence) -> tuple[str, datetime]:
    if presence.left_at:
        return "left", presence.left_at
    if presence.arrived_at:
        return "arrived", presence.arrived_at
    assert presence.coming_at
    return "coming", presence.coming_at
