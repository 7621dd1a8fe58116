"""Findings and improvement plans: each with its owner and its day, mended by the owner, verified by somebody else. [9.2-quarterly]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.audits import actions
from shounuo.audits.models import Audit, Finding
from shounuo.cases.models import Case
from shounuo.casework.audits.audit import hold
from shounuo.casework.audits.choose import may_audit
from shounuo.casework.standing import keep_standing, tell_standing
from shounuo.commitments.actions import standing
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.notifications.actions import Tell, tell
from shounuo.policy import reads as policies

TRACK = "audit_finding"


def raise_finding(
    audit: Audit, case: Case | None, words: str, severity: str, owner: User | None, due_at: datetime | None, user: User, *,
    plan: bool = False, at: datetime,
) -> Finding:  # fmt: skip
    """What has to be mended, by whom, by when (or as soon as its severity says). Its owner is told."""
    rule = policies.version(audit.policy_hash).audits
    known = {one.id: one for one in rule.severities} if rule else {}
    if not words.strip():
        raise Refusal("case.empty", t("请先写点内容", "Please write something first"), status=422)
    if severity not in known or rule is None:
        raise Refusal("finding.severity", t("请选择严重程度", "Please choose how bad it is"), status=422)
    if owner is None or not owner.is_staff_member or not owner.is_active:
        raise Refusal(
            "case.not_staff",
            t("请选择一位在职的负责人", "Please choose a colleague as its owner"),
            status=422,
        )
    due_at = due_at or at + known[severity].within
    if due_at <= at:
        raise Refusal(
            "action.due", t("请给出将来的完成日期", "Please give a day that lies ahead"), status=422
        )
    with atomic():
        held = hold(audit, user)
        if case and not may_audit(user, case):
            raise Refusal(
                "audit.own_case",
                t("您参与过这个案例，不能审核它", "You worked on this case and can't audit it"),
                status=403,
            )
        finding = actions.raise_finding(
            held, case, words.strip(), severity, owner, due_at, plan=plan, by=user.actor, at=at
        )
        clause = next((one.clause for one in rule.rules if one.id == held.kind), rule.clause)
        _promise(finding, clause, list(rule.owners), user, at)
        _tell(finding, at)
    return finding


def mend(finding: Finding, words: str, user: User, *, at: datetime) -> None:
    """By its owner, saying what was done. A second time changes nothing."""
    if not words.strip():
        raise Refusal("case.empty", t("请写明做了什么", "Please say what was done"), status=422)
    with atomic():
        held = _held(finding)
        if held.owner_id != user.pk:
            raise Refusal("finding.not_yours", t("由负责人完成整改", "Its owner mends it"), status=403)
        if held.state == "open":
            actions.mend(held, words.strip(), by=user.actor, at=at)


def verify(finding: Finding, user: User, *, at: datetime) -> None:
    """By an auditor who is not its owner: the promise is kept now, late or not."""
    with atomic():
        held = _held(finding)
        _verifier(held, user)
        if held.state == "verified":
            return
        if held.state != "done":
            raise Refusal("finding.open", t("还没有完成整改", "It is not mended yet"))
        actions.verify(held, by=user.actor, at=at)
        keep_standing(held.stream, TRACK, by=user.actor, at=at)


def give_back(finding: Finding, words: str, user: User, *, at: datetime) -> None:
    """Not mended after all, and why; its promise has run on."""
    if not words.strip():
        raise Refusal(
            "case.reason_needed", t("请写明为什么退回", "Please say why it is returned"), status=422
        )
    with atomic():
        held = _held(finding)
        _verifier(held, user)
        if held.state != "done":
            raise Refusal("finding.open", t("还没有完成整改", "It is not mended yet"))
        actions.give_back(held, words.strip(), by=user.actor, at=at)
        _tell(held, at)


def _held(finding: Finding) -> Finding:
    return Finding.objects.select_for_update(of=("self",)).select_related("owner", "audit").get(pk=finding.pk)


def _verifier(finding: Finding, user: User) -> None:
    if finding.owner_id == user.pk or not user.is_active or not may(user, "audit"):
        raise Refusal(
            "finding.verifier",
            t("由负责人以外的审核员验证", "An auditor who is not its owner verifies it"),
            status=403,
        )


def _promise(finding: Finding, clause: str, roles: list[str], user: User, at: datetime) -> None:
    fired = standing.promise(
        finding.stream, TRACK, clause=clause, owner_roles=roles, due_at=finding.due_at, by=user.actor, at=at
    )
    tell_standing(fired, at=at)


def _tell(finding: Finding, at: datetime) -> None:
    owner = finding.owner
    facts = {
        "words": finding.words, "due_at": finding.due_at.isoformat(), "page": "/desk/audits/findings",
        "why": finding.returned_words,
    }  # fmt: skip
    key = f"finding.given:{finding.pk}:{at.isoformat()}"
    tell([Tell(key, "finding.given", owner.email, None, owner, owner.language, facts)], at=at)
