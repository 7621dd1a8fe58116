"""How somebody answers when they are called: over the last 30 days, and every duty that they missed. [5.2-notify]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Prefetch

from shounuo.accounts.models import User
from shounuo.notifications.attempts import missed, took
from shounuo.notifications.models import Call, Page

PERIOD = timedelta(days=30)


@dataclass(frozen=True)
class Answering:
    """Calls that wanted an answer: how many, how many were answered, the median time to it (None: none was), and those that
    went on to somebody else or began anew without one, newest first."""

    called: int
    answered: int
    median: timedelta | None
    missed: list[Call]


def answering(user: User, at: datetime) -> Answering:
    """Two queries, and one for everybody whom the same pages called. Who was only to know, or was told once by a page that
    waits for nobody, owed no answer."""
    since = at - PERIOD
    everybody = Prefetch("page__calls", queryset=Call.objects.order_by("called_at", "pk"))
    calls = list(
        Call.objects.filter(user=user, part="ladder", called_at__gt=since, called_at__lte=at)
        .exclude(page__state="told")
        .select_related("page__case__customer")
        .prefetch_related(everybody)
        .order_by("-called_at", "-pk")
    )
    spans = [span.total_seconds() for call in calls if (span := took(call)) is not None]
    return Answering(
        len(calls),
        len(spans),
        timedelta(seconds=median(spans)) if spans else None,
        [call for call in calls if _missed(call, call.page)],
    )


def _missed(call: Call, page: Page) -> bool:
    return missed(call, page, list(page.calls.all()))
