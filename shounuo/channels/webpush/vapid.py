"""Who pushes: the house's own key, and the token that names it to a push service (RFC 8292).

The key is derived from the house's signing key, which lies in the data folder or the environment and in no table: so it is
the same in every process and on every machine, is made once with the house, and rests nowhere else. Browsers bind their
subscriptions to it; a new signing key ends them all.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from shounuo.channels.webpush.encryption import CURVE, octets_of, spelled

Claims = dict[str, str | int]
LIFE = timedelta(hours=12)
"""A push service takes no token that holds longer than 24 hours."""
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The number of points of P-256: a private key lies below it."""


def public_key() -> str:
    """What a browser is given as `applicationServerKey`."""
    return spelled(octets_of(_key(settings.SECRET_KEY).public_key()))


def authorization(endpoint: str, *, at: datetime) -> str:
    """The header for a push to this endpoint; `at`: real time."""
    parts = urlsplit(endpoint)
    claims: Claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + LIFE).timestamp()),
        "sub": f"mailto:{parseaddr(settings.MAIL_FROM)[1]}",
    }
    return f"vapid t={token(claims, _key(settings.SECRET_KEY))}, k={public_key()}"


def token(claims: Claims, key: ec.EllipticCurvePrivateKey) -> str:
    """A JWT with ES256: the signature is r and s, 32 bytes each."""
    text = signed_text(claims)
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(SHA256())))
    return f"{text}.{spelled(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def signed_text(claims: Claims) -> str:
    head = {"typ": "JWT", "alg": "ES256"}
    return ".".join(spelled(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))


@cache
def _key(secret: str) -> ec.EllipticCurvePrivateKey:
    derived = HKDF(algorithm=SHA256(), length=48, salt=None, info=b"shounuo web push").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(derived, "big") % (ORDER - 1) + 1, CURVE)
