"""Who may look into a war room: everybody of the house, unless it is closed to named people. [5.3.2-P0-parallel]"""

from __future__ import annotations

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.incidents.models import Incident
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

SECURITY = "security"


def sees_inside(case: Case, user: User) -> bool:
    """Whether this colleague may see what the house says to itself about the case: everybody, unless its room is closed."""
    closed = Incident.objects.filter(case=case, closed_room=True).first()
    return closed is None or may_enter(closed, user)


def may_enter(incident: Incident, user: User) -> bool:
    """Named people: whoever was called in and came, has the case or commands, the security team, and whom they let in."""
    if not incident.closed_room:
        return True
    return (
        user.has(SECURITY)
        or incident.case.assignee_id == user.pk
        or incident.presences.filter(user=user).exists()
        or incident.commands.filter(user=user).exists()
        or incident.admissions.filter(user=user).exists()
    )


def require_entry(incident: Incident, user: User) -> None:
    if not may_enter(incident, user):
        raise Refusal(
            "incident.closed_room",
            t(
                "这是安全事件，战情室仅限指定人员。请联系安全团队或事件指挥。",
                "This is a security incident; its room is for named people. Please ask the security team or whoever commands.",
            ),
            status=403,
        )
