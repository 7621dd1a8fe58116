"""Everything that moves a case up, down or on, by the name that each door uses for it: levels, requests, escalations, problems.

`given` is what was said: text, level, conditions, trigger, fact, way, caller, phone, kind, change, to (a colleague), problem, title, until,
severity, number (of the case at AWS), files (of the case), seen (the revision that the person looked at; None where they don't say).
What a deed needs and is not there is refused in words by the deed itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.escalate import ask, aws
from shounuo.casework.levels import change, proactive, requests
from shounuo.casework.problems import problem
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.problems.models import Problem

Deed = Callable[[Case, User, dict[str, Any], datetime], object]


def _problem(given: dict[str, Any]) -> Problem:
    found = Problem.objects.filter(pk=given["problem"] or 0).first()
    if found is None:
        raise Refusal("problem.not_found", t("没有这个问题记录", "No such problem"), status=404)
    return found


def _colleague(given: dict[str, Any]) -> User | None:
    return User.objects.filter(pk=given["to"] or 0, is_staff_member=True, is_active=True).first()


def _owner(given: dict[str, Any]) -> User:
    found = _colleague(given)
    if found is None:
        raise Refusal("case.not_staff", t("请选择一位同事", "Please choose a colleague"), status=422)
    return found


def _until(given: dict[str, Any]) -> datetime:
    if given["until"] is None:
        raise Refusal(
            "level.until",
            t("请写明预计什么时候解决", "Please say when it is expected to be solved"),
            status=422,
        )
    return given["until"]  # type: ignore[no-any-return]


def _open_for(case: Case, user: User, given: dict[str, Any], at: datetime) -> object:
    made = problem.open_problem(
        given["title"] or case.subject, case.customer, _colleague(given) or user, user, at=at
    )
    return problem.tie(case, made, "repeat", user, at=at)


DEEDS: dict[str, Deed] = {
    "raise": lambda case, user, given, at: change.raise_level(
        case, given["level"], given["text"], user=user, by=user.actor, at=at, seen=given["seen"]
    ),
    "reduce": lambda case, user, given, at: change.propose_reduction(
        case, given["level"], given["conditions"], given["text"], user=user, at=at, seen=given["seen"]
    ),
    "approve": lambda case, user, given, at: change.approve(case, given["change"] or 0, user, given["text"], at=at),
    "refuse": lambda case, user, given, at: change.refuse(case, given["change"] or 0, user, given["text"], at=at),
    "take-up": lambda case, user, given, at: change.take_up(case, given["change"] or 0, user, at=at),
    "trigger": lambda case, user, given, at: change.record_trigger(case, given["trigger"], given["text"], user, at=at),
    "fact": lambda case, user, given, at: proactive.record_fact(case, given["fact"], given["text"], user, at=at),
    "expect": lambda case, user, given, at: proactive.expect_solution(case, _until(given), given["text"], user, at=at),
    "record-request": lambda case, user, given, at: requests.record_request(
        case, given["way"], given["caller"], given["phone"], given["text"], user, wanted=given["level"], at=at
    ),
    "grant": lambda case, user, given, at: requests.answer_request(
        case, given["change"] or 0, user, given["text"], granted=True, at=at
    ),
    "decline": lambda case, user, given, at: requests.answer_request(
        case, given["change"] or 0, user, given["text"], granted=False, at=at
    ),
    "too-difficult": lambda case, user, given, at: ask.too_difficult(case, given["text"], user, at=at),
    "architecture": lambda case, user, given, at: ask.too_difficult(case, given["text"], user, architecture=True, at=at),
    "grows": lambda case, user, given, at: ask.grows(case, given["text"], user, at=at),
    "consult": lambda case, user, given, at: ask.ask_help(case, "consult", given["text"], user, to=_colleague(given), at=at),
    "invite": lambda case, user, given, at: ask.ask_help(case, "invite", given["text"], user, to=_colleague(given), at=at),
    "join-help": lambda case, user, given, at: ask.answer_help(case, given["change"] or 0, user, given["text"], joins=True, at=at),
    "decline-help": lambda case, user, given, at: ask.answer_help(case, given["change"] or 0, user, given["text"], joins=False, at=at),
    "ask-aws": lambda case, user, given, at: ask.ask_aws(case, given["text"], user, at=at),
    "open-aws": lambda case, user, given, at: aws.open_aws(
        case, given["way"], given["title"], given["text"], given["severity"], user, at=at
    ),
    "say-aws": lambda case, user, given, at: aws.say_to_aws(case, given["text"], user, files=given["files"], at=at),
    "record-aws": lambda case, user, given, at: aws.record_opened(case, given["number"], user, at=at),
    "reply-aws": lambda case, user, given, at: aws.record_reply(case, given["text"], user, at=at),
    "close-aws": lambda case, user, given, at: aws.close_aws(case, user, at=at),
    "open-problem": _open_for,
    "tie": lambda case, user, given, at: problem.tie(case, _problem(given), "by_hand", user, at=at),
    "untie": lambda case, user, given, at: problem.untie(case, user, at=at),
    "long-term": lambda case, user, given, at: problem.hand_to_problem(case, given["title"], _owner(given), user, at=at),
}  # fmt: skip
