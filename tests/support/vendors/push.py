"""A local push service with the browsers behind it.

Speaks after RFC 8030 (201 with a Location; 404 and 410 for subscriptions that ended; 413; 429 with Retry-After; TTL is
needed), RFC 8292 (the token is checked: who, for whom, until when) and RFC 8291 with RFC 8188 (the browser decrypts what
it gets, with code of its own).
"""

from __future__ import annotations

import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.vendors.base import Asked, Said

TROUBLES: dict[str, Said] = {
    "gone": Said(b"push subscription has unsubscribed or expired.", status=410),
    "not found": Said(b"", status=404),
    "too large": Said(b"", status=413),
    "throttle": Said(b"", status=429, headers={"Retry-After": "90"}),
    "unavailable": Said(b"", status=503),
    "gateway timeout": Said(b"", status=504),
}


@dataclass
class Browser:
    """One subscription: its keys never leave it."""

    name: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def subscription(self, url: str) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` gives it."""
        keys = {"p256dh": spell(self.point), "auth": spell(self.auth)}
        return {"endpoint": f"{url}/push/{self.name}", "expirationTime": None, "keys": keys}

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def opened(self, body: bytes) -> bytes:
        """RFC 8291: the text of a body that was encrypted for this browser. Raises where it was not."""
        salt, (record, length) = body[:16], struct.unpack("!IB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(body) <= record == 4096
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        secret = self.key.exchange(ec.ECDH(), peer)
        key = _hmac(_hmac(self.auth, secret), b"WebPush: info\0" + self.point + theirs + b"\1")
        prk = _hmac(salt, key)
        content = _hmac(prk, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _hmac(prk, b"Content-Encoding: nonce\0\1")[:12]
        text = AESGCM(content).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert text.endswith(b"\2")
        return text[:-1]


class PushService:
    """What it takes: {"to", "said", "ttl", "urgency"}."""

    def __init__(self, now: Callable[[], datetime], known_as: str) -> None:
        self.now, self.known_as = now, known_as
        self.browsers: dict[str, Browser] = {}
        self.at = ""
        """Its own address, as tokens name it: the test that starts it says so."""

    def browser(self, name: str) -> Browser:
        return self.browsers.setdefault(name, Browser(name))

    def answer(self, asked: Asked) -> Said:
        browser = self.browsers.get(asked.path.removeprefix("/push/"))
        if browser is None:
            return TROUBLES["not found"]
        if not self._known(asked.headers.get("authorization", "")):
            return Said(b"", status=403)
        if not asked.headers.get("ttl", "").isdigit() or asked.headers.get("content-encoding") != "aes128gcm":
            return Said(b"", status=400)
        if len(asked.body) > 4096:
            return TROUBLES["too large"]
        took = {
            "to": browser.name, "said": json.loads(browser.opened(asked.body)), "ttl": int(asked.headers["ttl"]),
            "urgency": asked.headers.get("urgency", ""),
        }  # fmt: skip
        return Said(b"", status=201, headers={"Location": f"{self.at}/message/1"}, took=took)

    def trouble(self, what: str, asked: Asked) -> Said:
        if what in ("gone", "not found"):
            self.browsers.pop(asked.path.removeprefix("/push/"), None)
        return TROUBLES[what]

    def _known(self, authorization: str) -> bool:
        scheme, _, rest = authorization.partition(" ")
        given = dict(part.strip().split("=", 1) for part in rest.split(","))
        if scheme != "vapid" or given.get("k") != self.known_as:
            return False
        try:
            claims = opened_token(given["t"], given["k"])
        except (InvalidSignature, ValueError):
            return False
        ahead = claims["exp"] - self.now().timestamp()
        return bool(claims["aud"] == self.at and 0 < ahead <= 86_400 and claims["sub"].startswith("mailto:"))


def opened_token(token: str, key: str) -> dict[str, Any]:
    """RFC 8292: the claims of a JWT that was signed with this key. InvalidSignature where it was not."""
    head, claims, signature = token.split(".")
    if json.loads(read(head)) != {"typ": "JWT", "alg": "ES256"}:
        raise ValueError("another algorithm")
    octets = read(signature)
    der = encode_dss_signature(int.from_bytes(octets[:32], "big"), int.from_bytes(octets[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(key))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    found: dict[str, Any] = json.loads(read(claims))
    return found


def spell(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")


def read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _hmac(key: bytes, text: bytes) -> bytes:
    made = HMAC(key, SHA256())
    made.update(text)
    return made.finalize()
