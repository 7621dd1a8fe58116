"""How a case ends: resolved, then confirmed, denied or left in silence.

[5.3.1-solution, 5.4-confirm, 5.4-root-cause, 5.4-prevention, 5.3.2-P0-after, 5.3.2-P1-after]
"""

from __future__ import annotations

from datetime import datetime

from shounuo.cases import actions as cases
from shounuo.cases.actions import Solved
from shounuo.cases.models import Case, Resolution
from shounuo.casework.act import Act, working_on
from shounuo.casework.gate import check_gate
from shounuo.casework.incident.end import require_restored
from shounuo.casework.incident.follow import reopened
from shounuo.casework.levels.approval import overtaken
from shounuo.casework.problems.repeats import opened_again
from shounuo.casework.progress_row import watch_no_more
from shounuo.casework.survey import plan_survey
from shounuo.casework.tell import tell_customer, tell_staff
from shounuo.casework.working_hours import asked_at
from shounuo.commitments.models import Commitment
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.notifications.actions import clear_alarms
from shounuo.notifications.actions.pages import withdraw_pages
from shounuo.waiting.actions import Wake, drop, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

CLOSES = "case.close"


def resolve(case: Case, solved: Solved, *, by: Actor, at: datetime, seen: int | None = None) -> Resolution:
    """Solved, with what the gate demands on record. The customer is asked; the clocks stop; a P0/P1 owes its report,
    a workaround its permanent fix."""
    with working_on(case, at=at, seen=seen) as act:
        cases.require_open(act.case)
        check_gate(act.policy.closing.gate[act.case.priority], solved)  # type: ignore[index]
        require_restored(act.case, act.promises, by=by, at=at)
        resolution = cases.resolve(act.case, solved, by=by, at=at)
        clear_alarms(
            act.case, "commitment.broken", "case.unassigned", "case.unfit", "case.unescalated", by=by, at=at
        )
        withdraw_pages(act.case, at=at)
        watch_no_more(act.case)
        overtaken(act, at)
        _stop_clocks(act, solved, by)
        wake([Wake(CLOSES, act.case.pk, at + act.policy.closing.confirm_within, resolution.pk)])
        tell_customer(
            act.case, "case.resolved", f"resolved:{resolution.pk}", at=at, resolution=resolution.pk,
            closes_at=(at + act.policy.closing.confirm_within).isoformat(),
        )  # fmt: skip
    return resolution


def _stop_clocks(act: Act, solved: Solved, by: Actor) -> None:
    act.promises.resume_resolution(by=by)
    act.promises.meet("response", by=by)
    act.promises.meet("resolution", by=by)
    act.promises.withdraw("update", by=by)
    report = act.promises.target(act.case.priority).report
    if report:
        act.promises.owe("report", report, by=by)
    if solved.kind == "workaround":
        act.promises.owe("permanent_fix", act.policy.closing.permanent_fix_within, by=by)


def confirm(case: Case, *, by: Actor, at: datetime) -> Case:
    """The customer says yes: the case is closed. A second yes changes nothing."""
    with working_on(case, at=at) as act:
        if act.case.state == "closed":
            act.nothing_done = True
            return act.case
        resolution = _asked(act.case)
        cases.confirm(act.case, resolution, by=by, at=at)
        _close(act, resolution, silent=False, by=by, at=at)
    return act.case


def deny(case: Case, reason: str, *, by: Actor, at: datetime) -> Case:
    """The customer says no: open again, with the resolution time that was left and a new response; the cadence begins
    anew with it."""
    if not reason.strip():
        raise Refusal(
            "case.reason_needed",
            t("请告诉我们哪里还没有解决", "Please tell us what is not solved yet"),
            status=422,
        )
    with working_on(case, at=at) as act:
        resolution = _asked(act.case)
        cases.deny(act.case, resolution, reason, by=by, at=at)
        cases.say(
            act.case, "public" if by.kind == "customer" else "internal", reason, via="portal", by=by, at=at
        )
        _start_clocks_again(act, by)
        reopened(act, by=by, at=at)
        opened_again(act, at)
        drop(CLOSES, [act.case.pk])
        if act.case.assignee:
            tell_staff(
                act.case,
                act.case.assignee,
                "case.reopened",
                f"reopened:{resolution.pk}",
                at=at,
                when=asked_at(act.promises, act.case.assignee, at),
                reason=reason,
            )
    return act.case


def _start_clocks_again(act: Act, by: Actor) -> None:
    met = (
        Commitment.objects.filter(case=act.case, track="resolution", state="met").order_by("-ordinal").first()
    )
    if met:
        act.promises.reopen_resolution(met, by=by)
    act.promises.begin_again(by=by)
    act.promises.withdraw("report", "permanent_fix", by=by)


def deliver_report(case: Case, body: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The report that a P0 or P1 owes its customer, said publicly on the case. [4.2-P0, 4.2-P1]"""
    if not body.strip():
        raise Refusal("case.empty", t("请先写点内容", "Please write something first"), status=422)
    with working_on(case, at=at, seen=seen) as act:
        if not act.promises.meet("report", by=by):
            raise Refusal("case.no_report_owed", t("这个案例没有待交的报告", "This case owes no report"))
        message = cases.say(act.case, "public", body, via="desk", by=by, at=at)
        tell_customer(act.case, "case.report", f"report:{message.pk}", at=at, message=message.pk)
    return act.case


def fix_for_good(case: Case, body: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The permanent fix that a workaround left open is done. [5.3.1-solution]"""
    with working_on(case, at=at, seen=seen) as act:
        if not act.promises.meet("permanent_fix", by=by):
            raise Refusal(
                "case.no_fix_owed", t("这个案例没有待完成的永久修复", "This case owes no permanent fix")
            )
        cases.say(act.case, "diagnosis", body or "✓", via="desk", by=by, at=at)
    return act.case


@handles(CLOSES)
def close_silent(rows: list[Due], at: datetime) -> Outcome:
    """No answer in the policy's time: closed. [5.4-confirm]"""
    for row in rows:
        case = Case.objects.select_related("customer", "requester__user").get(pk=row.subject_id)
        with working_on(case, at=at) as act:
            resolution = act.case.resolutions.order_by("-id").first()
            act.nothing_done = (
                act.case.state != "resolved" or not resolution or resolution.pk != row.generation
            )
            if resolution and not act.nothing_done:
                _close(act, resolution, silent=True, by=SYSTEM, at=at)
    return Outcome()


def _asked(case: Case) -> Resolution:
    resolution = case.resolutions.order_by("-id").first()
    if case.state != "resolved" or resolution is None:
        raise Refusal(
            "case.not_resolved", t("案例目前不在待确认状态", "The case is not waiting for a confirmation")
        )
    return resolution


def _close(act: Act, resolution: Resolution, *, silent: bool, by: Actor, at: datetime) -> None:
    cases.close(act.case, resolution, silent=silent, by=by, at=at)
    if not silent:
        drop(CLOSES, [act.case.pk])
    tell_customer(
        act.case, "case.closed", f"closed:{resolution.pk}", at=at, resolution=resolution.pk, silent=silent
    )
    plan_survey(act, at=at)
