"""Asking the running server, over one kept connection, and how long it took.

A plain socket, since the client stands on the same cores as what it measures: Python's own reads headers as it reads mail,
which takes a third of a millisecond.
"""

from __future__ import annotations

import json
import socket
import time
from typing import Any


class Client:
    """One connection, as one browser or one machine would keep it."""

    def __init__(self, port: int, token: str = "", cookie: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        who = f"Authorization: Bearer {token}" if token else f"Cookie: {cookie}"
        self.headers = f"Host: 127.0.0.1:{port}\r\n{who}\r\n"

    def ask(self, method: str, path: str, said: dict[str, Any] | None = None) -> tuple[int, bytes, float]:
        """Status, body and milliseconds."""
        body = json.dumps(said).encode() if said is not None else b""
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        request = f"{method} {path} HTTP/1.1\r\n{self.headers}{kind}\r\n".encode() + body
        began = time.perf_counter()
        self.socket.sendall(request)
        head, _, answer = self._until(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        while len(answer) < length:
            answer += self.socket.recv(1 << 16)
        took = (time.perf_counter() - began) * 1000
        return int(head[9:12]), answer, took

    def _until(self, end: bytes) -> tuple[bytes, bytes, bytes]:
        came = b""
        while end not in came:
            part = self.socket.recv(1 << 16)
            if not part:
                raise ConnectionError("the server closed the connection")
            came += part
        return came.partition(end)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
