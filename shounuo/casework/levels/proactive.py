"""What we find out ourselves raises a level: a wider impact, a risk for data, a solution that comes too late. [4.1-proactive-upgrade]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases import actions as cases
from shounuo.cases.models import Case
from shounuo.casework.act import working_on
from shounuo.casework.escalate.ask import escalate_urgently
from shounuo.casework.levels.change import propose_raise, raise_in
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.levels import actions as levels
from shounuo.levels import rules
from shounuo.levels.models import LevelChange

BEYOND = "beyond_target"
WIDER = "wider_impact"
P1_TRIGGERS = {WIDER: "all_users", "data_security": "data_or_security", BEYOND: "beyond_four_hours"}
"""On a P1 each of these is one of the standard's five triggers."""


def record_fact(case: Case, fact: str, words: str, user: User, *, at: datetime) -> LevelChange | None:
    """Recorded, and raised or proposed as the policy says; None where the case is a P0 already, and one whose impact grows goes
    straight to the architect on call. [6.2-urgent, 6.1-impact]"""
    with working_on(case, at=at) as act:
        cases.require_open(act.case)
        found = next((one for one in act.policy.proactive_upgrades if one.id == fact), None)
        if found is None:
            raise Refusal("level.unknown_fact", t("没有这种情况", "There is no such fact"), status=422)
        if not words.strip():
            raise Refusal(
                "case.reason_needed", t("请写明发现了什么", "Please say what was found"), status=422
            )
        levels.note_fact(act.case, found.text.words, words, by=user.actor, at=at)
        act.nothing_done = True
        if act.case.priority == "P0":
            if fact == WIDER:
                escalate_urgently(act, words, by=user.actor, at=at)
            return None
        level = rules.raised_by(fact, act.case.priority)
        at_once = found.effect == "raise" or act.case.priority == "P1"
        if at_once:
            trigger = P1_TRIGGERS[fact] if act.case.priority == "P1" else ""
            return raise_in(
                act, level, words, origin="proactive", trigger=trigger, user=user, by=user.actor, at=at
            )
    return propose_raise(case, level, words, origin="proactive", user=user, at=at)


def expect_solution(
    case: Case, by_when: datetime, words: str, user: User, *, at: datetime
) -> LevelChange | None:
    """The solution is expected by then: beyond the promise it is a reason to raise; within it nothing follows."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        due = act.promises.find("resolution")
        if by_when <= at:
            raise Refusal(
                "level.past", t("预计时间应在将来", "The expected time lies in the past"), status=422
            )
        late = due is not None and by_when > due.due_at
    return record_fact(case, BEYOND, words, user, at=at) if late else None
