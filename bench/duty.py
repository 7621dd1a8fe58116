"""Fifty schedules in the house's tables, and how long it takes to say who is on call: a part of bench.seed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as wall_time

from bench.http import percentile
from shounuo.accounts.models import User
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.clock import now
from shounuo.kernel.transaction import atomic
from shounuo.oncall import actions, reads
from shounuo.oncall.actions import NewLayer, NewSchedule
from shounuo.oncall.models import Schedule
from shounuo.oncall.plans import plans
from shounuo.oncall.rules import final, who
from shounuo.staff.actions import take_leave

ZONES = ("Asia/Shanghai", "America/Chicago", "Europe/London", "America/Santiago")
NIGHT = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "21:00", "to": "09:00"}]
MONTH, HOUR = timedelta(days=31), timedelta(hours=1)
TIMES = 50


def oncall(count: int) -> None:
    """Prints how many spans it is, then medians on the wall and of CPU: the rules, with gathering, asking the table."""
    at = now()
    with atomic():
        _plan(count, at)
    schedules = list(Schedule.objects.order_by("pk"))
    gathered = plans(schedules, at, at + MONTH)
    spans = sum(len(final(plan, at, at + MONTH)) for plan in gathered.values())
    print(
        spans,
        *_median(lambda: [final(plan, at, at + MONTH) for plan in gathered.values()]),
        *_median(lambda: [final(plan, at, at + MONTH) for plan in plans(schedules, at, at + MONTH).values()]),
        *_median(lambda: reads.on_call(["duty_engineer"], at)),
    )


def _plan(count: int, at: datetime) -> None:
    people = list(User.objects.filter(is_staff_member=True).order_by("pk"))
    for n in range(count):
        new = NewSchedule("duty_engineer", f"line {n}", ZONES[n % len(ZONES)])
        schedule = actions.plan_schedule(new, by=SYSTEM, at=at)
        crew = people[n % 3 :] + people[: n % 3]
        begin = at.date() - timedelta(days=30)
        weekly = NewLayer("weekly", "weeks" if n % 2 else "days", crew, begin, wall_time(9), priority=2)
        night = NewLayer("night", "days", crew[::-1], begin, wall_time(21), priority=3, windows=NIGHT)
        backup = NewLayer("backup", "together", crew[:1], begin, wall_time(9))
        for layer in (weekly, night, backup):
            actions.lay(schedule, layer, by=SYSTEM, at=at)
        for day in (3, 9, 20):
            since = at + timedelta(days=day)
            [on, *_] = sorted(who(plans([schedule], since, since + HOUR)[schedule.pk], since), key=str)
            other = next(one for one in crew if one.pk != on)
            relieved = next(one for one in crew if one.pk == on)
            actions.stand_in(
                schedule, since, since + 8 * HOUR, removes=relieved, adds=other, by=SYSTEM, at=at
            )
    for person in people[:2]:
        take_leave(person, "annual", at + timedelta(days=12), at + timedelta(days=15), by=SYSTEM, at=at)


def _median(work: Callable[[], object]) -> tuple[str, str]:
    """Milliseconds: on the wall, and of this process's CPU (which other work on the machine does not lengthen)."""
    wall, cpu = [], []
    for _ in range(TIMES):
        began, used = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    return f"{percentile(wall, 0.5):.1f}", f"{percentile(cpu, 0.5):.1f}"
