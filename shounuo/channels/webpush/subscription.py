"""A subscription as a browser gives it: where to push, and for whom to encrypt."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from shounuo.channels.webpush.encryption import CURVE, read, spelled

LONGEST = 1000
"""Characters of an endpoint; known services stay below 500."""


@dataclass(frozen=True)
class Subscription:
    endpoint: str
    theirs: bytes
    auth: bytes

    @classmethod
    def of(cls, address: str) -> Subscription:
        """From `PushSubscription.toJSON()`. ValueError where it is none."""
        try:
            said = json.loads(address)
            endpoint, keys = str(said["endpoint"]), said["keys"]
            found = cls(endpoint, read(str(keys["p256dh"])), read(str(keys["auth"])))
            found.check()
        except (KeyError, TypeError, RecursionError) as error:
            raise ValueError(f"not a subscription: {error}") from None
        return found

    def check(self) -> None:
        parts = urlsplit(self.endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname or len(self.endpoint) > LONGEST:
            raise ValueError("not an endpoint")
        if len(self.theirs) != 65 or len(self.auth) != 16:
            raise ValueError("not the keys of a browser")
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, self.theirs)

    @property
    def mark(self) -> str:
        """What it is known by; the endpoint itself is as good as a key and is kept sealed."""
        return hashlib.sha256(self.endpoint.encode()).hexdigest()

    @property
    def service(self) -> str:
        return urlsplit(self.endpoint).hostname or ""

    def address(self) -> str:
        keys = {"p256dh": spelled(self.theirs), "auth": spelled(self.auth)}
        return json.dumps({"endpoint": self.endpoint, "keys": keys}, separators=(",", ":"))


def device_of(user_agent: str) -> str:
    """What a person would call the device, from what its browser says of itself: "Edge · Windows"."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(filter(None, (browser, system))) or "?"


_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip
