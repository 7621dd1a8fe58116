"""In one step: beyond me, an architecture decision, growing impact; a senior consulted, an architect invited. [6.1-complexity, 6.2-urgent,
5.3.3-P2, 5.3.4-aws-tools]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases import actions as cases
from shounuo.cases.models import Case
from shounuo.casework.act import Act, working_on
from shounuo.casework.assign import choose, give
from shounuo.casework.escalate.progress import climb, handed, propose_aws, tell_nobody_there
from shounuo.casework.tell import tell_staff
from shounuo.escalation import actions as escalations
from shounuo.escalation.models import Escalation
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.policy.model.escalation import PathStep
from shounuo.staff.models import Engineer

HELP = {"consult": "senior_engineer", "invite": "architect"}


def too_difficult(
    case: Case, reason: str, user: User, *, architecture: bool = False, at: datetime
) -> Escalation:
    """Beyond whoever has it: to the next level in one step; an architecture decision goes to an architect. [6.1-complexity]"""
    with working_on(case, at=at) as act:
        _check(act, reason, user)
        act.nothing_done = True
        step = _step(act, "L2-L3" if architecture else None)
        held = climb(act, step, "complexity", Words(reason, reason), by=user.actor, at=at)
    if (
        held is None
    ):  # said once the alarm and the lead's message are written: a refusal inside would take them back
        raise Refusal(
            "escalation.nobody",
            t("下一级没有人在值班，已告知技术主管", "Nobody of the next level is on duty; the lead was told"),
        )
    return held


def grows(case: Case, reason: str, user: User, *, at: datetime) -> Escalation:
    """A P0 or P1 whose impact keeps growing goes straight to the architect on call. [6.2-urgent, 6.1-impact]"""
    with working_on(case, at=at) as act:
        _check(act, reason, user)
        urgent = act.policy.escalation.urgent
        if act.case.priority not in urgent.levels:
            raise Refusal(
                "escalation.not_urgent",
                t("只有 P0/P1 走紧急升级", "Only a P0 or P1 is escalated urgently"),
                status=422,
            )
        return escalate_urgently(act, reason, by=user.actor, at=at)


def escalate_urgently(act: Act, reason: str, *, by: Actor, at: datetime) -> Escalation:
    """Inside an act. Where an architect has it already, it is written down and nothing else; where none is on duty, it is an alarm
    and the technical lead hears of it."""
    case, role = act.case, act.policy.escalation.urgent.to
    if case.assignee and case.assignee.has(role):
        return escalations.note(
            case,
            "urgent",
            "impact",
            reason,
            to_user=case.assignee,
            to_role=role,
            handed=handed(act),
            by=by,
            at=at,
        )
    _, taker = choose(case.priority, case, act.policy, at, among=(role,))
    held = escalations.note(
        case,
        "urgent",
        "impact",
        reason,
        to_user=taker,
        to_role=role,
        to_level="L3",
        handed=handed(act),
        by=by,
        at=at,
    )
    if taker is None:
        tell_nobody_there(act, "urgent", at)
    else:
        act.nothing_done = False
        give(
            act,
            taker,
            {"step": "handed_over", "why": {"zh": f"紧急升级：{reason}", "en": f"Urgent: {reason}"}},
            by=by,
            at=at,
        )
    return held


def ask_help(
    case: Case, kind: str, question: str, user: User, *, to: User | None = None, at: datetime
) -> Escalation:
    """A senior engineer is consulted, or an architect invited, without handing the case over. [5.3.3-P2, 5.3.4-aws-tools]"""
    if kind not in HELP:
        raise Refusal(
            "escalation.kind", t("请选择咨询或邀请", "Please choose to consult or to invite"), status=422
        )
    with working_on(case, at=at) as act:
        _check(act, question, user)
        act.nothing_done = True
        person = to or _fittest(act, HELP[kind], at)
        if person is None or not person.is_active or not person.is_staff_member:
            raise Refusal("escalation.nobody", t("现在没有合适的人在值班", "Nobody fitting is on duty now"))
        if person.pk == act.case.assignee_id:
            raise Refusal("case.has_it", t("案例已在这位同事名下", "This colleague has the case already"))
        known = act.case.escalations.filter(kind=kind, to_user=person, state="asked").first()
        if known:
            return known
        held = escalations.note(
            act.case, kind, "complexity", question, to_user=person, to_role=HELP[kind], handed=handed(act), state="asked",
            by=user.actor, at=at
        )  # fmt: skip
        tell_staff(
            act.case, person, "case.help_asked", f"help:{held.pk}", at=at, question=question, by=user.name
        )
        return held


def answer_help(
    case: Case, escalation_id: int, user: User, words: str, *, joins: bool, at: datetime
) -> Escalation:
    """Whoever was asked joins or can't; the holder keeps the case either way. A second time changes nothing."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        held = (
            Escalation.objects.select_for_update(of=("self",)).filter(pk=escalation_id, case=act.case).first()
        )
        if held is None or held.to_user_id != user.pk or held.kind not in HELP:
            raise Refusal("escalation.not_found", t("没有这项请求", "No such request"), status=404)
        state = "accepted" if joins else "declined"
        if held.state == state:
            return held
        if held.state != "asked":
            raise Refusal("escalation.answered", t("这项请求已经答复", "It was answered already"))
        if not joins and not words.strip():
            raise Refusal("case.reason_needed", t("请写明为什么不能加入", "Please say why not"), status=422)
        held.case = act.case
        escalations.answer(held, state, words, by=user.actor, at=at)
        if words.strip():
            cases.say(act.case, "diagnosis", words, via="desk", by=user.actor, at=at)
        if act.case.assignee:
            tell_staff(
                act.case,
                act.case.assignee,
                "case.help_answered",
                f"help:{held.pk}:answered",
                at=at,
                joins=joins,
                words=words,
                by=user.name,
            )
        return held


def ask_aws(case: Case, reason: str, user: User, *, at: datetime) -> Escalation:
    """AWS experts are needed: proposed now, whatever the clock says. [6.2-L3-AWS]"""
    with working_on(case, at=at) as act:
        _check(act, reason, user)
        act.nothing_done = True
        return propose_aws(act, "complexity", reason, by=user.actor, at=at) or act.case.escalations.get(
            kind="aws", state="proposed"
        )


def _check(act: Act, reason: str, user: User) -> None:
    cases.require_open(act.case)
    if not user.is_active or not may(user, "escalate"):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )
    if not reason.strip():
        raise Refusal(
            "case.reason_needed", t("请写明升级的原因", "Please say why it is escalated"), status=422
        )


def _step(act: Act, wanted: str | None) -> PathStep:
    path = act.policy.escalation.path
    if wanted:
        return next(one for one in path if one.id == wanted)
    level = Engineer.objects.filter(user=act.case.assignee).values_list("level", flat=True).first() or "L1"
    return next(one for one in path if one.from_level == level)


def _fittest(act: Act, role: str, at: datetime) -> User | None:
    without = {act.case.assignee_id} if act.case.assignee_id else set()
    return choose(act.case.priority, act.case, act.policy, at, among=(role,), without=without)[1]
