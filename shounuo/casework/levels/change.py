"""Up at once, down after approval; the customer hears why. [5.3.4-procedure, 5.3.2-P1-to-P0, 3.2-upgrade-any-time]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases import actions as cases
from shounuo.cases.models import Case
from shounuo.casework.act import Act, working_on
from shounuo.casework.change_priority import correct
from shounuo.casework.levels.approval import approver_names, ask_approver, done_asking
from shounuo.casework.levels.long_term import has_problem_with_owner
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.levels import actions as levels
from shounuo.levels import rules
from shounuo.levels.models import LevelChange
from shounuo.levels.words import STATES
from shounuo.policy.model import LEVELS, Policy
from shounuo.policy.model.changes import Trigger

LONG_TERM = "long_term"


def raise_level(
    case: Case, level: str, reason: str, *, origin: str = "engineer", trigger: str = "", evidence: str = "", user: User | None = None,
    by: Actor, at: datetime, seen: int | None = None,
) -> LevelChange:  # fmt: skip
    """A higher level from now on. Into P0 or P1 the technical lead is called, who has the policy's time to approve or revert."""
    with working_on(case, at=at, seen=seen) as act:
        cases.require_open(act.case)
        _require_known(level)
        if level >= act.case.priority:
            raise Refusal(
                "case.not_a_raise",
                t(
                    "降级需要满足降级条件并经技术主管审批",
                    "A reduction needs one of the conditions and the technical lead's approval",
                ),
                status=422,
            )
        return raise_in(
            act, level, reason, origin=origin, trigger=trigger, evidence=evidence, user=user, by=by, at=at
        )


def raise_in(
    act: Act, level: str, reason: str, *, origin: str, trigger: str = "", evidence: str = "", user: User | None = None, by: Actor,
    at: datetime,
) -> LevelChange:  # fmt: skip
    """The same inside an act."""
    _need(reason)
    wants = level in act.policy.level_changes.approval.pages_for
    change = levels.propose(
        act.case, level, reason, origin=origin, state="in_force" if wants else "approved", trigger=trigger, evidence=evidence, user=user,
        by=by, at=at,
    )  # fmt: skip
    correct(act, level, reason, by=by, at=at)
    act.nothing_done = False
    if wants:
        ask_approver(act, change, at)
    return change


def propose_raise(
    case: Case, level: str, reason: str, *, origin: str, user: User, at: datetime
) -> LevelChange:
    """Not yet in force: one tap of an engineer makes it so (`take_up`). [4.1-proactive-upgrade]"""
    with working_on(case, at=at) as act:
        cases.require_open(act.case)
        act.nothing_done = True
        _need(reason)
        open_one = act.case.level_changes.filter(state="proposed", to_level=level).first()
        return open_one or levels.propose(
            act.case, level, reason, origin=origin, state="proposed", user=user, by=user.actor, at=at
        )


def take_up(case: Case, change_id: int, user: User, *, at: datetime) -> LevelChange:
    """The proposed raise takes effect."""
    with working_on(case, at=at) as act:
        cases.require_open(act.case)
        held = _held(act, change_id)
        if held.state != "proposed" or not held.is_raise or held.from_level != act.case.priority:
            raise _over(held)
        wants = held.to_level in act.policy.level_changes.approval.pages_for
        levels.put_in_force(held, "in_force" if wants else "approved", at=at)
        correct(act, held.to_level, held.reason, by=user.actor, at=at)
        if wants:
            ask_approver(act, held, at)
        return held


def propose_reduction(
    case: Case,
    level: str,
    conditions: Sequence[str],
    reason: str,
    *,
    evidence: str = "",
    user: User,
    at: datetime,
    seen: int | None = None,
) -> LevelChange:
    """A lower level, on grounds that the standard knows; it waits for the technical lead. [5.3.4-down]"""
    with working_on(case, at=at, seen=seen) as act:
        cases.require_open(act.case)
        act.nothing_done = True
        _require_known(level)
        _require_conditions(act, level, conditions)
        _need(reason)
        if act.case.level_changes.filter(asked_until__isnull=False).exists():
            raise Refusal(
                "level.waits", t("已有一项级别调整在等审批", "Another change waits for its approval")
            )
        change = levels.propose(
            act.case, level, reason, origin="engineer", state="proposed", conditions=list(conditions), evidence=evidence, user=user,
            by=user.actor, at=at,
        )  # fmt: skip
        ask_approver(act, change, at)
        return change


def approve(case: Case, change_id: int, user: User, words: str = "", *, at: datetime) -> LevelChange:
    """The approver's yes: a reduction takes effect, a raise stays. A second time changes nothing."""
    with working_on(case, at=at) as act:
        held = _held(act, change_id)
        if held.state == "approved":
            act.nothing_done = True
            return held
        role = _require_approver(act, held, user)
        if held.state == "proposed" and held.is_raise:
            raise _over(held)
        if held.from_level != act.case.priority and held.state == "proposed":
            raise _over(held)
        takes_effect = held.state == "proposed"
        levels.answer(held, "approved", user, role, words, at=at)
        done_asking(act, held, user, at)
        if takes_effect:
            correct(act, held.to_level, held.reason, by=user.actor, at=at)
        else:
            act.nothing_done = True
        return held


def refuse(case: Case, change_id: int, user: User, words: str, *, at: datetime) -> LevelChange:
    """The approver's no: a reduction does not happen; a raise is taken back, within the policy's time as a correction."""
    with working_on(case, at=at) as act:
        held = _held(act, change_id)
        wanted = "refused" if held.state == "proposed" else "reverted"
        if held.state in ("refused", "reverted"):
            act.nothing_done = True
            return held
        role = _require_approver(act, held, user)
        _need(words)
        if wanted == "reverted":
            _require_in_time(act, held, at)
        levels.answer(held, wanted, user, role, words, at=at)
        done_asking(act, held, user, at)
        if wanted == "reverted":
            correct(act, held.from_level, words, by=user.actor, at=at)
        else:
            act.nothing_done = True
        return held


def record_trigger(case: Case, trigger: str, words: str, user: User, *, at: datetime) -> LevelChange:
    """What the standard raises a level for was found: on a P1 each of the five makes it a P0 at once. [5.3.2-P1-to-P0, 5.3.4-up]"""
    with working_on(case, at=at) as act:
        cases.require_open(act.case)
        found = _trigger(act, trigger)
        levels.note_fact(act.case, found.text.words, words, by=user.actor, at=at)
        reason = f"{found.text.zh}：{words}" if words.strip() else found.text.zh
        if found.effect == "propose":
            act.nothing_done = True
            return levels.propose(
                act.case,
                found.to_level,
                reason,
                origin="proactive",
                state="proposed",
                trigger=trigger,
                user=user,
                by=user.actor,
                at=at,
            )
        return raise_in(
            act, found.to_level, reason, origin="proactive", trigger=trigger, user=user, by=user.actor, at=at
        )


def triggers_of(policy: Policy, level: str) -> list[Trigger]:
    """What the standard raises a case of this level for."""
    return [one for one in policy.level_changes.up if one.from_level == level]


def _trigger(act: Act, trigger: str) -> Trigger:
    found = next((one for one in triggers_of(act.policy, act.case.priority) if one.id == trigger), None)
    if found is None:
        raise Refusal(
            "level.unknown_trigger",
            t("{level} 没有这个升级触发条件", "A {level} has no such trigger", level=act.case.priority), status=422,
        )  # fmt: skip
    return found


def _require_conditions(act: Act, level: str, conditions: Sequence[str]) -> None:
    down = act.policy.level_changes.down
    lacking = rules.may_reduce(
        act.case.priority, level, conditions, [one.id for one in down.conditions], down.needed
    )
    if lacking == "same" or lacking == "not_lower":
        raise Refusal(
            "level.not_lower",
            t(
                "新的级别应低于现在的 {level}",
                "The new level has to be lower than {level}",
                level=act.case.priority,
            ),
            status=422,
        )
    if lacking:
        known = "；".join(one.text.zh for one in down.conditions)
        raise Refusal(
            "level.condition_needed",
            t("降级至少要满足一个条件：{known}", "A reduction needs at least one of the conditions: {en}",
              known=known, en="; ".join(one.text.en for one in down.conditions)),
            status=422,
        )  # fmt: skip
    if LONG_TERM in conditions and not has_problem_with_owner(act.case):
        raise Refusal(
            "level.no_problem",
            t(
                "“转为长期优化项目”需要先把案例交给有负责人的问题记录",
                "A long-term improvement needs a problem record with an owner first",
            ),
            status=422,
        )


def _require_approver(act: Act, held: LevelChange, user: User) -> str:
    approvers = act.policy.level_changes.approval.approvers
    if held.state not in ("proposed", "in_force"):
        raise _over(held)
    others = (
        User.objects.filter(grants__role__in=approvers, grants__ended_at=None, is_active=True)
        .exclude(pk=user.pk)
        .exists()
    )
    denied = rules.may_approve(
        user.roles, approvers, own=held.proposed_by_id == user.pk, raises=held.is_raise, others=others
    )
    if denied == "role" or not user.is_active:
        raise Refusal(
            "level.not_yours",
            t("由{who}审批", "This is approved by {who}", who=approver_names(approvers)),
            status=403,
        )
    if denied:
        raise Refusal(
            "level.own", t("不能审批自己提议的降级", "Nobody approves a reduction of their own"), status=403
        )
    return next(role for role in approvers if role in user.roles)


def _require_in_time(act: Act, held: LevelChange, at: datetime) -> None:
    within = act.policy.level_changes.approval.within
    if not rules.reverts_in_time(held.proposed_at, within, at):
        raise Refusal(
            "level.too_late",
            t(
                "升级已超过可直接撤销的时限，请按降级流程处理",
                "It is too late to revert the raise; please propose a reduction",
            ),
        )


def _held(act: Act, change_id: int) -> LevelChange:
    held = LevelChange.objects.select_for_update().filter(pk=change_id, case=act.case).first()
    if held is None:
        raise Refusal("level.not_found", t("没有这项调整", "No such change"), status=404)
    held.case = act.case
    return held


def _over(held: LevelChange) -> Refusal:
    return Refusal(
        "level.over", t("这项调整现在是：{state}", "This change is: {state}", state=STATES[held.state])
    )


def _require_known(level: str) -> None:
    if level not in LEVELS:
        raise Refusal(
            "case.unknown_level", t("优先级只能是 P0 到 P4", "The priority is one of P0 to P4"), status=422
        )


def _need(reason: str) -> None:
    if not reason.strip():
        raise Refusal(
            "case.reason_needed",
            t("请写明调整优先级的原因", "Please say why the priority changes"),
            status=422,
        )
