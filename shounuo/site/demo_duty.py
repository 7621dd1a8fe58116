"""The demo's duty list: weekly turns with a hand-over on Mondays at nine, a leave that opens a gap, a swap that waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from shounuo.accounts.models import User
from shounuo.casework import duty
from shounuo.casework.away import ask_leave, take_leave
from shounuo.casework.duty import planned
from shounuo.casework.handing_over import open_cases_of
from shounuo.customers.models import Customer
from shounuo.oncall import actions
from shounuo.oncall.actions import NewLayer, NewSchedule
from shounuo.oncall.models import Schedule, Shift

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = time(9)


def plan(staff: dict[str, User], at: datetime) -> None:
    """From `at` on. Every duty engineer stands in one of three lines at any time, so somebody has each skill."""
    lead = staff["lead"]
    first, senior = [staff[one] for one in ("duty", "duty2", "duty3")], [staff["senior"], staff["senior2"]]
    lines = [
        _rotation("duty_engineer", name, first[n:] + first[:n], lead, at)
        for n, name in enumerate(("一线主班", "一线副班", "一线后备"))
    ]
    for n, name in enumerate(("二线主班", "二线副班")):
        _rotation("senior_engineer", name, senior[n:] + senior[:n], lead, at)
    _rotation("architect", "架构师值班", [staff["architect"]], lead, at)
    _rotation("technical_lead", "技术主管值班", [lead], lead, at)
    _customer_manager(staff["success"], lead, at)
    _tell(lines[0], staff, at)


def _rotation(role: str, name: str, people: Sequence[User], lead: User, at: datetime) -> Schedule:
    return _schedule(NewSchedule(role, name), people, lead, at)


def _customer_manager(manager: User, lead: User, at: datetime) -> None:
    """The largest customer has a manager of its own."""
    customer = Customer.objects.order_by("pk").first()
    role = "customer_success_manager"
    _schedule(NewSchedule(role, "蓝海专属客户成功", always=False, customer=customer), [manager], lead, at)


def _schedule(new: NewSchedule, people: Sequence[User], lead: User, at: datetime) -> Schedule:
    """Whoever stands first has this week."""
    local = at.astimezone(SHANGHAI) - timedelta(hours=9)
    monday = local.date() - timedelta(days=local.weekday())
    schedule = actions.plan_schedule(new, by=lead.actor, at=at)
    actions.lay(schedule, NewLayer("周轮值", "weeks", people, monday, NINE), by=lead.actor, at=at)
    return schedule


def _tell(line: Schedule, staff: dict[str, User], at: datetime) -> None:
    """The architect goes on leave and nobody stands in yet; next week's turn is asked of somebody else; somebody asks for leave
    in a turn of theirs; a note was written."""
    begin = datetime.combine(at.astimezone(SHANGHAI).date() + timedelta(days=6), NINE, SHANGHAI)
    architect = staff["architect"]
    take_leave(
        architect, "annual", begin, begin + timedelta(days=2), note="家里有事", by=staff["lead"].actor, at=at
    )
    turn = (
        Shift.objects.filter(schedule=line, user=staff["duty2"], begins_at__gt=at)
        .order_by("begins_at")
        .first()
    )
    if turn:
        whole = (turn.begins_at, turn.begins_at + timedelta(days=1))
        duty.ask_swap(
            line, staff["duty2"], staff["duty"], *whole, note="那天孩子开家长会，想请您替一天", at=at
        )
        begin = turn.begins_at + timedelta(days=2)
        ask_leave(staff["duty2"], "annual", begin, begin + timedelta(days=3), note="带父母出行", at=at)
    leaving = staff["duty3"]
    note = actions.draft_note(line, leaving, at - timedelta(hours=2), open_cases_of(leaving))
    actions.write_note(
        note,
        "检验报告延迟的案例已升到 P1，客户希望每半小时一条进展。SQS 积压曲线看板已贴在案例里。",
        by=leaving.actor,
        at=at,
    )
    planned(lambda: None, at=at)
