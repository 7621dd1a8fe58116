"""Standard Webhooks 1.0.0: the id, the time and the body under one HMAC, in both directions.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

PREFIX, VERSION = "whsec_", "v1"
FEWEST, MOST = 24, 64
"""Bytes of a secret."""
TOLERANCE = timedelta(minutes=5)
"""How far the sender's clock may be from ours, either way."""
TOKEN = re.compile(r"[A-Za-z0-9_\-:]{1,256}")
"""An id may hold no full stop, or a part of the body could pass for a part of it."""


class Unsigned(Exception):
    """No signature, none of ours, or one of another time; the words say which."""


def key(secret: str) -> bytes:
    """The key in a `whsec_…` secret. ValueError where it is none, or too short to be one."""
    try:
        octets = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        octets = b""
    if not secret.startswith(PREFIX) or not FEWEST <= len(octets) <= MOST:
        raise ValueError("not a whsec_ secret of 24 to 64 bytes")
    return octets


def signed(name: str, body: bytes, secrets: str, *, at: datetime) -> dict[str, str]:
    """The three headers. `secrets`: one, or while one is being changed two, with a space between."""
    seconds = int(at.timestamp())
    signatures = " ".join(signature(key(secret), name, seconds, body) for secret in secrets.split())
    return {"webhook-id": name, "webhook-timestamp": str(seconds), "webhook-signature": signatures}


def signature(octets: bytes, name: str, seconds: int, body: bytes) -> str:
    digest = hmac.new(octets, f"{name}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return f"{VERSION},{base64.b64encode(digest).decode()}"


def verify(headers: Mapping[str, str], body: bytes, secrets: str, *, at: datetime) -> tuple[str, datetime]:
    """The id and the moment of a call that was signed with one of the secrets, lately. Unsigned where it was not."""
    held = {name.lower(): value for name, value in headers.items()}
    name, written = held.get("webhook-id", ""), held.get("webhook-timestamp", "")
    if not TOKEN.fullmatch(name) or not re.fullmatch(r"[0-9]{1,11}", written):
        raise Unsigned("no id or no time")
    moment = datetime.fromtimestamp(int(written), UTC)
    if abs(at - moment) > TOLERANCE:
        raise Unsigned("of another time")
    given = held.get("webhook-signature", "").split()[:8]
    mine = [signature(key(secret), name, int(written), body) for secret in secrets.split()]
    if not any(hmac.compare_digest(one.encode(), other.encode()) for one in mine for other in given):
        raise Unsigned("signed by somebody else")
    return name, moment
