"""Secrets at rest: sealed with a key that is derived from the house's signing key and is not in the database."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t


def seal(secrets: Mapping[str, str]) -> str:
    """The secrets as one sealed text; the same secrets never look the same twice."""
    return _box().encrypt(json.dumps(dict(secrets)).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """The secrets again. A Refusal where the house's key is another than they were sealed with."""
    if not sealed:
        return {}
    try:
        opened: dict[str, str] = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken:
        raise Refusal(
            "provider.sealed",
            t(
                "签名密钥已更换，渠道账号的密钥无法解开，请重新填写",
                "The signing key has changed and this account's secrets can't be opened; please enter them again",
            ),
        ) from None
    return opened


def _box() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"shounuo channels").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
