"""A person's act that the database broke off to end a deadlock is done again: nothing of it was written, and whoever it met is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

DEADLOCK = "40P01"
Given = TypeVar("Given")


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's code of what went wrong; None where it was somebody else."""
    return getattr(error.__cause__, "sqlstate", None)


def met_a_deadlock(error: BaseException) -> bool:
    """Whether all of it was undone, so that it may be tried anew."""
    return (
        isinstance(error, OperationalError) and sqlstate(error) == DEADLOCK and not connection.in_atomic_block
    )


def once_more(act: Callable[[], Given]) -> Given:
    """What the act gives; after a deadlock, what it gives the second time."""
    try:
        return act()
    except OperationalError as error:
        if not met_a_deadlock(error):
            raise
    return act()
