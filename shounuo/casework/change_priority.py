"""The priority of a case changes: a correction on accepting, or a raise at any moment. Clocks follow.

Reductions after the first confirmation need a condition and an approval, which the incident rooms bring; until then they
are refused here. [3.2-engineer-confirms, 3.2-upgrade-any-time, 5.3.4-procedure]
"""

from __future__ import annotations

from datetime import datetime

from shounuo.cases import actions as cases
from shounuo.cases.actions import Decision
from shounuo.cases.models import Case
from shounuo.casework.act import Act, working_on
from shounuo.casework.incident.follow import level_changed
from shounuo.casework.levels.approval import overtaken
from shounuo.casework.progress_row import watch_progress
from shounuo.casework.tell import tell_customer
from shounuo.casework.working_hours import AT_ALL_HOURS, worked_in
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.notifications.actions import bring_forward
from shounuo.notifications.actions.pages import NEW_CASE, begin_anew, withdraw_pages
from shounuo.policy.model import LEVELS


def raise_priority(
    case: Case, level: str, reason: str, *, by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """A higher level takes effect at once; each running clock takes the earlier of its due time and now + new target."""
    with working_on(case, at=at, seen=seen) as act:
        cases.require_open(act.case)
        _check(level, reason)
        if level >= act.case.priority:
            raise Refusal(
                "case.not_a_raise",
                t(
                    "降级需要满足降级条件并经技术主管审批",
                    "A reduction needs one of the conditions and the technical lead's approval",
                ),
                status=422,
            )
        correct(act, level, reason, by=by, at=at)
    return act.case


def correct(act: Act, level: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Inside an act: another level holds from now on, with its reason; the customer is told why."""
    _check(level, reason)
    was = act.case.priority
    overtaken(act, at)
    cases.decide_priority(act.case, Decision(level, "engineer", {"zh": reason, "en": reason}), by=by, at=at)
    act.promises.retarget(level, raised=level < was, by=by)
    _call(act, raised=level < was, at=at)
    level_changed(act, was, reason, by=by, at=at)
    watch_progress(act.case, at)
    if worked_in(act.policy, was) != AT_ALL_HOURS and worked_in(act.policy, level) == AT_ALL_HOURS:
        _wait_no_longer(act, by=by, at=at)
    elif level < was and level <= act.policy.quiet.above:
        bring_forward(act.case, at=at)  # nor for anybody's quiet hours
    tell_customer(
        act.case,
        "case.priority_changed",
        f"priority:{act.case.revision + 1}",
        at=at,
        was=was,
        level=level,
        reason=reason,
    )


def _call(act: Act, *, raised: bool, at: datetime) -> None:
    """After a raise the ladder of the new level starts from its foot; after a reduction only where nobody has the case yet."""
    if raised or act.case.state == "new":
        begin_anew(act.case, NEW_CASE, at=at)
    else:
        withdraw_pages(act.case, at=at)


def _wait_no_longer(act: Act, *, by: Actor, at: datetime) -> None:
    """It no longer waits for working hours nor for a window: colleagues are asked now. [5.3.3-P3]"""
    bring_forward(act.case, at=at)
    cases.end_plan(act.case, by=by, at=at)


def _check(level: str, reason: str) -> None:
    if level not in LEVELS:
        raise Refusal(
            "case.unknown_level", t("优先级只能是 P0 到 P4", "The priority is one of P0 to P4"), status=422
        )
    if not reason.strip():
        raise Refusal(
            "case.reason_needed",
            t("请写明调整优先级的原因", "Please say why the priority changes"),
            status=422,
        )
