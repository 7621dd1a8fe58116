"""The watch's one written order: fire what is due, deliver what is queued, look again. [7.1-workflow]

Any number of these loops may run; none is needed to be right, they make us prompt. The clock is asked once a tick.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.conf import settings
from django.db import close_old_connections

from shounuo.casework import handlers  # noqa: F401  (registers who is woken for what)
from shounuo.kernel.clock import now
from shounuo.kernel.words import Words
from shounuo.notifications.actions import raise_alarm
from shounuo.notifications.deliver import deliver_queued
from shounuo.waiting.engine import fire_due
from shounuo.waiting.models import Due

log = logging.getLogger("shounuo.watch")


def run(stop: threading.Event) -> None:
    """Tick until told to stop; a tick that fails is logged and the next one tries again."""
    while not stop.is_set():
        try:
            busy = tick(now())
        except Exception:
            log.exception("a tick of the watch failed")
            close_old_connections()
            busy = False
        if not busy:
            stop.wait(settings.WATCH_TICK)


def tick(at: datetime) -> bool:
    """One round: all that is due at `at`, then all that is queued. Says whether there may be more at once."""
    fired = fire_due(at, on_death=alarm_dead)
    delivered = deliver_queued(at)
    return bool(fired or delivered)


def alarm_dead(row: Due, at: datetime) -> None:
    """A row that failed again and again is somebody's business now."""
    words = Words(
        f"到期事项 {row.kind} 多次失败,需要人工处理", f"{row.kind} failed again and again and needs a person"
    )
    raise_alarm(f"dead:{row.pk}", "waiting.dead", words, at=at)
    log.error("row %s (%s %s) is given up: %s", row.pk, row.kind, row.subject_id, row.last_error)
