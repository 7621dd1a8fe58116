"""The watch's one written order: fire what is due, deliver what is queued, look again. [7.1-workflow]

Any number of these loops may run; none is needed to be right, they make us prompt. The clock is asked once a tick.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import connection

from shounuo.casework import handlers  # noqa: F401  (registers who is woken for what)
from shounuo.casework.rounds import set_out
from shounuo.kernel.clock import now
from shounuo.kernel.words import Words
from shounuo.notifications import heartbeat
from shounuo.notifications.actions import raise_alarm
from shounuo.notifications.deliver import deliver_queued
from shounuo.waiting.engine import fire_due
from shounuo.waiting.models import Due

log = logging.getLogger("shounuo.watch")


def run(stop: threading.Event) -> None:
    """Fire and deliver until told to stop, each in a thread of its own: a mail server that hangs holds up no promise."""
    delivering = threading.Thread(
        target=_again_and_again, args=(deliver_queued, stop), name="deliver", daemon=True
    )
    delivering.start()
    heartbeat.start(stop)
    _set_out()
    _again_and_again(fire, stop)
    delivering.join(timeout=10)


def _set_out() -> None:
    try:
        set_out(now())
    except Exception:
        log.exception("the rounds could not be set out")


def tick(at: datetime) -> bool:
    """One round of both, in order: all that is due at `at`, then all that is queued. Says whether there may be more."""
    return bool(fire(at) + deliver_queued(at))


def fire(at: datetime) -> int:
    return fire_due(at, on_death=alarm_dead)


def _again_and_again(work: Callable[[datetime], int], stop: threading.Event) -> None:
    """A round that fails is logged and the next one tries again; a round that did something is followed at once."""
    while not stop.is_set():
        try:
            done = work(now())
        except Exception:
            log.exception("a round of the watch failed")
            connection.close()
            done = 0
        if not done:
            stop.wait(settings.WATCH_TICK)
    connection.close()


def alarm_dead(row: Due, at: datetime) -> None:
    """A row that failed again and again is somebody's business now."""
    words = Words(
        f"到期事项 {row.kind} 多次失败，需要人工处理", f"{row.kind} failed again and again and needs a person"
    )
    raise_alarm(f"dead:{row.pk}", "waiting.dead", words, at=at)
    log.error("row %s (%s %s) is given up: %s", row.pk, row.kind, row.subject_id, row.last_error)
