"""The mailbox is followed: a round whenever the server speaks of something new (or every few seconds), for good.

Whatever fails is said in the log, kept on the mailbox's row, and tried again later and later; after a while without
success the desk is told, and the next success takes the alarm away. Any number of followers may run.
"""

from __future__ import annotations

import logging
import random
import threading

from django.conf import settings
from django.db import connection

from shounuo.intake import actions, mailbox, patience, second_try
from shounuo.intake.line import Line
from shounuo.intake.one import MOST_BYTES
from shounuo.intake.trouble import Trouble
from shounuo.kernel.clock import now
from shounuo.kernel.words import Words

log = logging.getLogger("shounuo.intake")

LONGEST_IDLE = 120.0
"""Seconds of silence after which we look all the same: a line that died quietly is noticed, and mail is late by no more."""
SOONEST = 1.0


def visit(stop: threading.Event) -> int:
    """One round on a line of its own; how many messages were new. What went wrong is on the mailbox's row, and raised."""
    line = None
    try:
        line = Line.opened(mailbox.place(), most=MOST_BYTES)
        new = mailbox.look(line, stop)
    except Trouble as trouble:
        actions.note_failure(actions.mailbox_named(mailbox.name()), trouble.words, at=now())
        raise
    finally:
        if line:
            line.close()
    actions.note_success(actions.mailbox_named(mailbox.name()), at=now())
    return new


def follow(stop: threading.Event) -> None:
    """Until we are told to stop."""
    line: Line | None = None
    failures = 0
    while not stop.is_set():
        try:
            line = line or Line.opened(mailbox.place(), most=MOST_BYTES)
            mailbox.look(line, stop)
            actions.note_success(actions.mailbox_named(mailbox.name()), at=now())
            failures = 0
            _wait(line, stop)
        except Exception as error:
            failures += 1
            _close(line)
            line = None
            _note(error)
            login = isinstance(error, Trouble) and error.kind == "login"
            luck = random.random()  # noqa: S311 (jitter keeps no secret)
            stop.wait(patience.pause(failures, login=login, luck=luck).total_seconds())
    _close(line)
    connection.close()


def _wait(line: Line, stop: threading.Event) -> None:
    """For the server's word; where it gives none, for the time that the settings say. No longer than until the next
    second try."""
    due = second_try.next_try(mailbox.name())
    longest = max(SOONEST, (due - now()).total_seconds()) if due else LONGEST_IDLE
    if not line.idle(min(LONGEST_IDLE, longest), stop):
        stop.wait(min(settings.IMAP_POLL, longest))


def _close(line: Line | None) -> None:
    if line:
        line.close()


def _note(error: Exception) -> None:
    """In the log and on the mailbox's row; a database that is away can keep nothing."""
    if isinstance(error, Trouble):
        log.warning("the mailbox can't be read: %s", error)
        words = error.words
    else:
        log.exception("a round through the mailbox failed", exc_info=error)
        connection.close()
        words = Words.of("内部错误：{error}", "an error of our own: {error}", error=type(error).__name__)
    try:
        actions.note_failure(actions.mailbox_named(mailbox.name()), words, at=now())
    except Exception:
        log.exception("and that could not be noted")
        connection.close()
