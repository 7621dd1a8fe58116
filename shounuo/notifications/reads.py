"""What screens and `shounuo doctor` ask about messages and alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from shounuo.notifications.models import Alarm, Delivery


@dataclass(frozen=True)
class Backlog:
    """Mails that should have left: how many, and since when the oldest is due (None: none waits)."""

    count: int
    since: datetime | None


def backlog(at: datetime) -> Backlog:
    """What is due at `at` and still queued: everything, where no mail server is set."""
    waiting = Delivery.objects.filter(state="queued", due_at__lte=at)
    return Backlog(**waiting.aggregate(count=Count("id"), since=Min("due_at")))


def open_alarms() -> QuerySet[Alarm]:
    """What somebody must look at now, newest first."""
    return Alarm.objects.filter(cleared_at=None).select_related("case").order_by("-raised_at", "-id")
