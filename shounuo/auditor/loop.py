"""The auditor's round: look at the facts, write what is missing, and where the watch has stopped, call by one's own hands."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.conf import settings
from django.db import connection

from shounuo.auditor import checks
from shounuo.auditor.repair import LATE, repair
from shounuo.casework import handlers  # noqa: F401  (registers who is woken for what)
from shounuo.casework.given_up import alarm_given_up
from shounuo.kernel import clock
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import atomic
from shounuo.notifications.actions import clear_alarm_keys
from shounuo.notifications.deliver import deliver_queued
from shounuo.notifications.submit import submit_now
from shounuo.waiting.engine import fire_due

log = logging.getLogger("shounuo.auditor")


def run(stop: threading.Event) -> None:
    """Look again and again until told to stop; a look that fails is logged, and the next one looks again. The first look waits
    its turn, so that a watch that starts at the same moment can catch up."""
    while not stop.wait(settings.AUDIT_EVERY):
        try:
            audit(clock.now())
        except Exception:
            log.exception("an audit failed")
            connection.close()
    connection.close()


def audit(at: datetime) -> checks.Findings:
    """One look: what was found, and is mended by now."""
    found = checks.look(at)
    mended = repair(found, at=at)
    if mended:
        log.warning("%s rows were missing and are written", mended)
    if stopped(at):
        log.error("the watch has stopped: urgent pages go out from here")
        by_own_hands(at)
    elif not found.late_since:
        with atomic():
            clear_alarm_keys([LATE], by=SYSTEM, at=at)
    return found


def stopped(at: datetime) -> bool:
    """Whether urgent calls are due and nobody makes them."""
    return any(True for _ in checks.overdue_pages(at)[:1]) or checks.stuck_pages(at).exists()


def by_own_hands(at: datetime) -> None:
    """The minimal path: the same rows under the same keys, climbed and submitted here, whoever else may be at it."""
    kinds = {row.kind for row in checks.overdue_pages(at)[: checks.MOST]}
    if kinds:
        fire_due(at, on_death=alarm_given_up, kinds=kinds)
    while submit_now(at):
        pass
    deliver_queued(at)
