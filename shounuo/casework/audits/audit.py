"""An audit from its first answer to its end. [9.2-daily, 9.2-weekly, 9.2-monthly, 9.2-quarterly]"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.audits import actions, rules
from shounuo.audits.models import Answer, Audit, Item
from shounuo.audits.words import SAID
from shounuo.casework.audits.choose import may_audit
from shounuo.casework.audits.evidence import seen
from shounuo.casework.audits.rounds import TRACK
from shounuo.casework.standing import keep_standing
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.policy import reads as policies
from shounuo.policy.model.audits import Question


def questions(audit: Audit) -> list[Question]:
    """The checklist, as the standard had it when the audit opened."""
    found = policies.version(audit.policy_hash).audits
    return found.asked(audit.kind) if found else []


def answer(item: Item, said: Mapping[str, tuple[str, str]], user: User, *, at: datetime) -> int:
    """Answers {question: (yes | no | na, reason)} as far as they go; what is not among them stays. How many were new.
    To say otherwise than the machine saw wants a reason."""
    with atomic():
        audit = hold(item.audit, user)
        _free_of(user, item)
        machine = seen(item, at)
        asked = {one.id: one for one in questions(audit)}
        new = 0
        for question, (verdict, reason) in said.items():
            if question not in asked or verdict not in ("yes", "no", "na"):
                raise Refusal(
                    "audit.question",
                    t("清单里没有这个问题", "The checklist has no such question"),
                    status=422,
                )
            found = machine.get(question)
            saw = found.verdict if found else "unknown"
            if rules.corrects(saw, verdict) and not reason.strip():
                name = str(asked[question].name)
                raise Refusal(
                    "audit.reason",
                    t("与系统所见（{saw}）不同，请写明原因：{name}", "Otherwise than the machine saw ({saw}): please say why – {name}",
                      saw=str(SAID[saw]), name=name),
                    status=422,
                )  # fmt: skip
            words = found.words.as_facts() if found else {}
            new += actions.answer(
                item,
                question,
                seen=saw,
                words=words,
                said=verdict,
                reason=reason.strip(),
                by=user.actor,
                at=at,
            )
    return new


def missing(audit: Audit) -> int:
    """How many answers are still owed."""
    given = Answer.objects.filter(item__audit=audit).count()
    return audit.items.count() * len(questions(audit)) - given


def finish(audit: Audit, conclusion: str, user: User, *, at: datetime) -> None:
    """Everything is answered: the promise is kept, late or not. A second time changes nothing."""
    with atomic():
        if Audit.objects.filter(pk=audit.pk, state="done").exists():
            return
        held = hold(audit, user)
        for item in held.items.select_related("case"):
            if item.auditor_id == user.pk or held.owner_id == user.pk:
                break
        else:
            raise Refusal(
                "audit.not_yours",
                t("由负责这次审核的人完成", "Whoever has this audit finishes it"),
                status=403,
            )
        if n := missing(held):
            raise Refusal(
                "audit.missing", t("还有 {n} 个问题没有回答", "{n} questions are still open", n=n), status=422
            )
        if held.kind == "quarterly" and not held.findings.filter(plan=True).exists():
            raise Refusal(
                "audit.plan", t("季度回顾要有改进计划，至少一项措施", "A quarterly review plans one improvement at least"), status=422
            )  # fmt: skip
        actions.finish(held, conclusion.strip(), by=user.actor, at=at)
        keep_standing(held.stream, TRACK, by=user.actor, at=at)


def hold(audit: Audit, user: User) -> Audit:
    """The audit, locked and still open, for somebody who may audit."""
    if not user.is_active or not may(user, "audit"):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )
    held = Audit.objects.select_for_update(of=("self",)).get(pk=audit.pk)
    if held.state != "open":
        raise Refusal("audit.done", t("这次审核已结束", "This audit is over"))
    return held


def _free_of(user: User, item: Item) -> None:
    if not may_audit(user, item.case):
        raise Refusal(
            "audit.own_case",
            t("您参与过这个案例，不能审核它", "You worked on this case and can't audit it"),
            status=403,
        )
