"""The decision log and its walls: what may be begun, and by whose word. Every door comes through here. [5.3.2-P0-rights]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.casework.incident.act import Response, responding
from shounuo.casework.incident.command import commanding
from shounuo.casework.incident.flow import BURNING, flow_of
from shounuo.casework.incident.roles import call_in
from shounuo.customers.reads import may_authorise_recovery
from shounuo.incidents import rules
from shounuo.incidents.actions import decisions
from shounuo.incidents.models import Decision
from shounuo.incidents.rules import How
from shounuo.incidents.words import DECISIONS, KINDS_OF_DECISION
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy.model import Policy

OTHERS_DECIDE = ("technical_manager", "management")
"""Who decides on what no right of the standard speaks of, beside whoever commands."""
RESOURCES = "call_in_resources"


def propose(
    case: Case, kind: str, what: str, why: str, user: User, *, call: tuple[str, ...] = (), at: datetime
) -> Decision:
    """Written into the decision log. What `user` may decide alone is approved by that; calling in resources calls them."""
    with responding(case, user, at=at) as response:
        _check(kind, what)
        held = decisions.propose(response.incident, kind, what, why, user, at=at)
        how, deciders = right_of(response.act.policy, kind)
        if how in ("alone", "recorded") and _may_decide(response, kind, user):
            decisions.decide(held, user, _role(user, deciders), why, approved=True, at=at)
            _call(response, kind, call, user, at)
        return held


def decide(
    case: Case,
    decision_id: int,
    user: User,
    words: str = "",
    *,
    approved: bool,
    call: tuple[str, ...] = (),
    at: datetime,
) -> Decision:
    """Approved or refused by whoever has the right to; a second time changes nothing."""
    with responding(case, user, at=at) as response:
        held = decision_of(response, decision_id)
        wanted = "approved" if approved else "refused"
        if held.state == wanted:
            return held
        _require_state(held, "proposed")
        how, deciders = right_of(response.act.policy, held.kind)
        if not _may_decide(response, held.kind, user):
            raise _not_yours(how, deciders)
        if not approved and not words.strip():
            raise Refusal("incident.reason_needed", t("请写明为什么不批准", "Please say why not"), status=422)
        decisions.decide(held, user, _role(user, deciders), words, approved=approved, at=at)
        if approved:
            _call(response, held.kind, call, user, at)
        return held


def object_to(case: Case, decision_id: int, user: User, words: str, *, at: datetime) -> Decision:
    """An objection, kept beside the decision whatever becomes of it."""
    if not words.strip():
        raise Refusal("case.empty", t("请先写点内容", "Please write something first"), status=422)
    with responding(case, user, at=at) as response:
        held = decision_of(response, decision_id)
        decisions.object_to(held, user, words, at=at)
        return held


def start(case: Case, decision_id: int, user: User, *, at: datetime) -> Decision:
    """Recorded as begun: only where the standard's right allows it. A second time changes nothing."""
    with responding(case, user, at=at) as response:
        held = decision_of(response, decision_id)
        if held.state == "started":
            return held
        _require_startable(response, held, user)
        how, deciders = right_of(response.act.policy, held.kind)
        if held.state == "proposed" and how in ("alone", "recorded"):
            decisions.decide(held, user, _role(user, deciders), "", approved=True, at=at)
        decisions.start(held, user, at=at)
        return held


def finish(case: Case, decision_id: int, user: User, result: str, *, at: datetime) -> Decision:
    """Recorded as done, with its result: what was never begun can't be."""
    with responding(case, user, at=at) as response:
        held = decision_of(response, decision_id)
        if held.state == "done":
            return held
        if rules.may_finish(held.state):
            raise _wrong_state(held)
        if not result.strip():
            raise Refusal("incident.result_needed", t("请写明结果", "Please write the result"), status=422)
        decisions.finish(held, user, result, at=at)
        return held


def withdraw(case: Case, decision_id: int, user: User, *, at: datetime) -> Decision:
    """Whoever proposed it takes it back, as long as it was not begun."""
    with responding(case, user, at=at) as response:
        held = decision_of(response, decision_id)
        if held.state == "withdrawn":
            return held
        if held.proposed_by_id != user.pk:
            raise Refusal(
                "decision.not_yours",
                t("只有提议人可以撤回", "Only whoever proposed it may withdraw it"),
                status=403,
            )
        _require_state(held, "proposed", "approved")
        decisions.withdraw(held, user, at=at)
        return held


def require_begun(response: Response, decision_id: int) -> Decision:
    """An operation that belongs to a decision is recorded only while that is being carried out."""
    held = decision_of(response, decision_id)
    if held.state != "started":
        raise Refusal(
            "decision.not_started",
            t(
                "“{what}”还没有开始执行，不能记录它的操作",
                "“{what}” has not begun, so no operation of it can be recorded",
                what=held.what,
            ),
        )
    return held


def is_authorised(held: Decision) -> bool:
    return any(
        rules.counts(
            one.answer, one.via, witnessed=one.witness_id is not None, still_named=may_authorise_recovery(one.contact)
        )
        for one in held.authorisations.select_related("contact")
    )  # fmt: skip


def right_of(policy: Policy, kind: str) -> tuple[How, frozenset[str]]:
    """How this kind of act is decided, and by which roles. The senior engineer's post may be an architect's."""
    right = next((one for one in policy.flows.P0.rights if one.id == kind), None)
    if right is None:
        return "recorded", frozenset(OTHERS_DECIDE)
    posts = next((one.roles for one in policy.flows.P0.team if one.id == right.by), None)
    return right.how, frozenset[str](posts or ()) or frozenset({right.by})


def _check(kind: str, what: str) -> None:
    if kind not in KINDS_OF_DECISION:
        raise Refusal(
            "decision.unknown_kind", t("请选择决策的种类", "Please choose what kind of decision"), status=422
        )
    if not what.strip():
        raise Refusal("decision.empty", t("请写明要做什么", "Please say what is to be done"), status=422)


def decision_of(response: Response, decision_id: int) -> Decision:
    """The decision of this incident, held; not found where it is another's."""
    held = Decision.objects.select_for_update().filter(pk=decision_id, incident=response.incident).first()
    if held is None:
        raise Refusal("decision.not_found", t("没有这条决策", "No such decision"), status=404)
    held.incident = response.incident
    return held


def _may_decide(response: Response, kind: str, user: User) -> bool:
    how, deciders = right_of(response.act.policy, kind)
    return rules.may_decide(how, deciders, user.roles, commands=_commands(response, user))


def _commands(response: Response, user: User) -> bool:
    held = commanding(response)
    return held is not None and held.user_id == user.pk and held.how != "acting"


def _require_startable(response: Response, held: Decision, user: User) -> None:
    how, deciders = right_of(response.act.policy, held.kind)
    lacking = rules.may_start(
        how, deciders, user.roles, held.state, authorised=is_authorised(held), commands=_commands(response, user)
    )  # fmt: skip
    if lacking == "state":
        raise _wrong_state(held)
    if lacking == "authorisation":
        raise Refusal(
            "decision.not_authorised",
            t(
                "数据恢复需要客户指定的授权人明确授权：请在门户请其授权，或电话取得授权并由第二人见证",
                "A data recovery needs the explicit authorisation of somebody the customer named: ask them in the portal, or take it "
                "by telephone with a witness",
            ),
        )
    if lacking == "approval":
        raise Refusal(
            "decision.not_approved",
            t("需要{who}批准后才能开始", "It can begin once {who} has approved it", who=_names(deciders)),
        )
    if lacking:
        raise _not_yours(how, deciders)


def _require_state(held: Decision, *states: str) -> None:
    if held.state not in states:
        raise _wrong_state(held)


def _wrong_state(held: Decision) -> Refusal:
    return Refusal(
        "decision.state",
        t("这条决策现在是：{state}", "This decision is: {state}", state=DECISIONS[held.state]),
    )


def _not_yours(how: How, deciders: frozenset[str]) -> Refusal:
    if how == "authorisation":
        return Refusal(
            "decision.not_yours",
            t("数据恢复由客户授权，不由我们批准", "A data recovery is the customer's to authorise"),
            status=403,
        )
    who = (
        t("{who}或事件指挥", "{who} or whoever commands", who=_names(deciders))
        if how == "recorded"
        else _names(deciders)
    )
    return Refusal("decision.not_yours", t("这由{who}决定", "This is {who}'s to decide", who=who), status=403)


def _names(roles: frozenset[str]) -> str:
    return t("、", ", ").join(str(ROLES[role]) for role in ROLES if role in roles)


def _role(user: User, deciders: frozenset[str]) -> str:
    return next((role for role in ROLES if role in deciders & user.roles), "commander")


def _call(response: Response, kind: str, call: tuple[str, ...], user: User, at: datetime) -> None:
    """Resources that were decided on are called."""
    if kind != RESOURCES or response.incident.level not in BURNING:
        return
    known = {one.id for one in flow_of(response.act.policy, response.incident.level).team}
    for member in call:
        if member in known:
            call_in(response, member, by=user.actor, at=at)
