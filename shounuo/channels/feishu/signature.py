"""The robot's signature: timestamp and secret are the key, and nothing is what is signed. [自定义机器人使用指南, 签名校验]"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime


def stamp(at: datetime) -> str:
    """Seconds since 1970."""
    return str(int(at.timestamp()))


def sign(timestamp: str, secret: str) -> str:
    digest = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
