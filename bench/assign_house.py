"""A large house for the figure of assignment, as a child process with the house's settings.

`fill` makes 500 engineers on duty, 20,000 open and 60,000 closed cases; `choose` prints the queries of one choice, the
milliseconds of processor of the average one, then the milliseconds that each of many took.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shounuo.site.settings")
django.setup()

from django.db import connection  # noqa: E402 (settings first)
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.assign import CLOSED_CASES, ENGINEERS, OPEN_CASES, TIMES, WARM  # noqa: E402
from shounuo.accounts.models import User  # noqa: E402
from shounuo.cases.actions import NewCase  # noqa: E402
from shounuo.cases.models import Assignment, Case  # noqa: E402
from shounuo.casework.assign import choose as chosen  # noqa: E402
from shounuo.customers.models import Contact, Customer  # noqa: E402
from shounuo.kernel.clock import now  # noqa: E402
from shounuo.oncall.models import Shift  # noqa: E402
from shounuo.policy.reads import current, current_hash  # noqa: E402
from shounuo.site.processes import spare_the_collector  # noqa: E402
from shounuo.staff.models import Engineer  # noqa: E402

BATCH = 5_000
DAYS = 90
LEVELS = ("P2", "P3", "P4", "P3", "P1", "P2", "P4", "P3")
KINDS = (
    "function", "performance", "outage", "integration", "data", "billing", "security", "consulting", "other",
)  # fmt: skip


def fill() -> None:
    at = now()
    users = User.objects.bulk_create(
        User(email=f"e{n}@bench.example", name=f"工程师{n}", is_staff_member=True, joined_at=at)
        for n in range(ENGINEERS)
    )
    Engineer.objects.bulk_create(_engineer(n, user, at) for n, user in enumerate(users))
    Shift.objects.bulk_create(
        Shift(
            role="duty_engineer", user=user, begins_at=at - timedelta(days=1), ends_at=at + timedelta(days=30)
        )
        for user in users
    )
    customers = Customer.objects.bulk_create(
        Customer(name=f"客户 {n}", short_name=f"客户 {n}") for n in range(200)
    )
    contacts = Contact.objects.bulk_create(Contact(customer=one, name="联系人") for one in customers)
    for start in range(0, OPEN_CASES + CLOSED_CASES, BATCH):
        _cases(range(start, start + BATCH), users, contacts, at)
    print(0, 0)


def _engineer(n: int, user: User, at: datetime) -> Engineer:
    skills = {KINDS[(n + step) % 9]: 1 + (n + step) % 5 for step in (0, 2, 3, 5)}
    return Engineer(user=user, level="L1", skills=skills, most_open=60, languages=["zh"], cleared_at=at)


def _cases(numbers: range, users: list[User], contacts: list[Contact], at: datetime) -> None:
    """The open ones are the newest; all of them reach back evenly over a quarter of a year."""
    policy_hash, each = current_hash(), timedelta(days=DAYS) / (OPEN_CASES + CLOSED_CASES)
    cases = [
        _case(n, users[n % len(users)], contacts[n * 7 % len(contacts)], at - n * each, policy_hash)
        for n in numbers
    ]
    Assignment.objects.bulk_create(
        Assignment(case=case, user=case.assignee, why={}, assigned_at=case.opened_at, by_name="bench")
        for case in Case.objects.bulk_create(cases)
        if case.assignee
    )


def _case(n: int, user: User, contact: Contact, when: datetime, policy_hash: str) -> Case:
    return Case(
        number=f"SN-B{n}", customer_id=contact.customer_id, requester=contact, channel="api", subject="报表导出缓慢",
        description="导出报表要等十分钟。", problem_type=KINDS[n % 9], impact="some_users", environment="production",
        priority=LEVELS[n % 8], priority_source="engineer", state="working" if n < OPEN_CASES else "closed", assignee=user,
        policy_hash=policy_hash, opened_at=when, updated_at=when,
    )  # fmt: skip


def choose() -> None:
    """In a process that treats its memory as a web process does."""
    spare_the_collector()
    contacts = list(Contact.objects.select_related("user").order_by("-pk")[:50])
    policy, at = current(), now()
    new = [_new(contacts[n % len(contacts)], KINDS[n % 9]) for n in range(WARM + TIMES)]
    with CaptureQueriesContext(connection) as asked:
        chosen("P2", new[0], policy, at)
    times, began_cpu = [], _cpu()
    for one in new:
        began = time.perf_counter()
        choice, _ = chosen("P2", one, policy, at)
        times.append((time.perf_counter() - began) * 1000)
        assert choice.user_id
    print(
        len(asked), f"{(_cpu() - began_cpu) * 1000 / len(new):.2f}", *(f"{one:.3f}" for one in times[WARM:])
    )


def _cpu() -> float:
    """Seconds of processor that this process and its PostgreSQL have used: what a busy machine cannot blur."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    used = Path(f"/proc/{backend}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return time.process_time() + (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def _new(contact: Contact, kind: str) -> NewCase:
    return NewCase(contact, "api", "报表导出缓慢", "导出报表要等十分钟。", problem_type=kind)


if __name__ == "__main__":
    {"fill": fill, "choose": choose}[sys.argv[1]]()
