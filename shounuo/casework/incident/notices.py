"""Whether everybody who is to know at once was told, and when: read from what was submitted. [5.3.2-P0-notify, 5.3.2-P1-notify]"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from shounuo.casework.incident.flow import step_of
from shounuo.commitments.actions import Promises
from shounuo.commitments.events import family_of
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident, Step
from shounuo.kernel.actor import SYSTEM
from shounuo.notifications.models import Delivery

LOOK_EVERY = timedelta(seconds=10)
LOOK_FOR = timedelta(minutes=15)
"""So long after the trigger it is looked again and again; later acts look as well."""
STAGE = "stage:notify"
TOLD = {
    "alarm": "duty_engineer", "tell_duty_engineer": "duty_engineer", "tell_technical_manager": "technical_manager",
    "tell_customer_success": "customer_success_manager", "tell_technical_lead": "technical_lead", "tell_management": "management",
}  # fmt: skip
"""The automatic steps that are done once somebody of this role was told."""


def note_notices(incident: Incident, promises: Promises, at: datetime) -> None:
    """Meet what was kept by submitting, dated when the last of them was submitted."""
    waits = [row for row in promises.running() if row.track == STAGE or family_of(row.track) == "told"]
    if not waits:
        return
    told = _told(incident)
    _do_steps(incident, promises, told, at)
    for row in waits:
        roles = _to_tell(promises, incident) if row.track == STAGE else [row.track.partition(":")[2]]
        if all(role in told for role in roles):
            promises.meet(row.track, by=SYSTEM, moment=max(told[role] for role in roles))


def next_look(incident: Incident, promises: Promises, at: datetime) -> datetime | None:
    if promises.find(STAGE) is None or at >= incident.trigger_at + LOOK_FOR:
        return None
    return at + LOOK_EVERY


def _to_tell(promises: Promises, incident: Incident) -> list[str]:
    return list(promises.policy.notifications[incident.level].recipients)  # type: ignore[index]


def _told(incident: Incident) -> dict[str, datetime]:
    """Role -> when the first message to somebody of it was handed over since the incident began."""
    sent = Delivery.objects.filter(
        message__call__page__case=incident.case, submitted_at__gte=incident.trigger_at, state="sent"
    )
    told: dict[str, datetime] = {}
    rows = sent.values_list("message__call__whom", "message__call__page__occasion").annotate(
        first=Min("submitted_at")
    )
    for whom, occasion, first in rows:
        role = "duty_engineer" if whom == "assignee" else occasion.partition(":")[2] or whom
        told[role] = min(first, told.get(role, first))
    return told


def _do_steps(incident: Incident, promises: Promises, told: dict[str, datetime], at: datetime) -> None:
    steps = Step.objects.filter(incident=incident, kind="automatic", state="todo", step__in=list(TOLD))
    for held in steps.order_by("pk"):
        if TOLD[held.step] in told:
            held.incident = incident
            words = step_of(promises.policy, incident.level, held.stage, held.step).text.words
            incidents.do_step(held, words, by=SYSTEM, at=at)
