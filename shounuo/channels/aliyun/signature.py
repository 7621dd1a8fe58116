"""Signature V3, ACS3-HMAC-SHA256, as "V3版本请求体&签名机制" describes it and its published example shows it.

https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"


def signed(
    action: str,
    version: str,
    query: Mapping[str, str],
    *,
    host: str,
    key_id: str,
    secret: str,
    at: datetime,
    nonce: str,
    body: bytes = b"",
) -> dict[str, str]:
    """The headers of a POST to "/" with this query; `at` is real time, no request older than 15 minutes is taken."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    signature = hmac.new(secret.encode(), string_to_sign(headers, query).encode(), hashlib.sha256).hexdigest()
    return headers | {
        "Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"
    }


def string_to_sign(headers: Mapping[str, str], query: Mapping[str, str]) -> str:
    """The algorithm, and the digest of the request in its canonical form."""
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    names = ";".join(sorted(headers))
    canonical = "\n".join(("POST", "/", spelled(query), lines, names, headers["x-acs-content-sha256"]))
    return f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def spelled(query: Mapping[str, str]) -> str:
    """The query in canonical form, which is also what is sent: sorted, a space as %20, `*` as %2A, `~` as it is."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))
