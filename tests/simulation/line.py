"""A person's line to the server: JSON over HTTP with that person's token, one connection a call."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """Speaks for one person. AssertionError, with the server's words, for an answer that the script did not expect."""

    port: int
    token: str
    email: str

    def get(self, path: str) -> Body:
        return self._call("GET", path, None, {}, (200,))

    def post(
        self, path: str, body: Body | None = None, *, key: str = "", refused: int = 0, or_refused: int = 0
    ) -> Body:
        """`key` makes it safe to send twice; `refused` is the status of a no that the script wants to hear, `or_refused` of one that
        it can live with."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._call(
            "POST", path, body or {}, headers, (refused,) if refused else (200, 201, or_refused)
        )

    def _call(
        self, method: str, path: str, body: Body | None, headers: dict[str, str], expected: tuple[int, ...]
    ) -> Body:
        said = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        known = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, f"/api/v1{path}", said, known | headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        assert response.status in expected, f"{method} {path} {body}: {response.status} {answer.decode()}"
        return dict(json.loads(answer))
