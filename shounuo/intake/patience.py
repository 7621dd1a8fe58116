"""How long to wait: before the mailbox is tried again, before a message is, and before somebody is told."""

from __future__ import annotations

from datetime import timedelta

LOGIN = timedelta(minutes=1), timedelta(minutes=15)
LINE = timedelta(seconds=2), timedelta(minutes=1)
"""The first pause, which doubles, and the longest. A refused password waits longer: providers lock accounts."""
JITTER = 0.2
AFTER = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60))
"""How long after the first, second … failed try a message is tried again."""
FLOOD = timedelta(minutes=10)
"""How long a mail of somebody who writes too many waits."""
TOLD_FROM = 2
"""From this failed try on a message is on the desk: most first ones are a line that broke."""
SILENCE = timedelta(minutes=10)
"""How long a mailbox may fail before the desk is told."""


def pause(tries: int, *, login: bool, luck: float) -> timedelta:
    """Before the mailbox is tried again after so many failures in a row, give or take a fifth (luck 0..1)."""
    first, longest = LOGIN if login else LINE
    doubled: timedelta = min(first * 2.0 ** min(tries - 1, 10), longest)
    return doubled * (1 + JITTER * (2 * luck - 1))


def retry_after(tries: int) -> timedelta | None:
    """Before a message that failed so many times is tried again; None: a person has to look."""
    return AFTER[tries - 1] if tries <= len(AFTER) else None
