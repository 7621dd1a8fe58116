"""How long a row that raised is put off, and when it is given up and becomes an alarm."""

from __future__ import annotations

from datetime import timedelta

MOST_TRIES = 8


def put_off(tries: int) -> timedelta:
    """Exponential: 1 s, 2 s, 4 s … 64 s after the given number of failed tries."""
    return timedelta(seconds=2 ** min(max(tries - 1, 0), 6))


def given_up(tries: int) -> bool:
    return tries >= MOST_TRIES
