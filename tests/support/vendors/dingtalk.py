"""DingTalk's custom robot as its documents say: 自定义机器人接入, 自定义机器人安全设置 (the signature, not more than an hour old)
and 自定义机器人发送群消息 (codes), under open.dingtalk.com/document/orgapp/ – custom-robot-access,
customize-robot-security-settings, custom-robots-send-group-messages. Every answer has HTTP 200.
"""

from __future__ import annotations

import base64
import hmac
from collections import deque
from datetime import datetime, timedelta

from shounuo.kernel import clock
from tests.support.vendors.base import Asked, Said

HOUR, MINUTE, REFUSED_FOR = timedelta(hours=1), timedelta(minutes=1), timedelta(minutes=10)
LONGEST = 20_000


class DingtalkRobot:
    """One robot: its token, its secret, 20 messages a minute and then none for ten minutes."""

    def __init__(
        self, token: str = "566cc69da782ec", secret: str = "SEC0a1b2c3d4e5f", keyword: str = ""
    ) -> None:
        self.token, self.secret, self.keyword = token, secret, keyword
        self._sent: deque[datetime] = deque()
        self._shut_until = clock.real_now()

    def answer(self, asked: Asked) -> Said:
        if asked.query.get("access_token") != self.token:
            return _no(300005, "token is not exist")
        problem = self._unsigned(asked)
        if problem:
            return _no(310000, problem)
        if len(asked.body) > LONGEST:
            return _no(40035, "message too long, exceed 20000 bytes")
        if self.keyword not in asked.body.decode():
            return _no(310000, "keywords not in content")
        return self._sent_now(asked)

    def _unsigned(self, asked: Asked) -> str:
        timestamp = asked.query.get("timestamp", "")
        expected = base64.b64encode(
            hmac.digest(self.secret.encode(), (timestamp + "\n" + self.secret).encode(), "sha256")
        )
        if not timestamp.isdigit() or len(timestamp) != 13:
            return "invalid timestamp"
        if abs(clock.real_now().timestamp() - int(timestamp) / 1000) > HOUR.total_seconds():
            return "invalid timestamp"
        return "" if asked.query.get("sign", "").encode() == expected else "sign not match"

    def _sent_now(self, asked: Asked) -> Said:
        at = clock.real_now()
        while self._sent and at - self._sent[0] >= MINUTE:
            self._sent.popleft()
        if len(self._sent) >= 20:
            self._shut_until = at + REFUSED_FOR
        if at < self._shut_until:
            return self.trouble("throttle", asked)
        self._sent.append(at)
        return Said({"errcode": 0, "errmsg": "ok"}, took=asked.json())

    def trouble(self, what: str, asked: Asked) -> Said:
        return {
            "throttle": _no(130101, "send too fast, exceed 20 times per minute"),
            "slow down": _no(410100, "发送速度太快而限流"),
            "busy": _no(-1, "系统繁忙"),
            "stopped": _no(400102, "bot is stopped"),
            "wrong ip": _no(310000, "ip 203.0.113.9 not in whitelist"),
            "unsafe link": _no(430101, "含有不安全的外链"),
        }[what]


def _no(code: int, words: str) -> Said:
    return Said({"errcode": code, "errmsg": words})
