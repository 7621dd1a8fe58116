"""Feishu's custom robot as 自定义机器人使用指南 says (open.feishu.cn/document/client-docs/bot-v3/add-custom-bot): the signature in
the body, not more than an hour old; 20 KB; 100 messages a minute and 5 a second; its codes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import deque
from datetime import datetime, timedelta

from shounuo.kernel import clock
from tests.support.vendors.base import Asked, Said

LIMITS = ((5, timedelta(seconds=1)), (100, timedelta(minutes=1)))
MINUTE = timedelta(minutes=1)


class FeishuRobot:
    """One robot: the last part of its address, and its secret."""

    def __init__(self, hook: str = "5e3d587e-d78e-4a07", secret: str = "nIMtb7r3N9pkXyXdtAbx6e") -> None:
        self.hook, self.secret = hook, secret
        self._sent: deque[datetime] = deque()

    def answer(self, asked: Asked) -> Said:
        if asked.path != f"/open-apis/bot/v2/hook/{self.hook}":
            return _no(19001, "param invalid: incoming webhook access token invalid")
        message = asked.json()
        if len(asked.body) > 20 * 1024 or message.get("msg_type") not in ("interactive", "text"):
            return Said({"code": 9499, "msg": "Bad Request", "data": {}}, status=400)
        if not self._signed(message):
            return _no(19021, "sign match fail or timestamp is not within one hour from current time")
        at = clock.real_now()
        while self._sent and at - self._sent[0] >= MINUTE:
            self._sent.popleft()
        if any(sum(at - one < within for one in self._sent) >= most for most, within in LIMITS):
            return self.trouble("throttle", asked)
        self._sent.append(at)
        return Said(
            {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"},
            took=message,
        )

    def _signed(self, message: dict[str, str]) -> bool:
        timestamp = message.get("timestamp", "")
        key = (timestamp + "\n" + self.secret).encode()
        expected = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
        fresh = timestamp.isdigit() and abs(clock.real_now().timestamp() - int(timestamp)) <= 3600
        return fresh and message.get("sign") == expected

    def trouble(self, what: str, asked: Asked) -> Said:
        return {
            "throttle": _no(11232, "frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]"),
            "wrong ip": _no(19022, "Ip Not Allowed"),
            "keyword": _no(19024, "Key Words Not Found"),
            "too many": Said({"code": 99991400, "msg": "request trigger frequency limit"}, status=429),
        }[what]


def _no(code: int, words: str) -> Said:
    return Said({"code": code, "data": {}, "msg": words})
