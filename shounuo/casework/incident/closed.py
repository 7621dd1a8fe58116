"""A closed room: a security incident is for named people, and what was said about it inside the house too. [5.3.2-P0-parallel]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.incident.act import Response, responding
from shounuo.casework.incident.command import commanding
from shounuo.casework.incident.roles import call_in
from shounuo.incidents import actions as incidents
from shounuo.incidents.actions import decisions
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

MARKS = frozenset({"security", "senior_engineer", "architect", "technical_lead", "technical_manager"})
SECURITY = "security"


def mark_security(case: Case, user: User, *, at: datetime) -> None:
    """Security is involved: its team is called, and the room is closed. A second time changes nothing."""
    with responding(case, user, at=at) as response:
        if response.incident.security and response.incident.closed_room:
            return
        if not user.roles & MARKS and not _commands(response, user):
            raise Refusal(
                "incident.not_yours_to_close",
                t("由安全、资深工程师、架构师、技术负责人或事件指挥标记", "Security, a senior, an architect, a lead or the commander does"),
                status=403,
            )  # fmt: skip
        incidents.close_room(response.incident, by=user.actor, at=at)
        decisions.admit(response.incident, user, t("标记为安全事件", "marked it"), by=user.actor, at=at)
        call_in(response, SECURITY, by=user.actor, at=at)


def admit(case: Case, whom: User, reason: str, user: User, *, at: datetime) -> None:
    """Somebody is let in by name, with a reason."""
    with responding(case, user, at=at) as response:
        _guard(response, user)
        if not whom.is_staff_member or not whom.is_active:
            raise Refusal(
                "case.not_staff", t("只能准许在职的同事", "Only a colleague can be let in"), status=422
            )
        _need(reason)
        decisions.admit(response.incident, whom, reason, by=user.actor, at=at)


def open_room(case: Case, reason: str, user: User, *, at: datetime) -> None:
    with responding(case, user, at=at) as response:
        _guard(response, user)
        _need(reason)
        if response.incident.closed_room:
            decisions.open_room(response.incident, reason, by=user.actor, at=at)


def _guard(response: Response, user: User) -> None:
    if not user.has(SECURITY) and not _commands(response, user):
        raise Refusal(
            "incident.not_your_room",
            t("由安全团队或事件指挥决定谁可以进入", "Security or whoever commands says who may enter"),
            status=403,
        )


def _commands(response: Response, user: User) -> bool:
    held = commanding(response)
    return held is not None and held.user_id == user.pk


def _need(reason: str) -> None:
    if not reason.strip():
        raise Refusal("incident.reason_needed", t("请写明原因", "Please say why"), status=422)
