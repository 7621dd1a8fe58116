"""A local system that takes webhooks after Standard Webhooks 1.0.0, and sends signed receipts back.

Speaks after https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: the signature over
`{id}.{timestamp}.{body}`, a tolerance of five minutes, the id as the key under which one thing happens once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.support.vendors.base import Asked, Said

TROUBLES: dict[str, Said] = {
    "throttle": Said({"error": "slow down"}, status=429, headers={"Retry-After": "120"}),
    "throttle silently": Said({"error": "slow down"}, status=429),
    "until": Said(b"", status=503, headers={"Retry-After": "Mon, 02 Mar 2026 02:05:00 GMT"}),
    "for a day": Said(b"", status=503, headers={"Retry-After": "86400"}),
    "gone": Said(b"", status=410),
    "moved": Said(b"", status=301, headers={"Location": "https://elsewhere.example/"}),
    "forbidden": Said(b"", status=403),
    "not understood": Said({"error": "to?"}, status=400),
    "gateway timeout": Said(b"", status=504),
}


class Receiver:
    """What it takes is the body as JSON, once for each id."""

    def __init__(self, secret: str, now: Callable[[], datetime]) -> None:
        self.key, self.now = base64.b64decode(secret.removeprefix("whsec_")), now
        self.seen: set[str] = set()

    def answer(self, asked: Asked) -> Said:
        name, seconds = asked.headers.get("webhook-id", ""), asked.headers.get("webhook-timestamp", "")
        if not self._ours(name, seconds, asked):
            return Said({"error": "signature"}, status=401)
        if abs(self.now().timestamp() - int(seconds)) > 300:
            return Said({"error": "time"}, status=400)
        if name in self.seen:
            return Said(b"", status=204)
        self.seen.add(name)
        return Said({"ok": True}, status=202, took=asked.json())

    def trouble(self, what: str, asked: Asked) -> Said:
        return TROUBLES[what]

    def receipt(self, said: Any, at: datetime, name: str = "rcpt_1") -> tuple[bytes, dict[str, str]]:
        """A signed call back to the house: its body and its headers."""
        body, seconds = json.dumps(said).encode(), str(int(at.timestamp()))
        return body, {
            "webhook-id": name, "webhook-timestamp": seconds,
            "webhook-signature": f"v1,{self._signature(name, seconds, body)}",
        }  # fmt: skip

    def _ours(self, name: str, seconds: str, asked: Asked) -> bool:
        given = asked.headers.get("webhook-signature", "").split()
        return f"v1,{self._signature(name, seconds, asked.body)}" in given

    def _signature(self, name: str, seconds: str, body: bytes) -> str:
        digest = hmac.new(self.key, f"{name}.{seconds}.".encode() + body, hashlib.sha256).digest()
        return base64.b64encode(digest).decode()
