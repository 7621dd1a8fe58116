"""Fills a house, as a child process with the house's settings.

`cast` prints two tokens and a session, `grow N` makes N open cases, `due N` makes N cases whose update falls due in this
second, `watch` settles them and prints the seconds it took, `settled` counts what was written, `oncall N` plans N schedules and
prints how long it takes to say who is on call.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from datetime import datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shounuo.site.settings")
django.setup()

from django.test import Client as Browser  # noqa: E402

from bench.duty import oncall  # noqa: E402 (settings first)
from shounuo.accounts.actions import issue_token  # noqa: E402
from shounuo.accounts.models import User  # noqa: E402
from shounuo.cases.models import Case  # noqa: E402
from shounuo.casework import handlers  # noqa: E402, F401
from shounuo.commitments.actions import WAKES  # noqa: E402
from shounuo.commitments.models import Commitment  # noqa: E402
from shounuo.customers.models import Contact  # noqa: E402
from shounuo.kernel.clock import monotonic, now  # noqa: E402
from shounuo.logbook.models import Entry  # noqa: E402
from shounuo.notifications.models import Alarm, Message  # noqa: E402
from shounuo.policy.reads import current, current_hash  # noqa: E402
from shounuo.site.processes import spare_the_collector  # noqa: E402
from shounuo.waiting.engine import fire_due  # noqa: E402
from shounuo.waiting.models import Due  # noqa: E402
from tests.support.pager import aliyun_accounts, reachable  # noqa: E402
from tests.support.world import account, build  # noqa: E402

BATCH = 2000
LEVELS = ("P2", "P3", "P4", "P3", "P1", "P2", "P4", "P3")


def cast() -> None:
    world = build(now() - timedelta(days=1))
    for user in (account(world.wang), world.duty):
        print(issue_token(user, "bench", by=user.actor, at=now()))
    browser = Browser()
    browser.force_login(world.duty)
    print(browser.cookies["sessionid"].value)


def pages(url: str) -> None:
    """Everybody on duty has two verified ways; two accounts with the vendor that listens there."""
    at = now()
    for n, user in enumerate(User.objects.filter(is_staff_member=True).order_by("pk"), 1):
        reachable(user, at, sms=f"+8613800000{n:03d}", voice=f"+8613800000{n:03d}")
    aliyun_accounts(url, at)


def grow(wanted: int) -> None:
    """Open cases with three running promises each, spread over levels, people and the coming day."""
    at, have = now(), Case.objects.count()
    people = list(User.objects.filter(is_staff_member=True))
    contacts = list(Contact.objects.all())
    for start in range(have, wanted, BATCH):
        _batch(range(start, min(start + BATCH, wanted)), at, people, contacts, spread=86_400)


def due(count: int) -> None:
    at = now()
    people, contacts = list(User.objects.filter(is_staff_member=True)), list(Contact.objects.all())
    first = Case.objects.count()
    for start in range(first, first + count, BATCH):
        _batch(range(start, min(start + BATCH, first + count)), at, people, contacts, spread=0)


def _batch(numbers: range, at: datetime, people: list[User], contacts: list[Contact], *, spread: int) -> None:
    policy_hash = current_hash()
    cases = Case.objects.bulk_create([_case(n, at, people, contacts, policy_hash, spread) for n in numbers])
    rows = [row for case in cases for row in _rows(case, at)]
    Commitment.objects.bulk_create(rows, batch_size=BATCH)
    Due.objects.bulk_create([Due(kind=WAKES, subject_id=case.pk, due_at=case.next_due_at) for case in cases])


def _case(
    n: int, at: datetime, people: list[User], contacts: list[Contact], policy_hash: str, spread: int
) -> Case:
    contact, level = contacts[n % len(contacts)], LEVELS[n % len(LEVELS)]
    falls = at + timedelta(seconds=(n * 7919) % spread if spread else 1)
    return Case(
        number=f"SN-{100_000_000 + n}", customer_id=contact.customer_id, requester=contact, channel="api",
        subject=f"第 {n} 个案例:报表导出缓慢,部分用户受影响", description="导出报表要等十分钟。" * 20, problem_type="performance",
        impact="some_users", environment="production", priority=level, priority_source="engineer", state="working",
        assignee=people[n % len(people)], policy_hash=policy_hash, opened_at=at, updated_at=at, next_due_at=falls,
    )  # fmt: skip


def _rows(case: Case, at: datetime) -> list[Commitment]:
    falls, clause = case.next_due_at, current().targets["P2"].clause
    moments = {
        "update": falls,
        "resolution": falls + timedelta(hours=6),
        "permanent_fix": falls + timedelta(days=14),
    }
    return [
        Commitment(
            case=case, track=track, level=case.priority, clause=clause, audience="customer", owner_roles=["duty_engineer"],
            started_at=at - timedelta(hours=1), budget_seconds=int((due_at - at).total_seconds()) + 3600, due_at=due_at, warned=90,
        )
        for track, due_at in moments.items()
    ]  # fmt: skip


def decided(count: int) -> None:
    """Closed cases of the month behind us, each with four promises that were decided: most kept, some late, some broken."""
    at = now()
    people, contacts = list(User.objects.filter(is_staff_member=True)), list(Contact.objects.all())
    clauses = [one.clause for one in current().targets.values()]
    first, policy_hash = Case.objects.count(), current_hash()
    for start in range(first, first + count, BATCH):
        cases = [
            _case(n, at, people, contacts, policy_hash, 86_400)
            for n in range(start, min(start + BATCH, first + count))
        ]
        for case in cases:
            case.state = "closed"
        cases = Case.objects.bulk_create(cases)
        rows = [_decided(case, n, at, clauses) for case in cases for n in range(4)]
        Commitment.objects.bulk_create(rows, batch_size=BATCH)


def _decided(case: Case, n: int, at: datetime, clauses: list[str]) -> Commitment:
    due_at = at - timedelta(seconds=(case.pk * 7919 + n * 1013) % (30 * 86_400) + 3600)
    verdict = (case.pk + n) % 20
    late, broken = verdict == 0, verdict == 1
    return Commitment(
        case=case, track="update", ordinal=n + 1, level=case.priority, clause=clauses[(case.pk + n) % len(clauses)], audience="customer",
        owner_roles=["duty_engineer"], started_at=due_at - timedelta(hours=2), budget_seconds=7200, due_at=due_at, warned=90,
        state="missed" if broken else "met", met_at=None if broken else due_at + timedelta(minutes=5 if late else -5),
        broken_at=due_at if late or broken else None, ended_at=due_at + timedelta(minutes=5),
    )  # fmt: skip


def watch() -> None:
    """Settle all that is due, as `shounuo watch` would, and say in how many seconds how many promises were."""
    spare_the_collector()
    time.sleep(3)
    at = now()
    waiting = Due.objects.filter(due_at__lte=at).count()
    began = monotonic()
    while fire_due(at, on_death=lambda row, when: None):
        pass
    took = monotonic() - began
    broken = Commitment.objects.filter(track="update", broken_at__isnull=False).count()
    print(waiting, broken, f"{took:.2f}")


def settled() -> None:
    """What the watch has written of the cases that `due` made, as name=count lines."""
    at, broken = now(), Commitment.objects.filter(track="update", state="missed")
    keys = [f"{row.case.number}:breach:update:1:100:" for row in broken.select_related("case") if row.case]
    told = Counter(
        key.rsplit(":", 1)[0] + ":"
        for key in Message.objects.filter(kind="commitment.breach").values_list("key", flat=True)
    )
    counted = {
        "waiting": Due.objects.filter(dead=False, due_at__lte=at).count(),
        "dead": Due.objects.filter(dead=True).count(),
        "broken": broken.count(),
        "successors": Commitment.objects.filter(track="update", ordinal=2, state="running").count(),
        "alarms": Alarm.objects.filter(kind="commitment.broken").count(),
        "entries": Entry.objects.filter(verb="commitment.broken").count(),
        "told_twice": sum(count > 2 for count in told.values()),
        "untold": sum(key not in told for key in keys),
    }
    print("\n".join(f"{name}={count}" for name, count in counted.items()))


if __name__ == "__main__":
    verb, *given = sys.argv[1:]
    if verb == "pages":
        pages(*given)
    else:
        {"cast": cast, "watch": watch, "settled": settled}.get(
            verb,
            lambda: {"grow": grow, "due": due, "oncall": oncall, "decided": decided}[verb](int(given[0])),
        )()
