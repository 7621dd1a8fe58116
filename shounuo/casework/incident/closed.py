"""A closed room: a security incident is for named people, and what was said about it inside the house too. [5.3.2-P0-parallel]"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.act import working_on
from shounuo.casework.incident.act import require_colleague, responding
from shounuo.casework.incident.gate import closed_room, require_entry
from shounuo.casework.incident.roles import call_in
from shounuo.incidents import actions as incidents
from shounuo.incidents.actions import decisions
from shounuo.incidents.models import Incident
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

MARKS = frozenset({"security", "senior_engineer", "architect", "technical_lead", "technical_manager"})
SECURITY = "security"


def mark_security(case: Case, user: User, *, at: datetime) -> None:
    """Security is involved: its team is called, and the room is closed. A second time changes nothing."""
    with responding(case, user, at=at) as response:
        if response.incident.security and response.incident.closed_room:
            return
        if not marks_security(response.incident, user):
            raise Refusal(
                "incident.not_yours_to_close",
                t(
                    "由安全、资深工程师、架构师、技术主管或事件指挥标记",
                    "Marked by security, seniors, architects, leads or whoever commands",
                ),
                status=403,
            )  # fmt: skip
        incidents.close_room(response.incident, by=user.actor, at=at)
        decisions.admit(response.incident, user, t("标记为安全事件", "marked it"), by=user.actor, at=at)
        decisions.keep_evidence(response.incident, by=user.actor, at=at)
        call_in(response, SECURITY, by=user.actor, at=at)


def admit(case: Case, whom: User, reason: str, user: User, *, at: datetime) -> None:
    """Somebody is let in by name, with a reason; also after the response, for an audit."""
    with _keeping(case, user, at) as incident:
        if incident is None:
            raise Refusal(
                "incident.room_open", t("战情室对所有同事开放", "The room is open to all colleagues")
            )
        if not whom.is_staff_member or not whom.is_active:
            raise Refusal(
                "case.not_staff", t("只能准许在职的同事", "Only a colleague can be let in"), status=422
            )
        _need(reason)
        decisions.admit(incident, whom, reason, by=user.actor, at=at)


def open_room(case: Case, reason: str, user: User, *, at: datetime) -> None:
    """Open to all colleagues again, with the reason. A second time changes nothing."""
    with _keeping(case, user, at) as incident:
        if incident is not None:
            _need(reason)
            decisions.open_room(incident, reason, by=user.actor, at=at)


@contextmanager
def _keeping(case: Case, user: User, at: datetime) -> Iterator[Incident | None]:
    """The incident whose room is closed, held, for whoever keeps the door; None where none is closed."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        require_colleague(user)
        closed = closed_room(act.case)
        if closed is not None:
            require_entry(closed, user)
            _guard(closed, user)
        yield closed


def _guard(incident: Incident, user: User) -> None:
    if not keeps_room(incident, user):
        raise Refusal(
            "incident.not_your_room",
            t("由安全团队或事件指挥决定谁可以进入", "Security or whoever commands says who may enter"),
            status=403,
        )


def marks_security(incident: Incident, user: User) -> bool:
    """Who may say that security is involved."""
    return bool(user.roles & MARKS) or _commands(incident, user)


def keeps_room(incident: Incident, user: User) -> bool:
    """Who says who may enter."""
    return SECURITY in user.roles or _commands(incident, user)


def _commands(incident: Incident, user: User) -> bool:
    return incident.commands.filter(ends_at=None, user=user).exists()


def _need(reason: str) -> None:
    if not reason.strip():
        raise Refusal("incident.reason_needed", t("请写明原因", "Please say why"), status=422)
