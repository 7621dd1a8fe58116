"""What the case page tells of the war room: where it is, and to whoever stays outside whom to ask. [5.3.2-P0-parallel]"""

from __future__ import annotations

from dataclasses import dataclass

from shounuo.casework.incident.gate import Look
from shounuo.incidents.models import Incident
from shounuo.kernel.words import t


@dataclass(frozen=True)
class InWarRoom:
    incident: Incident
    inside: bool
    ask: str
    """Whom somebody outside asks."""


def in_war_room(seen: Look) -> InWarRoom | None:
    """None where the case never burned."""
    if seen.incident is None:
        return None
    return InWarRoom(seen.incident, seen.inside, "" if seen.inside else whom_to_ask(seen.incident))


def whom_to_ask(incident: Incident) -> str:
    held = incident.commands.filter(ends_at=None).select_related("user").first()
    team = t("安全团队", "the security team")
    return (
        t("{who}（事件指挥）或{team}", "{who} (in command) or {team}", who=held.user.name, team=team)
        if held
        else team
    )
