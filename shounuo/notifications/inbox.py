"""The inbox: what was told to a colleague, whatever became of the other ways – here it has always arrived. [5.2-notify]"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from shounuo.accounts.models import User
from shounuo.notifications.models import Delivery, Message

COUNTED = 100
"""Nobody needs to know how many more than ninety-nine they are."""


def told(user: User, at: datetime) -> QuerySet[Message]:
    """What this person was told until now, newest first: not what is put off until later, nor what was withdrawn unsent."""
    left = Delivery.objects.filter(message=OuterRef("pk"), due_at__lte=at).exclude(state="withdrawn")
    return Message.objects.filter(Exists(left), user=user).order_by("-id")


def unread(user: User, at: datetime) -> int:
    """How many of them are unread, up to COUNTED. One query, by an index of what is unread; in no order, so that it ends early
    for somebody who never reads."""
    return told(user, at).order_by().filter(read_at=None)[:COUNTED].count()


def page(user: User, at: datetime, *, before: int | None, limit: int) -> list[Message]:
    """`limit` messages older than number `before`, each with its case, its call and its attempts. Two queries."""
    attempts = Delivery.objects.select_related("provider").order_by("due_at", "pk")
    found = told(user, at).select_related("case__customer", "call__page__ended_by", "call__user")
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.prefetch_related(Prefetch("deliveries", queryset=attempts))[:limit])
