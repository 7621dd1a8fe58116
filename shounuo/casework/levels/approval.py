"""Whose word is wanted: the technical lead's first, the next one's where that one is silent. [5.3.4-procedure]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.casework.act import Act, working_on
from shounuo.casework.incident.flow import BURNING
from shounuo.casework.standing_in import standing_in
from shounuo.casework.tell import tell_staff
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.words import Words
from shounuo.levels import actions as levels
from shounuo.levels import rules
from shounuo.levels.models import LevelChange
from shounuo.notifications.actions import clear_alarm_keys, raise_alarm
from shounuo.notifications.actions.pages import call_roles, leave_roles
from shounuo.policy.model.changes import Approval
from shounuo.waiting.actions import Wake, drop, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

SILENT = "level.approval"
"""The waiting row of a change whose approver may be silent; its subject is the change."""
TRACK = "approval"
ONE_SECOND = timedelta(seconds=1)


def ask_approver(act: Act, change: LevelChange, at: datetime) -> None:
    """The approver of this turn is asked, and has so long; for a P0 or P1 they are called. Inside an act on the case."""
    approval = act.policy.level_changes.approval
    role = rules.approver(change.turn, approval.approvers)
    if role is None:
        _nobody_left(change, at)
        return
    levels.ask(change, role, at + approval.within, at=at)
    act.promises.owe(
        TRACK, approval.within, by=SYSTEM, clause=approval.clause, owner_roles=[role], audience="internal"
    )
    wake([Wake(SILENT, change.pk, at + approval.within + ONE_SECOND)])
    if _pages(change, approval):
        call_roles(act.case, [(role, at)])
    for user in standing_in(act, role, at):
        tell_staff(
            act.case, user, "level.approval", f"approval:{change.pk}:{change.turn}", at=at, was=change.from_level,
            level=change.to_level, reason=change.reason, by=change.proposed_by_name, in_force=change.state == "in_force",
        )  # fmt: skip


@handles(SILENT)
def silent(rows: list[Due], at: datetime) -> Outcome:
    """Nobody answered in time: the next approver is asked."""
    for row in rows:
        change = LevelChange.objects.select_related(
            "case__customer", "case__requester__user", "case__assignee"
        ).get(pk=row.subject_id)
        with working_on(change.case, at=at) as act:
            act.nothing_done = True
            held = LevelChange.objects.select_for_update().get(pk=change.pk)
            held.case = act.case
            if held.asked_until is None or held.asked_until >= at:
                continue
            _next(act, held, at)
    return Outcome()


def done_asking(act: Act, change: LevelChange, user: User, at: datetime) -> None:
    """Somebody has answered: nobody else needs to."""
    act.promises.meet(TRACK, by=user.actor)
    drop(SILENT, [change.pk])
    leave_roles(act.case, act.policy.level_changes.approval.approvers)
    clear_alarm_keys([_key(change)], by=user.actor, at=at)


def overtaken(act: Act, at: datetime) -> None:
    """The level changed otherwise: what waited is void."""
    waits = list(
        LevelChange.objects.filter(case=act.case, asked_until__isnull=False).values_list("pk", flat=True)
    )
    if waits:
        drop(SILENT, waits)
        levels.void(act.case)
        act.promises.withdraw(TRACK, by=SYSTEM)
        leave_roles(act.case, act.policy.level_changes.approval.approvers)


def _next(act: Act, change: LevelChange, at: datetime) -> None:
    approvers = act.policy.level_changes.approval.approvers
    levels.pass_on(change, approvers[change.turn], at=at)
    act.promises.withdraw(TRACK, by=SYSTEM)
    ask_approver(act, change, at)


def _nobody_left(change: LevelChange, at: datetime) -> None:
    levels.stop_asking(change)
    words = Words(
        f"{change.case.number}：{change.from_level} → {change.to_level} 的调整无人审批，请立即处理",
        f"{change.case.number}: nobody has approved {change.from_level} → {change.to_level}; please decide now",
    )
    raise_alarm(_key(change), "level.unanswered", words, case=change.case, at=at)


def _pages(change: LevelChange, approval: Approval) -> bool:
    """Only a case that burns has ladders for roles."""
    return {change.from_level, change.to_level} & set(
        approval.pages_for
    ) != set() and change.case.priority in BURNING


def approver_names(approvers: Sequence[str]) -> str:
    """As a refusal names them."""
    return "、".join(str(ROLES[role]) for role in approvers)


def _key(change: LevelChange) -> str:
    return f"approval:{change.pk}"
