"""How a statement leaves past Django: on PostgreSQL for the few busiest, everywhere else the way Django sends them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor

Cursor = CursorWrapper | RawCursor[Any]


def sent(sql: str, values: Sequence[Any]) -> Cursor:
    """On PostgreSQL past all that is done to a statement on its way; where statements are watched, the way they are watched.

    A statement that goes past Django does not begin a transaction that was put off (`kernel/postgresql`): a question needs
    none, and whoever writes says `begin` first or sends all of it at once."""
    if connection.vendor != "postgresql" or connection.queries_logged or connection.execute_wrappers:
        watched = connection.cursor()
        watched.execute(sql, values)
        return watched
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return RawCursor(connection.connection).execute(_numbered(sql), values)


def answer(cursor: Cursor) -> list[tuple[Any, ...]]:
    with cursor:
        return list(cursor.fetchall())


def begin() -> None:
    """What is written from here on waits for the commit."""
    if connection.vendor == "postgresql":
        connection.begin()  # type: ignore[attr-defined]  # our own wrapper knows it


@lru_cache(maxsize=512)
def _numbered(sql: str) -> str:
    first, *others = sql.split("%s")
    return first + "".join(f"${n}{part}" for n, part in enumerate(others, start=1))
