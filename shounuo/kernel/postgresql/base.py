"""The connection as Django finds it by the name `shounuo.kernel.postgresql`."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.base import CursorDebugWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import IsolationLevel
from psycopg.pq import ConnStatus


class _Beginning:
    """A cursor that was made before a transaction and is used inside it begins it too."""

    db: DatabaseWrapper

    def _execute_with_wrappers(self, *given: Any, **named: Any) -> Any:
        self.db.begin()
        return super()._execute_with_wrappers(*given, **named)  # type: ignore[misc]


class _Cursor(_Beginning, CursorWrapper):
    pass


class _WatchedCursor(_Beginning, CursorDebugWrapper):
    pass


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks `SELECT 1` before each request that finds a kept connection; that is a walk to the server and back.

    And it begins a transaction on the server whatever is done in it. Here that is put off until the first statement of
    Django's, or until somebody says `begin`: what `kernel.sending` asks before that is answered by single statements, each
    of which sees what was committed when it began, as it does inside a transaction (READ COMMITTED)."""

    def is_usable(self) -> bool:
        """A server that goes away closes the socket, and a closed one can be read at once. Whatever else has come unasked
        is for Django's own question to sort out."""
        if self.connection is None or self.connection.pgconn.status != ConnStatus.OK:
            return False
        look = select.poll()
        look.register(self.connection.pgconn.socket, select.POLLIN)
        return not look.poll(0) or bool(super().is_usable())

    def _set_autocommit(self, autocommit: bool) -> None:
        """Into a transaction: not yet. Out of one: where one was begun."""
        if autocommit:
            if not self.connection.autocommit:
                super()._set_autocommit(True)  # type: ignore[misc]
        elif self.isolation_level != IsolationLevel.READ_COMMITTED:  # type: ignore[attr-defined]
            super()._set_autocommit(False)  # type: ignore[misc]

    def begin(self) -> None:
        """What Django takes for a transaction is one on the server from here on."""
        if not self.autocommit and self.connection is not None and self.connection.autocommit:
            super()._set_autocommit(False)  # type: ignore[misc]

    def create_cursor(self, name: str | None = None) -> Any:
        self.begin()
        return super().create_cursor(name)

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return _Cursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> CursorDebugWrapper:
        return _WatchedCursor(cursor, self)
