"""A database looked at from outside, with plain SQL. Patient: while the database is down, it waits."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg

PATIENCE = 150.0
DOWN = (psycopg.OperationalError, sqlite3.OperationalError)


class Store:
    """`address` as SHOUNUO_DATABASE has it; `%s` stands for a value on both databases."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_sqlite = address.startswith("sqlite")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a question finds."""
        return self._patiently(sql, [values], many=False)

    def run(self, sql: str, *values: Any) -> None:
        self._patiently(sql, [values], many=False)

    def run_many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        self._patiently(sql, values, many=True)

    def moment(self, seconds: int) -> Any:
        """A moment as the product's tables hold it."""
        at = datetime.fromtimestamp(seconds, UTC)
        return f"{at:%Y-%m-%d %H:%M:%S}" if self.is_sqlite else at

    @staticmethod
    def seconds(moment: Any) -> int:
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC) if isinstance(moment, str) else moment
        return int(at.timestamp())

    def _patiently(self, sql: str, values: Sequence[Sequence[Any]], *, many: bool) -> list[tuple[Any, ...]]:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._once(sql, values, many=many)
            except DOWN:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def _once(self, sql: str, values: Sequence[Sequence[Any]], *, many: bool) -> list[tuple[Any, ...]]:
        if self.is_sqlite:
            connection: Any = sqlite3.connect(self.address.removeprefix("sqlite:///"), timeout=20)
            sql = sql.replace("%s", "?")
        else:
            connection = psycopg.connect(self.address)
        try:
            with connection:
                cursor = connection.cursor()
                if many:
                    cursor.executemany(sql, values)
                else:
                    cursor.execute(sql, values[0])
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()
