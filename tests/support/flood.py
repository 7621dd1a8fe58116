"""Many cases at once that call and tell one colleague, for stories of quiet hours and digests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.open_case import open_case
from shounuo.casework.tell import tell_staff
from shounuo.kernel.transaction import atomic
from shounuo.notifications.actions.pages import begin_pages
from shounuo.notifications.models import Delivery
from shounuo.waiting.models import Due
from tests.support.world import MONDAY, World, ticket


def cases(world: World, count: int, level: str = "P3") -> list[Case]:
    """So many open cases of this level that the duty engineer has; nothing else waits or is under way."""
    calm = {
        "subject": "请问怎么看账单?",
        "description": "请问怎么看账单?",
        "problem_type": "consulting",
        "impact": "none",
    }
    first = open_case(ticket(world.wang, choice="P3", **calm), by=world.wang.actor, at=MONDAY)
    Case.objects.filter(pk=first.pk).update(priority=level, assignee=world.duty)
    many = [Case.objects.get(pk=first.pk) for _ in range(count)]
    for n, case in enumerate(many, 500_000_000):
        case.pk, case.number = None, f"SN-{n}"
    Case.objects.bulk_create(many)
    Due.objects.all().delete()
    Delivery.objects.filter(state="queued").update(state="withdrawn")
    return list(Case.objects.exclude(pk=first.pk).order_by("pk"))


def call_for(many: list[Case], at: datetime, occasion: str = "breach") -> None:
    """People are called to each of these."""
    with atomic():
        begin_pages([(case, occasion) for case in many], at=at)


def write_of(many: list[Case], to: User, at: datetime) -> None:
    """A mail to this colleague about a broken promise of each."""
    facts: dict[str, Any] = {"track": "response", "share": 100, "due_at": at.isoformat(), "level": "P3"}
    with atomic():
        for case in many:
            tell_staff(case, to, "commitment.breach", "breach:response:1:100", at=at, **facts)
