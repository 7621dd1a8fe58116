"""The watch's one written order: fire what is due, deliver what is queued, look again. [7.1-workflow]

Any number of these loops may run; none is needed to be right, they make us prompt. The clock is asked once a tick. Between
two ticks the watch sleeps until the next row is due, and never longer than SHOUNUO_WATCH_TICK: looking is the truth.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from shounuo.casework import handlers  # noqa: F401  (registers who is woken for what)
from shounuo.casework.given_up import alarm_given_up
from shounuo.casework.rounds import set_out
from shounuo.kernel import clock
from shounuo.notifications.deliver import deliver_queued
from shounuo.waiting import rules
from shounuo.waiting.engine import fire_due, next_due
from shounuo.waiting.models import Due

log = logging.getLogger("shounuo.watch")


def run(stop: threading.Event) -> None:
    """Fire and deliver until told to stop, each in a thread of its own: a mail server that hangs holds up no promise."""
    delivering = threading.Thread(
        target=_again_and_again, args=(deliver_queued, _a_tick, stop), name="deliver", daemon=True
    )
    delivering.start()
    _set_out()
    _again_and_again(fire, until_next_due, stop)
    delivering.join(timeout=10)


def keep_what_is_loaded() -> None:
    """For a process that does nothing else: what the framework has loaded is not garbage and need not be looked through
    again, and a batch of thousands of rows is gone as a whole. A fifth of the work of settling promises was looking."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _set_out() -> None:
    try:
        set_out(clock.now())
    except Exception:
        log.exception("the rounds could not be set out")


def tick(at: datetime) -> bool:
    """One round of both, in order: all that is due at `at`, then all that is queued. Says whether there may be more."""
    return bool(fire(at) + deliver_queued(at))


def fire(at: datetime) -> int:
    return fire_due(at, on_death=alarm_dead)


def until_next_due() -> float:
    """Seconds to sleep when nothing is left to fire."""
    return rules.rest(next_due(), clock.real_now() + clock.ahead(), settings.WATCH_TICK)


def _a_tick() -> float:
    return float(settings.WATCH_TICK)


def _again_and_again(
    work: Callable[[datetime], int], rest: Callable[[], float], stop: threading.Event
) -> None:
    """A round that fails is logged and the next one tries again; a round that did something is followed at once."""
    failures = 0
    while not stop.is_set():
        try:
            done = work(clock.now())
            pause = 0 if done else rest()
            failures = 0
        except Exception as error:
            failures += 1
            _note(error, failures)
            pause = rules.rest_after_trouble(failures, settings.WATCH_TICK)
        stop.wait(pause)
    connection.close()


def _note(error: Exception, failures: int) -> None:
    """The whole story the first time; a database that stays away is one line a round. The connection is made anew."""
    if failures > 1 and isinstance(error, DatabaseError | InterfaceError):
        log.error("round %s in a row that failed: %s", failures, str(error).strip().partition("\n")[0])
    else:
        log.exception("a round of the watch failed")
    try:
        connection.close()
    except Exception:
        log.exception("the connection could not be closed")


def alarm_dead(row: Due, at: datetime) -> None:
    """A row that failed again and again is somebody's business now."""
    alarm_given_up(row, at)
    log.error("row %s (%s %s) is given up: %s", row.pk, row.kind, row.subject_id, row.last_error)
