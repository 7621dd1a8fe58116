"""Preventive actions: each with its owner and its day, which is a promise, followed until it is done. [5.3.2-P0-after]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.casework.standing import keep_standing, tell_standing, withdraw_standing
from shounuo.commitments.actions import standing
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.postmortems import actions as reports
from shounuo.postmortems.models import PreventiveAction, Report

TRACK = "preventive_action"


def decide_action(
    report: Report, words: str, owner: User | None, due_at: datetime | None, user: User, *, at: datetime
) -> PreventiveAction:
    """What is done, by whom, by when."""
    _may(user)
    if not words.strip():
        raise Refusal("case.empty", t("请先写点内容", "Please write something first"), status=422)
    if owner is None or not owner.is_staff_member or not owner.is_active:
        raise Refusal(
            "case.not_staff",
            t("请选择一位在职的负责人", "Please choose a colleague as its owner"),
            status=422,
        )
    if due_at is None or due_at <= at:
        raise Refusal(
            "action.due", t("请给出将来的完成日期", "Please give a day that lies ahead"), status=422
        )
    if report.state == "sent":
        raise Refusal("report.sent", t("报告已发出", "The report was sent already"))
    clause = "5.3.2-P0-after" if report.level == "P0" else "5.3.2-P1-after"
    with atomic():
        action = reports.decide_action(report, words, owner, due_at, by=user.actor, at=at)
        tell_standing(
            standing.promise(
                action.stream,
                TRACK,
                clause=clause,
                owner_roles=["technical_lead"],
                due_at=due_at,
                by=user.actor,
                at=at,
            ),
            at=at,
        )
    return action


def do_action(action: PreventiveAction, words: str, user: User, *, at: datetime) -> None:
    """Done, by its owner or a lead. A second time changes nothing."""
    if action.owner_id != user.pk:
        _lead(user)
    with atomic():
        held = (
            PreventiveAction.objects.select_for_update(of=("self",))
            .select_related("report__case")
            .get(pk=action.pk)
        )
        if held.state != "open":
            return
        reports.end_action(held, "done", words, by=user.actor, at=at)
        keep_standing(held.stream, TRACK, by=user.actor, at=at)


def drop_action(action: PreventiveAction, words: str, user: User, *, at: datetime) -> None:
    """Not to be done after all, and why: a lead's word."""
    _lead(user)
    if not words.strip():
        raise Refusal("case.reason_needed", t("请写明为什么取消", "Please say why it is dropped"), status=422)
    with atomic():
        held = (
            PreventiveAction.objects.select_for_update(of=("self",))
            .select_related("report__case")
            .get(pk=action.pk)
        )
        if held.state == "open":
            reports.end_action(held, "dropped", words, by=user.actor, at=at)
            withdraw_standing(held.stream, TRACK, by=user.actor, at=at)


def _may(user: User) -> None:
    if not user.is_active or not may(user, "report"):
        raise Refusal(
            "auth.forbidden",
            t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
            status=403,
        )


def _lead(user: User) -> None:
    if not user.is_active or not may(user, "review_report"):
        raise Refusal(
            "action.not_yours",
            t("由负责人或技术主管完成", "Its owner or a technical lead does this"),
            status=403,
        )
