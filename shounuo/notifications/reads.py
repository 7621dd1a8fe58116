"""What screens and `shounuo doctor` ask about messages and alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.db.models import Count, Min, Prefetch, QuerySet

from shounuo.cases.models import Case
from shounuo.channels.models import Provider
from shounuo.channels.shape import Receipt
from shounuo.kernel.rows import Question, moment
from shounuo.notifications.models import Alarm, Call, Delivery, Page

NEWEST = """
SELECT alarm.id, alarm.kind, alarm.words, alarm.raised_at, alarm.case_id, about.number
FROM notifications_alarm alarm LEFT JOIN cases_case about ON about.id = alarm.case_id
WHERE alarm.cleared_at IS NULL ORDER BY alarm.raised_at DESC, alarm.id DESC LIMIT %s
"""


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


def delivery_of(provider: Provider, receipt: Receipt) -> Delivery | None:
    """The submission that a vendor's receipt speaks of: by the key we gave it, else by the vendor's own name for it."""
    ours = Delivery.objects.filter(provider=provider).select_related(
        "message__case", "message__call__page__case__customer"
    )
    head, _, number = receipt.key.partition("-")
    if head == "sn" and number.isascii() and number.isdigit() and len(number) < 19:
        return ours.filter(pk=int(number)).first()
    if not receipt.provider_id:
        return None
    return ours.filter(provider_ref=receipt.provider_id).order_by("-pk").first()


def pages_of(case: Case) -> QuerySet[Page]:
    """The calling for a case, newest first, with everybody called and every attempt: who, by what, when, what came of it."""
    attempts = Delivery.objects.select_related("provider").order_by("due_at", "pk")
    calls = Call.objects.select_related("user", "message").prefetch_related(
        Prefetch("message__deliveries", queryset=attempts)
    )
    return (
        Page.objects.filter(case=case)
        .select_related("ended_by")
        .prefetch_related(Prefetch("calls", queryset=calls.order_by("called_at", "pk")))
        .order_by("-opened_at", "-pk")
    )


class Raised(NamedTuple):
    """An open alarm as plain values; `number` is the case's, empty where it is about none."""

    id: int
    kind: str
    words: dict[str, str]
    raised_at: datetime
    case_id: int | None
    number: str


def asks_newest(most: int) -> Question:
    """The newest open alarms, so many of them."""
    return NEWEST, most


def found_newest(rows: list[tuple[Any, ...]]) -> list[Raised]:
    return [
        Raised(key, kind, orjson.loads(words), moment(raised_at), case_id, number or "")
        for key, kind, words, raised_at, case_id, number in rows
    ]
