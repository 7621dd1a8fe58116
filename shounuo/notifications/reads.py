"""What screens and `shounuo doctor` ask about messages and alarms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.db.models import Count, Min, Prefetch, Q, QuerySet

from shounuo.accounts.models import User
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


def open_pages(case: Case) -> list[Page]:
    """What calls for this case right now, the oldest first. One query."""
    return list(Page.objects.filter(case=case, state="open").order_by("opened_at", "pk"))


def calling_among(case_ids: Iterable[int]) -> set[int]:
    """For which of these cases people are being called right now. One query."""
    return set(
        Page.objects.filter(case_id__in=list(case_ids), state="open").values_list("case_id", flat=True)
    )


def call_to(user: User, page_id: int) -> Call | None:
    """How this page called this person; None where it did not."""
    return _with_page(Call.objects.filter(page=page_id, user=user)).first()


def calls_to(user: User, after: tuple[bool, datetime, int] | None, limit: int) -> tuple[list[Call], bool]:
    """How this person was called: to pages that are open first, then to the others, each latest first; and whether there are
    more. `after` is the place of the last one before: whether among the open ones, when called, its number."""
    found: list[Call] = []
    for is_open in (True, False):
        if after is not None and after[0] < is_open:
            continue  # the open ones were all told
        calls = Call.objects.filter(user=user)
        calls = calls.filter(page__state="open") if is_open else calls.exclude(page__state="open")
        if after is not None and after[0] == is_open:
            _, at, number = after
            calls = calls.filter(Q(called_at__lt=at) | Q(called_at=at, pk__lt=number))
        found += _with_page(calls).order_by("-called_at", "-pk")[: limit + 1 - len(found)]
        if len(found) > limit:
            break
    return found[:limit], len(found) > limit


def _with_page(calls: QuerySet[Call]) -> QuerySet[Call]:
    return calls.select_related(
        "user", "message", "page__case__customer", "page__case__assignee", "page__ended_by"
    )
