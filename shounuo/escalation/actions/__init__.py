"""The only writer of this room's table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.escalation.models import Escalation
from shounuo.escalation.words import KINDS, TRIGGERS
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.words import Words
from shounuo.logbook.actions import record

ANSWERS = {"accepted": Words("加入", "joins"), "declined": Words("不能加入", "can't")}


def note(
    case: Case, kind: str, trigger: str, why: str, *, step: str = "", to_user: User | None = None, to_role: str = "", to_level: str = "",
    from_level: str = "", handed: dict[str, Any] | None = None, state: str = "done", by: Actor = SYSTEM, at: datetime,
) -> Escalation:  # fmt: skip
    """Written down, whoever does what follows from it."""
    held = Escalation.objects.create(
        case=case, kind=kind, step=step, trigger=trigger, from_user=case.assignee, from_level=from_level, to_user=to_user, to_role=to_role,
        to_level=to_level, why=why, handed=handed or {}, state=state, at=at, by_name=by.name,
    )  # fmt: skip
    to = to_user.name if to_user else str(ROLES[to_role].zh if to_role in ROLES else to_role)
    if kind in ("consult", "invite"):
        record(
            "case.help_asked",
            stream=case.stream,
            by=by,
            at=at,
            kind=KINDS[kind].as_facts(),
            private={"to": to, "reason": why},
        )
    elif kind == "aws":
        record("case.aws_proposed", stream=case.stream, by=by, at=at, private={"why": why})
    else:
        record(
            "case.escalated", stream=case.stream, by=by, at=at, trigger=TRIGGERS[trigger].as_facts(), step=step,
            private={"to": to, "reason": why},
        )  # fmt: skip
    return held


def note_risks(risks: Iterable[tuple[Case, str, datetime]]) -> None:
    """Promises that are about to break: the technical lead had to know. One statement for any number. [6.1-sla-risk]"""
    rows = [
        Escalation(
            case=case, kind="risk", trigger="sla_risk", from_user=case.assignee, to_role="technical_lead", why=why, at=at,
            by_name=SYSTEM.name
        )
        for case, why, at in risks
    ]  # fmt: skip
    Escalation.objects.bulk_create(rows)


def answer(held: Escalation, state: str, words: str, *, by: Actor, at: datetime) -> None:
    held.state, held.answered_at, held.answer_words = state, at, words
    held.save(update_fields=["state", "answered_at", "answer_words"])
    record(
        "case.help_answered",
        stream=held.case.stream,
        by=by,
        at=at,
        answer=ANSWERS[state].as_facts(),
        private={"reason": words},
    )
