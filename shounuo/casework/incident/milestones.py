"""What a chat group is told of an incident: which entries of the logbook, and in what words. [5.3.2-P0-internal-comms]"""

from __future__ import annotations

from django.conf import settings

from shounuo.casework.story import SENTENCES
from shounuo.incidents.models import Incident
from shounuo.kernel.words import t

MILESTONES = (
    "incident.begun", "incident.changed_level", "incident.confirmed", "incident.went_on", "incident.command", "incident.synced",
    "incident.restored", "incident.monitoring", "incident.lifted", "incident.stood_down", "incident.ended", "report.sent",
)  # fmt: skip
ENDS = ("incident.lifted", "incident.stood_down", "incident.ended")


def head(incident: Incident) -> str:
    """【演练】P0 SN-1: level, number and, where it is no secret, what it is about."""
    drill = t("【演练】", "[Drill] ") if incident.case.drill else ""
    about = "" if incident.closed_room else f" {incident.case.subject}"
    return f"{drill}{incident.level} {incident.case.number}{about}"


def sentence_of(incident: Incident, sentence: str) -> str:
    """Of a closed room nobody outside hears more than that there is news."""
    return (
        t("安全事件有新进展，请到战情室查看", "There is news; please look into the war room")
        if incident.closed_room
        else sentence
    )


def link_of(incident: Incident) -> str:
    return f"{settings.PUBLIC_URL}/desk/cases/{incident.case.number}/war-room"


assert set(MILESTONES) <= set(SENTENCES)
