"""Whose trouble an exception is. A row that raises pays with a try; a database that is down, full or busy is nobody's fault.

SQLSTATE classes are PostgreSQL's (appendix A of its manual), names are SQLite's result codes.
"""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection

from shounuo.kernel.again import sqlstate

OF_THE_HOUSE = ("08", "40", "53", "57P", "58", "XX")
"""Connection lost, deadlock, no resources (a full disk), shut down, input or output, an error inside the server."""
NO_LOCK = "55P03"
SQLITE_OF_THE_HOUSE = (
    "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_NOMEM",
    "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_PROTOCOL",
)  # fmt: skip
NO_ROOM = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE}
)


def is_of_the_house(error: BaseException) -> bool:
    """Every row would have met it: the round ends, nothing is counted against anybody, the next round tries again."""
    if isinstance(error, MemoryError) or _is_gone():
        return True
    if isinstance(error, InterfaceError | OperationalError | InternalError):
        return _is_of_the_server(error)
    return isinstance(error, OSError) and error.errno in NO_ROOM


def gave_way(error: BaseException) -> bool:
    """Somebody else holds what the handler needs, and we would not wait (PostgreSQL's lock_timeout)."""
    return isinstance(error, DatabaseError) and sqlstate(error) == NO_LOCK


def _is_of_the_server(error: DatabaseError | InterfaceError) -> bool:
    name = getattr(error.__cause__, "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(SQLITE_OF_THE_HOUSE)
    state = sqlstate(error)
    return state is None or state.startswith(OF_THE_HOUSE)


def _is_gone() -> bool:
    """Whether the connection was lost: then whatever was raised came of that."""
    return connection.connection is None or bool(getattr(connection.connection, "closed", False))
