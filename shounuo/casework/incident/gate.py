"""Who may look into a war room: everybody of the house, unless it is closed to named people. [5.3.2-P0-parallel]

The one gate of every door. Closed are the room, its decisions and timeline, and what the house says to itself about the case: notes,
internal files, who was called. The case's head and what the customer sees stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.incidents.actions import decisions
from shounuo.incidents.models import Incident
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.notifications.models import Call

SECURITY = "security"


def closed_room(case: Case) -> Incident | None:
    """The incident of this case whose room is closed, also after it is over."""
    found = Incident.objects.filter(case=case, closed_room=True).order_by("-ordinal").first()
    if found:
        found.case = case
    return found


def closed_among(case_ids: Iterable[int]) -> set[int]:
    """Which of these cases have a closed room. One query."""
    return set(
        Incident.objects.filter(case_id__in=list(case_ids), closed_room=True).values_list(
            "case_id", flat=True
        )
    )


def sees_inside(case: Case, user: User) -> bool:
    """Whether this colleague may see what the house says to itself about the case: everybody, unless its room is closed."""
    if not user.is_staff_member:
        return False
    closed = closed_room(case)
    return closed is None or may_enter(closed, user)


def may_enter(incident: Incident, user: User) -> bool:
    """Named people: whoever was called in and came, has the case or commands, the security team, and whom they let in.

    The role of an administrator opens no door here, nor does that of an auditor: they are let in by name.
    """
    if not incident.closed_room:
        return True
    if not user.is_active:
        return False
    return (
        SECURITY in user.roles
        or incident.case.assignee_id == user.pk
        or incident.presences.filter(user=user).exists()
        or incident.commands.filter(user=user).exists()
        or incident.admissions.filter(user=user).exists()
    )


def may_come(incident: Incident, user: User) -> bool:
    """Whether this colleague may join: whoever may enter, and whoever the house has called since it began."""
    return may_enter(incident, user) or _was_called(incident, user.pk)


@dataclass(frozen=True)
class Look:
    """What a colleague sees of a case: its latest incident, and whether they may see what the house says to itself about it."""

    incident: Incident | None
    inside: bool


def look(case: Case, user: User, *, at: datetime) -> Look:
    """A look into a closed room goes on record. One query where none is closed."""
    incidents = list(Incident.objects.filter(case=case).order_by("-ordinal"))
    for one in incidents:
        one.case = case
    latest = incidents[0] if incidents else None
    closed = next((one for one in incidents if one.closed_room), None)
    if closed is None:
        return Look(latest, inside=True)
    if not may_enter(closed, user):
        return Look(latest, inside=False)
    with atomic():
        decisions.look_in(closed, user, at=at)
    return Look(latest, inside=True)


def look_in(case: Case, user: User, *, at: datetime) -> bool:
    """As `sees_inside`; looking into a closed room goes on record. Customers are never inside."""
    return user.is_staff_member and look(case, user, at=at).inside


def enter(case: Case, user: User, *, at: datetime) -> None:
    """As `look_in`, for a page or an answer that is about the inside and nothing else."""
    if not look_in(case, user, at=at):
        raise outside()


def require_entry(incident: Incident, user: User) -> None:
    if not may_enter(incident, user):
        raise outside()


def require_coming(incident: Incident, user: User) -> None:
    if not may_come(incident, user):
        raise outside()


def require_inside(case: Case, by: Actor) -> None:
    """An act that would let its doer in, or write inside, is for those who are: nobody takes a closed case for themselves, unless they
    were called to it."""
    closed = closed_room(case) if by.kind == "staff" and by.id is not None else None
    if closed is None or by.id is None or _was_called(closed, by.id):
        return
    require_entry(closed, User.objects.get(pk=by.id))


def _was_called(incident: Incident, user_id: int) -> bool:
    called = Call.objects.filter(
        user_id=user_id, page__case=incident.case, called_at__gte=incident.trigger_at
    )
    return called.exists()


def outside() -> Refusal:
    return Refusal(
        "incident.closed_room",
        t(
            "这是安全事件，战情室仅限指定人员。请联系安全团队或事件指挥。",
            "This is a security incident; its room is for named people. Please ask the security team or whoever commands.",
        ),
        status=403,
    )
