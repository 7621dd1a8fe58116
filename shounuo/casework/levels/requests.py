"""A customer asks for a higher level: by the button, by telephone, or through the success manager; it is answered within a set time,
which is a promise. [4.1-request-upgrade, 6.1-customer, 4.1-phone]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases import actions as cases
from shounuo.cases.models import Case
from shounuo.casework.act import Act, working_on
from shounuo.casework.levels.change import raise_in
from shounuo.casework.standing_in import standing_in
from shounuo.casework.tell import tell_customer, tell_staff
from shounuo.customers.models import Contact
from shounuo.escalation import actions as escalations
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.levels import actions as levels
from shounuo.levels import rules
from shounuo.levels.models import UpgradeRequest

TRACK = "request"
WAYS_BY_STAFF = ("phone", "customer_success_manager")


def request_upgrade(
    case: Case, contact: Contact, words: str, *, wanted: str = "", by: Actor, at: datetime
) -> UpgradeRequest:
    """The customer presses the button. While one waits, another adds nothing."""
    return _ask(case, "button", words, contact.name, "", wanted, contact, by, at)


def record_request(
    case: Case, way: str, caller: str, phone: str, words: str, user: User, *, wanted: str = "", at: datetime
) -> UpgradeRequest:
    """The same by telephone or through the success manager, with the caller's name. [4.1-phone]"""
    if way not in WAYS_BY_STAFF:
        raise Refusal(
            "request.way", t("请选择客户是怎样提出的", "Please choose how the customer asked"), status=422
        )
    if not caller.strip():
        raise Refusal("request.caller", t("请写明提出请求的人", "Please write who asked"), status=422)
    return _ask(case, way, words, caller, phone, wanted, None, user.actor, at)


def answer_request(
    case: Case, request_id: int, user: User, words: str, *, granted: bool, at: datetime
) -> UpgradeRequest:
    """Granted, the level goes up at once, one step or to what they wanted; or not, with the reason. The customer hears either."""
    with working_on(case, at=at) as act:
        asked = UpgradeRequest.objects.select_for_update().filter(pk=request_id, case=act.case).first()
        if asked is None:
            raise Refusal("request.not_found", t("没有这项请求", "No such request"), status=404)
        asked.case = act.case
        act.nothing_done = True
        if asked.answer:
            if asked.answer == ("granted" if granted else "declined"):
                return asked
            raise Refusal("request.answered", t("这项请求已经答复", "The request was answered already"))
        if not words.strip():
            raise Refusal(
                "case.reason_needed",
                t("请写给客户一句话", "Please write the customer a sentence"),
                status=422,
            )
        _answer(act, asked, "granted" if granted else "declined", words, user, at)
        if granted and act.case.is_open and act.case.priority != "P0":
            level = (
                asked.wanted
                if asked.wanted and asked.wanted < act.case.priority
                else rules.one_up(act.case.priority)
            )
            raise_in(act, level, words, origin=asked.way, user=user, by=user.actor, at=at)
        return asked


def _ask(
    case: Case,
    way: str,
    words: str,
    caller: str,
    phone: str,
    wanted: str,
    contact: Contact | None,
    by: Actor,
    at: datetime,
) -> UpgradeRequest:
    if not words.strip():
        raise Refusal(
            "request.words", t("请说明为什么需要升级", "Please say why it is more urgent"), status=422
        )
    with working_on(case, at=at) as act:
        act.nothing_done = True
        cases.require_open(act.case)
        if wanted and wanted >= act.case.priority:
            raise Refusal(
                "request.not_higher",
                t("案例已经是 {level}", "The case is a {level} already", level=act.case.priority),
                status=422,
            )
        waiting = UpgradeRequest.objects.filter(case=act.case, answer="").first()
        if waiting:
            return waiting
        asked = levels.request(
            act.case, way, words, caller=caller, phone=phone, wanted=wanted, contact=contact, by=by, at=at
        )
        rule = act.policy.escalation.customer_request
        act.promises.owe(TRACK, rule.answered_within, by=SYSTEM, clause=rule.clause, audience="customer")
        escalations.note(act.case, "risk", "customer", words, to_role="technical_lead", by=by, at=at)
        _tell(act, asked, at)
        return asked


def _tell(act: Act, asked: UpgradeRequest, at: datetime) -> None:
    """Whoever has it and the technical lead; the customer gets their word that it arrived."""
    holder = [act.case.assignee] if act.case.assignee else []
    for user in dict.fromkeys([*holder, *standing_in(act, "technical_lead", at)]):
        tell_staff(
            act.case,
            user,
            "level.request",
            f"request:{asked.pk}",
            at=at,
            caller=asked.caller,
            words=asked.words,
        )
    tell_customer(act.case, "case.request_received", f"request:{asked.pk}", at=at)


def _answer(act: Act, asked: UpgradeRequest, answer: str, words: str, user: User, at: datetime) -> None:
    levels.answer_request(asked, answer, words, by=user.actor, at=at)
    act.promises.meet(TRACK, by=user.actor)
    tell_customer(
        act.case,
        "case.request_answered",
        f"request:{asked.pk}:answered",
        at=at,
        granted=answer == "granted",
        words=words,
    )
