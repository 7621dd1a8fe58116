"""A problem from its opening to its permanent fix. The fix is promised by its target date, and kept or broken like every promise."""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases.models import Case
from shounuo.casework.act import working_on
from shounuo.casework.standing import keep_standing, tell_standing, withdraw_standing
from shounuo.casework.tell import tell_customer
from shounuo.commitments.actions import standing
from shounuo.customers.models import Customer
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.notifications.actions import clear_alarms
from shounuo.policy.reads import current
from shounuo.problems import actions as problems
from shounuo.problems.models import Problem, ProblemCase
from shounuo.problems.reads import tie_of, ties_of

TRACK = "permanent_fix"
CLAUSE = "5.3.1-solution"


def open_problem(
    title: str,
    customer: Customer | None,
    owner: User | None,
    user: User,
    *,
    target_at: datetime | None = None,
    at: datetime,
) -> Problem:
    """A problem with its owner and the day its fix is promised by (the policy's time from now where none is said)."""
    _may(user)
    if not title.strip():
        raise Refusal("problem.title", t("请写一个标题", "Please give it a title"), status=422)
    due = target_at or at + current().closing.permanent_fix_within
    if due <= at:
        raise Refusal("problem.past", t("目标日期应在将来", "The target has to lie ahead"), status=422)
    with atomic():
        problem = problems.open_problem(title.strip()[:200], customer, owner, due, by=user.actor, at=at)
        tell_standing(_promise(problem, user.actor, at), at=at)
    return problem


def give_to(problem: Problem, owner: User, user: User, *, at: datetime) -> None:
    _may(user)
    with atomic():
        held = _held(problem)
        if not owner.is_staff_member or not owner.is_active:
            raise Refusal(
                "case.not_staff", t("请选择一位在职的同事", "Please choose a colleague"), status=422
            )
        if held.owner_id != owner.pk:
            problems.own(held, owner, by=user.actor, at=at)


def tie(case: Case, problem: Problem, why: str, user: User, *, at: datetime) -> ProblemCase:
    """The case belongs to the problem. What its workaround left owed is the problem's now. Tying it twice changes nothing."""
    _may(user)
    with working_on(case, at=at) as act:
        act.nothing_done = True
        held = _held(problem)
        _same_customer(held, act.case)
        known = tie_of(act.case)
        if known and known.problem_id == held.pk:
            return known
        if known:
            raise Refusal(
                "problem.tied_elsewhere",
                t("案例已归入 {number}", "The case belongs to {number} already", number=known.problem.number),
            )
        tied = problems.tie(held, act.case, why, by=user.actor, at=at)
        act.promises.withdraw(TRACK, by=user.actor)
        clear_alarms(act.case, "case.repeated", by=user.actor, at=at)
        return tied


def untie(case: Case, user: User, *, at: datetime) -> None:
    _may(user)
    with working_on(case, at=at) as act:
        act.nothing_done = True
        known = tie_of(act.case)
        if known:
            problems.untie(known, by=user.actor, at=at)


def hand_to_problem(case: Case, title: str, owner: User, user: User, *, at: datetime) -> Problem:
    """转为长期优化项目: a problem with an owner takes the case on. [5.3.4-down]"""
    with atomic():
        known = tie_of(case)
        if known:
            give_to(known.problem, owner, user, at=at)
            return known.problem
        problem = open_problem(title or case.subject, case.customer, owner, user, at=at)
        tie(case, problem, "long_term", user, at=at)
    return problem


def find_cause(problem: Problem, words: str, user: User, *, at: datetime) -> None:
    _may(user)
    _need(words)
    with atomic():
        problems.find_cause(_held(problem), words, by=user.actor, at=at)


def plan_fix(problem: Problem, words: str, target_at: datetime, user: User, *, at: datetime) -> None:
    """The fix, and the day it is promised by; another day is another promise, and a broken one stays broken."""
    _may(user)
    _need(words)
    if target_at <= at:
        raise Refusal("problem.past", t("目标日期应在将来", "The target has to lie ahead"), status=422)
    with atomic():
        held = _held(problem)
        moved = held.target_at != target_at
        problems.plan_fix(held, words, target_at, by=user.actor, at=at)
        if moved:
            withdraw_standing(_about(held), TRACK, by=user.actor, at=at)
            tell_standing(_promise(held, user.actor, at), at=at)


def fix_for_good(problem: Problem, words: str, user: User, *, at: datetime) -> None:
    """Fixed: the promise is kept, what tied cases still owed is met, their customers hear it. A second time changes nothing."""
    _may(user)
    _need(words)
    with atomic():
        held = _held(problem, over=True)
        if held.state == "fixed":
            return
        _require_open(held)
        problems.end(held, "fixed", words, by=user.actor, at=at)
        keep_standing(_about(held), TRACK, by=user.actor, at=at)
    for tied in ties_of(held):
        with working_on(tied.case, at=at) as act:
            act.nothing_done = True
            act.promises.meet(TRACK, by=user.actor)
            tell_customer(act.case, "case.problem_fixed", f"problem:{held.pk}", at=at, fix=words)


def close_without_fix(problem: Problem, words: str, user: User, *, at: datetime) -> None:
    """Not to be fixed, and why."""
    _may(user)
    _need(words)
    with atomic():
        held = _held(problem, over=True)
        if held.state == "closed":
            return
        _require_open(held)
        problems.end(held, "closed", words, by=user.actor, at=at)
        withdraw_standing(_about(held), TRACK, by=user.actor, at=at)


def _promise(problem: Problem, by: Actor, at: datetime) -> list[standing.StandingFired]:
    return standing.promise(
        _about(problem),
        TRACK,
        clause=CLAUSE,
        owner_roles=["technical_lead"],
        due_at=problem.target_at,
        by=by,
        at=at,
    )


def _about(problem: Problem) -> str:
    return problem.stream


def _held(problem: Problem, *, over: bool = False) -> Problem:
    held = (
        Problem.objects.select_for_update(of=("self",)).select_related("customer", "owner").get(pk=problem.pk)
    )
    if not over:
        _require_open(held)
    return held


def _require_open(problem: Problem) -> None:
    if not problem.is_open:
        raise Refusal(
            "problem.over", t("问题 {number} 已结束", "Problem {number} is over", number=problem.number)
        )


def _same_customer(problem: Problem, case: Case) -> None:
    if problem.customer_id and problem.customer_id != case.customer_id:
        raise Refusal(
            "problem.foreign",
            t("问题 {number} 属于另一个客户", "Problem {number} is another customer's", number=problem.number), status=422,
        )  # fmt: skip


def _may(user: User) -> None:
    if not user.is_active or not may(user, "problems"):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )


def _need(words: str) -> None:
    if not words.strip():
        raise Refusal("case.empty", t("请先写点内容", "Please write something first"), status=422)
