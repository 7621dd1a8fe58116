"""How the house is doing, in figures: what `/metrics` and the page 运行状况 tell. [7.1-workflow]

Everything is asked of small or partial indexes; nothing grows with what was delivered or closed long ago.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version

from django.conf import settings
from django.db import connection
from django.db.models import Count

from shounuo.cases.models import OPEN, Case
from shounuo.intake.reads import left_over, mailbox_now
from shounuo.notifications.heartbeat import lag
from shounuo.notifications.models import Alarm, Delivery
from shounuo.notifications.reads import backlog
from shounuo.policy.model import LEVELS
from shounuo.waiting.models import Due


@dataclass(frozen=True)
class MailIn:
    """The mailbox. `silent`: since it was last read to its end (None: never); `failing`: since it has been failing."""

    silent: timedelta | None
    failing: timedelta
    problem: dict[str, str]
    left_over: int


@dataclass(frozen=True)
class Measures:
    """`lag`: the age of the oldest due row. `dead`: rows given up. `late`: since when the oldest queued delivery is due.
    `unknown`: deliveries of which nobody knows whether they arrived, and that nobody has seen to."""

    lag: timedelta
    dead: int
    queued: int
    late: timedelta
    sending: int
    unknown: int
    alarms: dict[str, int]
    cases: dict[str, int]
    mail_in: MailIn | None

    @property
    def open_alarms(self) -> int:
        return sum(self.alarms.values())


def measure(at: datetime) -> Measures:
    """Nine short questions."""
    alarms = dict(
        Alarm.objects.filter(cleared_at=None).values_list("kind").annotate(n=Count("id")).order_by("kind")
    )
    waiting = backlog(at)
    open_cases = Case.objects.filter(state__in=OPEN).order_by("priority")
    cases = dict(open_cases.values_list("priority").annotate(n=Count("id")))
    return Measures(
        lag=lag(at),
        dead=Due.objects.filter(dead=True).count(),
        queued=Delivery.objects.filter(state="queued").count(),
        late=at - waiting.since if waiting.since else timedelta(0),
        sending=Delivery.objects.filter(state="sending").count(),
        unknown=alarms.get("message.unknown", 0),
        alarms=alarms,
        cases={level: cases.get(level, 0) for level in LEVELS},
        mail_in=_mail_in(at) if settings.IMAP_HOST else None,
    )


def _mail_in(at: datetime) -> MailIn:
    box = mailbox_now()
    if box is None:
        return MailIn(None, timedelta(0), {}, left_over().count())
    silent = at - box.succeeded_at if box.succeeded_at else None
    failing = at - box.failing_since if box.failing_since else timedelta(0)
    return MailIn(silent, failing, box.problem, left_over().count())


@cache
def release() -> str:
    return version("shounuo")


def database() -> str:
    return connection.vendor
