"""A message for one browser alone: RFC 8291 over RFC 8188 (aes128gcm), in one record."""

from __future__ import annotations

import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
RECORD = 4096
MOST = RECORD - 86 - 16 - 1
"""Bytes of plain text in 4096 bytes, which is what every push service takes (RFC 8030, 7.2)."""
LAST = b"\x02"
"""The delimiter of the last record."""


def encrypted(
    text: bytes,
    theirs: bytes,
    auth: bytes,
    *,
    ours: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """The body to post. `theirs` and `auth`: the subscription's p256dh and auth; `ours` and `salt` are new each time, and
    given only to reproduce a published example. ValueError where the text is too long or the key is no point."""
    if len(text) > MOST:
        raise ValueError(f"{len(text)} bytes are more than one push takes")
    ours, salt = ours or ec.generate_private_key(CURVE), salt or secrets.token_bytes(16)
    own = octets_of(ours.public_key())
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    key = _derived(shared, auth, b"WebPush: info\x00" + theirs + own, 32)
    content = _derived(key, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(key, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + struct.pack("!IB", RECORD, len(own)) + own
    return head + AESGCM(content).encrypt(nonce, text + LAST, None)


def octets_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """65 bytes: the point, not compressed."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def spelled(octets: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def read(text: str) -> bytes:
    """The bytes behind base64url, padded or not. ValueError where it is none."""
    octets = text.rstrip("=").encode("ascii")
    found = urlsafe_b64decode(octets + b"=" * (-len(octets) % 4))
    if spelled(found).encode() != octets:
        raise ValueError("not base64url")
    return found


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
