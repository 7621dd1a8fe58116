"""The watch's one written order: fire what is due, deliver what is queued, look again. [7.1-workflow]

Any number of these loops may run; none is needed to be right, they make us prompt. The clock is asked once a tick. Between
two ticks the watch sleeps until the next row is due, and never longer than SHOUNUO_WATCH_TICK: looking is the truth.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from shounuo.casework import handlers  # noqa: F401  (registers who is woken for what)
from shounuo.casework.escalate.aws_line import look_at_aws
from shounuo.casework.evidence.line import look_at_evidence
from shounuo.casework.find.line import keep_index
from shounuo.casework.given_up import alarm_given_up
from shounuo.casework.incident.mirror_line import look_at_groups
from shounuo.casework.rounds import set_out
from shounuo.kernel import clock
from shounuo.notifications import heartbeat
from shounuo.notifications.asking import ask_about_unknown
from shounuo.notifications.deliver import deliver_queued
from shounuo.notifications.submit import Hands, submit_now
from shounuo.waiting import rules
from shounuo.waiting.engine import fire_due, next_due
from shounuo.waiting.models import Due

log = logging.getLogger("shounuo.watch")


def run(stop: threading.Event) -> None:
    """Fire, deliver and submit until told to stop, each in a thread of its own: a mail server or a vendor that hangs holds up
    no promise."""
    hands = Hands()
    others = [
        _thread("deliver", deliver_queued, _a_tick, stop),
        _thread("ask", ask_about_unknown, _a_tick, stop),
        _thread("aws", look_at_aws, _a_breath, stop),
        _thread("groups", look_at_groups, _a_breath, stop),
        _thread("index", keep_index, _a_breath, stop),
        _thread("evidence", look_at_evidence, _a_breath, stop),
        _thread("submit", hands.submit_queued, lambda: _until_pages(hands), stop),
    ]
    heartbeat.start(stop)
    _set_out()
    _again_and_again(_fire_and_say, until_next_due, stop)
    for one in others:
        one.join(timeout=10)
    hands.close()


def _thread(
    name: str, work: Callable[[datetime], int], rest: Callable[[], float], stop: threading.Event
) -> threading.Thread:
    thread = threading.Thread(target=_again_and_again, args=(work, rest, stop), name=name, daemon=True)
    thread.start()
    return thread


_fired = threading.Event()
"""Something was fired just now, so there may be pages."""


def _fire_and_say(at: datetime) -> int:
    moved = fire(at)
    if moved:
        _fired.set()
    return moved


def _until_pages(hands: Hands) -> float:
    """Pages have hands of their own: as long as one is free, the next page goes out at once."""
    if not hands.until_free(settings.WATCH_TICK):
        _fired.wait(settings.WATCH_TICK)
    _fired.clear()
    return 0.0


def _set_out() -> None:
    try:
        set_out(clock.now())
    except Exception:
        log.exception("the rounds could not be set out")


def tick(at: datetime) -> bool:
    """One round of all, in order: what is due at `at`, then mails, then pages, AWS, and chat groups. Says whether there may be more."""
    return bool(fire(at) + deliver_queued(at) + submit_now(at) + look_at_aws(at) + look_at_groups(at))


def fire(at: datetime) -> int:
    return fire_due(at, on_death=alarm_dead)


def until_next_due() -> float:
    """Seconds to sleep when nothing is left to fire."""
    return rules.rest(next_due(), clock.real_now() + clock.ahead(), settings.WATCH_TICK)


def _a_tick() -> float:
    return float(settings.WATCH_TICK)


def _a_breath() -> float:
    """For what nobody is called by: a second is soon enough, however often the watch looks."""
    return max(float(settings.WATCH_TICK), 1.0)


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
