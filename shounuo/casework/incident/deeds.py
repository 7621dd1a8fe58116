"""Everything that can be done in a war room, by the name that each door uses for it. [5.3.2-P0-*, 5.3.2-P1-*]

`given` is what was said: text, why, stage, step, member, kind, node, answer, article, to (a colleague), decision, contact, call; what a
deed needs and is not there is refused in words by the deed itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework import reply as replying
from shounuo.casework.incident import authorise, closed, command, rights, roles, steps, talk, tree
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

Deed = Callable[[Case, User, dict[str, Any], datetime], object]


def _colleague(given: dict[str, Any]) -> User:
    found = User.objects.filter(pk=given["to"] or 0, is_staff_member=True, is_active=True).first()
    if found is None:
        raise Refusal("case.not_staff", t("请选择一位同事", "Please choose a colleague"), status=422)
    return found


def _called(given: dict[str, Any]) -> tuple[str, ...]:
    return tuple(one for one in str(given["call"] or "").split(",") if one)


DEEDS: dict[str, Deed] = {
    "join": lambda case, user, given, at: roles.join(case, user, given["member"], at=at),
    "leave": lambda case, user, given, at: roles.leave(case, user, at=at),
    "need": lambda case, user, given, at: roles.need(case, given["member"], user, at=at),
    "take-command": lambda case, user, given, at: command.take_command(case, user, given["text"], at=at),
    "hand-command": lambda case, user, given, at: command.hand_command(case, _colleague(given), given["text"], by=user, at=at),
    "start": lambda case, user, given, at: steps.start_step(case, given["stage"], given["step"], user, at=at),
    "done": lambda case, user, given, at: steps.do_step(case, given["stage"], given["step"], user, given["text"], at=at),
    "drop": lambda case, user, given, at: steps.drop_step(case, given["stage"], given["step"], user, given["text"], at=at),
    "sync": lambda case, user, given, at: talk.sync(case, given["text"], user, at=at),
    "operate": lambda case, user, given, at: talk.operate(case, given["text"], user, given["decision"], at=at),
    "note": lambda case, user, given, at: replying.note(case, "internal", given["text"], by=user.actor, at=at),
    "diagnosis": lambda case, user, given, at: replying.note(case, "diagnosis", given["text"], by=user.actor, at=at),
    "update": lambda case, user, given, at: replying.reply(
        case, given["text"], by=user.actor, at=at, seen=given["seen"]
    ),
    "answer": lambda case, user, given, at: tree.answer(
        case, given["node"], given["answer"], user, words=given["text"], article=given["article"], at=at
    ),
    "propose": lambda case, user, given, at: rights.propose(
        case, given["kind"], given["text"], given["why"], user, risk=given["risk"], call=_called(given), at=at
    ),
    "approve": lambda case, user, given, at: rights.decide(
        case, given["decision"] or 0, user, given["text"], approved=True, call=_called(given), at=at
    ),
    "refuse": lambda case, user, given, at: rights.decide(
        case, given["decision"] or 0, user, given["text"], approved=False, at=at
    ),
    "object": lambda case, user, given, at: rights.object_to(case, given["decision"] or 0, user, given["text"], at=at),
    "start-decision": lambda case, user, given, at: rights.start(case, given["decision"] or 0, user, at=at),
    "finish-decision": lambda case, user, given, at: rights.finish(case, given["decision"] or 0, user, given["text"], at=at),
    "withdraw-decision": lambda case, user, given, at: rights.withdraw(case, given["decision"] or 0, user, at=at),
    "ask-authorisation": lambda case, user, given, at: authorise.ask(
        case, given["decision"] or 0, given["contact"] or 0, given["text"], user, at=at
    ),
    "record-authorisation": lambda case, user, given, at: authorise.record_call(
        case, given["decision"] or 0, given["contact"] or 0, given["text"], user, at=at
    ),
    "witness": lambda case, user, given, at: authorise.witness(case, given["decision"] or 0, user, at=at),
    "mark-security": lambda case, user, given, at: closed.mark_security(case, user, at=at),
    "admit": lambda case, user, given, at: closed.admit(case, _colleague(given), given["text"], user, at=at),
    "open-room": lambda case, user, given, at: closed.open_room(case, given["text"], user, at=at),
}  # fmt: skip
NEED_REPLY = frozenset({"note", "diagnosis", "update"})
"""Deeds that write on the case itself."""
