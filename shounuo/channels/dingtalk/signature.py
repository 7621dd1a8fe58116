"""The robot's signature. [自定义机器人安全设置, open.dingtalk.com/document/orgapp/customize-robot-security-settings]"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime


def stamp(at: datetime) -> str:
    """Milliseconds since 1970."""
    return str(round(at.timestamp() * 1000))


def sign(timestamp: str, secret: str) -> str:
    """Not yet URL-encoded: whoever makes the address does that."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
