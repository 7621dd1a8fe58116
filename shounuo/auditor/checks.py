"""What should be under way and is not: a handful of questions to the facts, none of which trusts a timer.

A case that is open has the next warning or breach of its promises ahead, and a row that wakes it no later. A case that nobody
has accepted is being called for, or its calling was answered. What was told has a delivery. What is due has been fired.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from shounuo.cases.models import Case
from shounuo.commitments.actions import WAKES
from shounuo.commitments.models import Commitment
from shounuo.notifications.actions.pages import KINDS, NEW_CASE
from shounuo.notifications.models import Delivery, Message, Page
from shounuo.waiting.models import Due

GRACE = timedelta(seconds=45)
"""So late may something be before the auditor takes it for missing; the watch looks every second."""
STOPPED = timedelta(minutes=2)
"""So old may the oldest due row be before the watch is taken for stopped."""
URGENT = ("P0", "P1")
MOST = 500


@dataclass(frozen=True)
class Findings:
    """What is missing at one moment: cases without the row that wakes them, cases nobody is called to, messages that nothing
    delivers; and since when the oldest row is due (None: nothing is late)."""

    unwoken: list[Case]
    uncalled: list[Case]
    undelivered: list[Message]
    late_since: datetime | None

    def __bool__(self) -> bool:
        return bool(self.unwoken or self.uncalled or self.undelivered or self.late_since)


def look(at: datetime) -> Findings:
    """A constant number of queries."""
    late = Due.objects.filter(dead=False, due_at__lte=at - STOPPED).order_by("due_at").first()
    return Findings(
        list(unwoken(at)[:MOST]),
        list(uncalled(at)[:MOST]),
        list(undelivered(at)[:MOST]),
        late.due_at if late else None,
    )


def unwoken(at: datetime) -> QuerySet[Case]:
    """A promise of the case can still be broken, and no row would notice."""
    row = Due.objects.filter(kind=WAKES, subject_id=OuterRef("pk"))
    ahead = Commitment.objects.filter(case=OuterRef("pk"), state="running", broken_at=None, paused_at=None)
    asleep = Case.objects.filter(Exists(ahead), ~Exists(row), updated_at__lte=at - GRACE)
    return asleep.order_by("next_due_at", "pk")


def uncalled(at: datetime) -> QuerySet[Case]:
    """Urgent and accepted by nobody, and neither called for, nor answered, nor about to be."""
    row = Due.objects.filter(kind=KINDS[NEW_CASE], subject_id=OuterRef("pk"))
    called = Page.objects.filter(case=OuterRef("pk"), occasion=NEW_CASE).filter(state="acknowledged")
    wanted = Case.objects.filter(priority__in=URGENT, state="new", updated_at__lte=at - GRACE)
    return wanted.filter(~Exists(row), ~Exists(called)).order_by("opened_at", "pk")


def undelivered(at: datetime) -> QuerySet[Message]:
    """Told, and nothing that would ever deliver it; pages have deliveries of their own."""
    recent = Message.objects.filter(queued_at__lte=at - GRACE, queued_at__gt=at - timedelta(days=2))
    return recent.filter(~Exists(Delivery.objects.filter(message=OuterRef("pk"))), call=None).order_by("pk")


def overdue_pages(at: datetime) -> QuerySet[Due]:
    """Rungs that should have been climbed by now."""
    return Due.objects.filter(kind__in=list(KINDS.values()), dead=False, due_at__lte=at - GRACE).order_by(
        "due_at"
    )


def stuck_pages(at: datetime) -> QuerySet[Delivery]:
    """Urgent submissions that are queued and that nobody hands out."""
    return Delivery.objects.filter(state="queued", urgency__lte=1, due_at__lte=at - GRACE).order_by(
        "urgency", "due_at"
    )
