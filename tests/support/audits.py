"""Auditors beside the cast, and days that pass with a watch that is awake or asleep."""

from __future__ import annotations

from datetime import UTC, datetime

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.rounds import set_out
from shounuo.kernel.actor import SYSTEM
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import opened
from tests.support.world import World

URGENT = {
    "subject": "生产数据库宕机，业务全部中断",
    "description": "核心交易系统完全不可用，所有用户受影响。",
    "problem_type": "outage",
    "impact": "all_users",
}


def auditor(
    at: datetime, name: str = "孙审核", email: str = "auditor@house.example", role: str = "auditor"
) -> User:
    return accounts.enrol(email, name, staff=True, password=None, roles=[role], by=SYSTEM, at=at)


def urgent(world: World, clock: StandingClock) -> Case:
    """A P0 or P1, accepted by an engineer on duty."""
    case = opened(world, clock, **URGENT)
    accept(case, world.senior, at=clock.forward(minutes=1))
    case.refresh_from_db()
    assert case.priority in ("P0", "P1"), case.priority
    return case


def watch(at: datetime) -> None:
    set_out(at)
    while tick(at):
        pass


def morning(clock: StandingClock, day: int, month: int = 3) -> datetime:
    """9:00 in Beijing of this day of 2026; the watch comes by."""
    clock.to(datetime(2026, month, day, 1, 0, tzinfo=UTC))
    watch(clock.now)
    return clock.now
