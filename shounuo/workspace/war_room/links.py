"""What the case page tells of the war room: where it is, and to whoever stays outside whom to ask. [5.3.2-P0-parallel]"""

from __future__ import annotations

from dataclasses import dataclass

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.incidents.models import Incident
from shounuo.incidents.reads import latest_of
from shounuo.kernel.words import t


@dataclass(frozen=True)
class InWarRoom:
    incident: Incident
    inside: bool
    ask: str
    """Whom somebody outside asks."""


def in_war_room(case: Case, user: User, *, inside: bool) -> InWarRoom | None:
    """None where the case never burned."""
    incident = latest_of(case)
    if incident is None:
        return None
    return InWarRoom(incident, inside, "" if inside else whom_to_ask(incident))


def whom_to_ask(incident: Incident) -> str:
    held = incident.commands.filter(ends_at=None).select_related("user").first()
    team = t("安全团队", "the security team")
    return (
        t("{who}（事件指挥）或{team}", "{who} (in command) or {team}", who=held.user.name, team=team)
        if held
        else team
    )
