"""A message from SNS: whether it is really from there, and what to do with it. [7.2-cloudwatch]

The certificate is fetched only from SNS's own hosts, over https, and kept; the signature covers the fields that AWS names, in its order.
[Verifying the signatures of Amazon SNS messages, docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html]
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shounuo.channels import wire
from shounuo.channels.shape import Answer, Forged

HOST = re.compile(r"sns\.[a-z0-9-]{4,30}\.amazonaws\.com(?:\.cn)?")
NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {"1": hashes.SHA1, "2": hashes.SHA256}
MOST_KEPT = 50

Fetch = Callable[[str], bytes]
_certificates: dict[str, bytes] = {}


def verify(said: Mapping[str, Any], fetch: Fetch | None = None) -> None:
    """Forged where the message is not signed by SNS."""
    kind = said.get("Type")
    names = (
        NOTIFICATION
        if kind == "Notification"
        else CONFIRMATION
        if kind in ("SubscriptionConfirmation", "UnsubscribeConfirmation")
        else None
    )
    version = str(said.get("SignatureVersion", ""))
    if names is None or version not in HASHES:
        raise Forged("no message of SNS")
    address = str(said.get("SigningCertURL", ""))
    if not from_sns(address) or not urlsplit(address).path.endswith(".pem"):
        raise Forged("a certificate from elsewhere")
    text = "".join(f"{name}\n{said[name]}\n" for name in names if said.get(name) is not None)
    try:
        key = x509.load_pem_x509_certificate((fetch or _fetched)(address)).public_key()
        if not isinstance(key, RSAPublicKey):
            raise Forged("a key of another kind")
        key.verify(
            base64.b64decode(str(said.get("Signature", "")), validate=True),
            text.encode(),
            PKCS1v15(),
            HASHES[version](),
        )
    except (InvalidSignature, ValueError) as error:
        raise Forged("the signature does not fit") from error


def from_sns(address: str) -> bool:
    """Whether this is https at a host of SNS, and nothing else: no port, no user, no other name before it."""
    parts = urlsplit(address)
    return parts.scheme == "https" and bool(HOST.fullmatch(parts.netloc))


def confirm(said: Mapping[str, Any], fetch: Fetch | None = None) -> None:
    """Says to SNS that we want what it sends."""
    address = str(said.get("SubscribeURL", ""))
    if not from_sns(address):
        raise Forged("an address to confirm at from elsewhere")
    (fetch or _fetched_now)(address)


def _fetched(address: str) -> bytes:
    if address not in _certificates:
        if len(_certificates) >= MOST_KEPT:
            _certificates.clear()
        _certificates[address] = _fetched_now(address)
    return _certificates[address]


def _fetched_now(address: str) -> bytes:
    reply = wire.call("GET", address)
    if isinstance(reply, Answer) or reply.status != 200:
        raise Forged("SNS did not answer")
    return reply.body
