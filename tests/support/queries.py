"""The number of queries, written down: a page that asks once more than it says is a failing test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "PRAGMA")


@contextmanager
def queries(expected: int) -> Iterator[list[str]]:
    """Exactly so many statements, whatever frames a transaction (that differs between the databases)."""
    with counted() as asked:
        yield asked
    listed = "\n".join(f"{number}. {sql[:300]}" for number, sql in enumerate(asked, 1))
    assert len(asked) == expected, f"{len(asked)} queries instead of {expected}:\n{listed}"


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of a block, to be compared with another block's; filled when the block ends."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    asked += [query["sql"] for query in captured if not query["sql"].lstrip().upper().startswith(_FRAME)]
