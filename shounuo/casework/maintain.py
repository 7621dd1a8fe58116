"""Planned work: a case that can wait gets its time, or goes into a maintenance window agreed with its customer. Its promises
run on and are watched as ever. [5.3.3-P3]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shounuo.cases import actions as cases
from shounuo.cases.models import OPEN, Case, MaintenanceWindow, Plan
from shounuo.casework.act import Act, working_on
from shounuo.casework.tell import tell_contact, tell_customer
from shounuo.casework.working_hours import AT_ALL_HOURS, house_time, worked_in
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.policy.model import Policy

AHEAD = ("planned", "announced")
"""States in which a window still can take cases in."""
UNDER_WAY = (*AHEAD, "running")
IN_WINDOW = {"zh": "安排在维护窗口处理", "en": "In a maintenance window"}


@dataclass(frozen=True)
class Agreed:
    """What was agreed with the customer: what is done, when, and whom of theirs to tell (None: who asked)."""

    title: str
    work: str
    begins_at: datetime
    ends_at: datetime
    contact: Contact | None = None


def takes_windows(policy: Policy, level: str) -> bool:
    """Whether cases of this level may be put into a planned maintenance."""
    routine = getattr(policy.routine, level, None)
    return bool(routine and routine.planned_maintenance)


def agree_window(customer: Customer, agreed: Agreed, *, by: Actor, at: datetime) -> MaintenanceWindow:
    if agreed.ends_at <= agreed.begins_at:
        raise Refusal(
            "window.backwards", t("结束时间应晚于开始时间", "It has to end after it begins"), status=422
        )
    if agreed.ends_at <= at:
        raise Refusal("window.past", t("这个时间已经过去", "That time has passed already"), status=422)
    if agreed.contact and agreed.contact.customer_id != customer.pk:
        raise Refusal(
            "window.contact", t("联系人不属于这个客户", "The contact is another customer's"), status=422
        )
    with atomic():
        return cases.agree_window(MaintenanceWindow(customer=customer, **vars(agreed)), by=by, at=at)


def plan_start(
    case: Case, starts_at: datetime, reason: str, *, by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """A colleague says when the work will begin. The customer's promises do not move."""
    if starts_at <= at:
        raise Refusal("plan.past", t("计划的时间应在将来", "The time planned has to lie ahead"), status=422)
    with working_on(case, at=at, seen=seen) as act:
        _require_patience(act)
        _within_the_promise(act, starts_at)
        cases.plan(
            act.case, starts_at, {"zh": reason, "en": reason}, when=house_time(starts_at), by=by, at=at
        )
    return act.case


def tie(
    case: Case, window: MaintenanceWindow, *, warned: bool = True, by: Actor, at: datetime, seen: int | None = None
) -> Case:  # fmt: skip
    """The case is worked on in this window; its customer is told. A second time changes nothing. Where the window ends after
    the solution is promised, whoever was not `warned` is told so first, and that they went on is on record."""
    with working_on(case, at=at, seen=seen) as act:
        _require_patience(act)
        held = _open_window(act, window, at)
        if act.case.plans.filter(ended_at=None, window=held).exists():
            act.nothing_done = True
            return act.case
        due = _promised(act)
        late = due is not None and lateness(held, due) != ""
        if late and due and not warned:
            raise _too_late_for_the_promise(held, due)
        planned = cases.plan(
            act.case, held.begins_at, IN_WINDOW, when=house_time(held.begins_at), window=held,
            promised=house_time(due) if late and due else "", by=by, at=at,
        )  # fmt: skip
        cases.move_window(held, "announced", ("planned",), by=by, at=at)
        _tell(act.case, held, "case.maintenance", f"window:{planned.pk}", at)
    return act.case


def begin(window: MaintenanceWindow, *, by: Actor, at: datetime) -> None:
    _move(window, "running", AHEAD, by, at)


def finish(window: MaintenanceWindow, *, by: Actor, at: datetime) -> None:
    """The work of the window is done; each case is still resolved on its own."""
    _move(window, "done", UNDER_WAY, by, at)


def cancel(window: MaintenanceWindow, reason: str, *, by: Actor, at: datetime) -> None:
    """It does not take place: the cases are free again, and their customers are told why."""
    if not reason.strip():
        raise Refusal("window.reason", t("请写明取消的原因", "Please say why it is cancelled"), status=422)
    with atomic():
        _move(window, "cancelled", UNDER_WAY, by, at)
        for plan in _plans(window):
            with working_on(plan.case, at=at) as act:
                cases.end_plan(act.case, by=by, at=at)
                if act.case.state in OPEN:
                    _tell(
                        act.case,
                        window,
                        "case.maintenance_cancelled",
                        f"window-off:{plan.pk}",
                        at,
                        reason=reason,
                    )


def _move(window: MaintenanceWindow, state: str, since: tuple[str, ...], by: Actor, at: datetime) -> None:
    with atomic():
        if not cases.move_window(window, state, since, by=by, at=at):
            raise Refusal(
                "window.moved_on",
                t(
                    "维护窗口的状态已经变了，请刷新后再看",
                    "The window's state has changed; please look again",
                ),
            )


def _plans(window: MaintenanceWindow) -> list[Plan]:
    found = Plan.objects.filter(window=window, ended_at=None).select_related(
        "case__customer", "case__requester__user"
    )
    return list(found.order_by("case_id"))


def _require_patience(act: Act) -> None:
    """Open, and of a level that may wait."""
    cases.require_open(act.case)
    if worked_in(act.policy, act.case.priority) == AT_ALL_HOURS:
        raise Refusal(
            "plan.cannot_wait",
            t("{level} 的案例不能等待，应立即处理", "A {level} can't wait; it is worked on at once", level=act.case.priority),
            status=422,
        )  # fmt: skip


def _within_the_promise(act: Act, starts_at: datetime) -> None:
    """Nobody plans to begin after the solution was promised; a window that the customer agreed to may lie later."""
    due = _promised(act)
    if due and starts_at > due:
        raise Refusal(
            "plan.too_late",
            t(
                "承诺的解决时间是 {due}，不能计划在它之后",
                "The solution is promised by {due}; the work can't be planned later",
                due=house_time(due),
            ),
            status=422,
        )


def _promised(act: Act) -> datetime | None:
    """By when the solution is promised; None where it waits, is late already, or nothing is promised."""
    row = act.promises.find("resolution")
    return row.due_at if row and not row.paused_at and not row.broken_at else None


def lateness(window: MaintenanceWindow, due: datetime) -> str:
    """Whether work in this window keeps a promise that is due then: "" it does; "ends": it may end later; "begins": it can't."""
    if window.begins_at >= due:
        return "begins"
    return "ends" if window.ends_at > due else ""


def _too_late_for_the_promise(window: MaintenanceWindow, due: datetime) -> Refusal:
    facts = {"title": window.title, "when": house_time(window.begins_at), "due": house_time(due)}
    if lateness(window, due) == "begins":
        words = t(
            "“{title}”{when} 才开始，晚于承诺的解决时间 {due}：承诺照常计时，到时会超时。",
            "“{title}” begins at {when}, after {due}, when the solution is promised: the promise runs on and will be broken.",
            **facts,
        )
    else:
        words = t(
            "“{title}”结束时已过承诺的解决时间 {due}：承诺照常计时，可能超时。",
            "“{title}” ends after {due}, when the solution is promised: the promise runs on and may be broken.",
            **facts,
        )
    return Refusal("plan.after_promise", words, window=window.pk)


def _open_window(act: Act, window: MaintenanceWindow, at: datetime) -> MaintenanceWindow:
    """The window as it is now, held until the commit; refused where it can't take this case in."""
    held = (
        MaintenanceWindow.objects.select_for_update(of=("self",))
        .select_related("contact__user")
        .get(pk=window.pk)
    )
    fits = held.customer_id == act.case.customer_id and held.state in AHEAD and held.ends_at > at
    if not fits or not takes_windows(act.policy, act.case.priority):
        raise Refusal(
            "window.does_not_fit",
            t("这个维护窗口不能用于此案例", "This window can't be used for this case"),
            status=422,
        )
    return held


def _tell(case: Case, window: MaintenanceWindow, kind: str, key: str, at: datetime, **more: str) -> None:
    """Who asked, and the window's own contact where that is somebody else."""
    facts: dict[str, Any] = {
        "title": window.title, "work": window.work, "begins_at": window.begins_at.isoformat(),
        "ends_at": window.ends_at.isoformat(), **more,
    }  # fmt: skip
    tell_customer(case, kind, key, at=at, **facts)
    if window.contact and window.contact_id != case.requester_id:
        tell_contact(case, window.contact, kind, key, at=at, **facts)
