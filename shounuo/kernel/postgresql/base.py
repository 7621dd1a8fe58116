"""The connection as Django finds it by the name `shounuo.kernel.postgresql`."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks `SELECT 1` before each request that finds a kept connection; that is a walk to the server and back."""

    def is_usable(self) -> bool:
        """A server that goes away closes the socket, and a closed one can be read at once. Whatever else has come unasked
        is for Django's own question to sort out."""
        if self.connection is None or self.connection.pgconn.status != ConnStatus.OK:
            return False
        look = select.poll()
        look.register(self.connection.pgconn.socket, select.POLLIN)
        return not look.poll(0) or bool(super().is_usable())
