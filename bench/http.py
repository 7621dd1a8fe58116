"""Asking the running server, over one kept connection, and how long it took."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection, HTTPResponse
from typing import Any


class Client:
    """One connection, as one browser or one machine would keep it."""

    def __init__(self, port: int, token: str = "", cookie: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {"Cookie": cookie}

    def ask(self, method: str, path: str, said: dict[str, Any] | None = None) -> tuple[int, bytes, float]:
        """Status, body and milliseconds."""
        body = json.dumps(said).encode() if said is not None else None
        headers = self.headers | ({"Content-Type": "application/json"} if body else {})
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response: HTTPResponse = self.connection.getresponse()
        answer = response.read()
        return response.status, answer, (time.perf_counter() - began) * 1000


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
