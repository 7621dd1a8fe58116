"""Signatures, against the vendors' own published code and values that another program made.

DingTalk publishes code, and no result of it: "自定义机器人安全设置", open.dingtalk.com/document/orgapp/customize-robot-security-settings,
with the secret 'this is secret' and the present time. Feishu likewise: "自定义机器人使用指南",
open.feishu.cn/document/client-docs/bot-v3/add-custom-bot, with the timestamp 1599360473 and no secret. So each published
procedure is followed here step by step, and its result was made once more with `openssl dgst -sha256`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import urllib.parse
from datetime import UTC, datetime

import httpx
import pytest

from shounuo.channels.dingtalk import signature as dingtalk
from shounuo.channels.feishu import signature as feishu

pytestmark = pytest.mark.clause("5.2-notify")
AT = datetime(2019, 11, 8, 9, 31, 24, tzinfo=UTC)


def test_dingtalk_signs_as_its_published_code_does() -> None:
    secret, timestamp = "this is secret", "1573205484000"
    signed = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), digestmod=hashlib.sha256).digest()
    published = urllib.parse.quote_plus(base64.b64encode(signed))
    assert dingtalk.stamp(AT) == timestamp
    ours = httpx.URL("https://x.example", params={"sign": dingtalk.sign(timestamp, secret)}).raw_path.decode()
    assert ours == f"/?sign={published}", "what stands in the address is what the document's code prints"


def test_dingtalk_signs_as_openssl_does() -> None:
    made = "N/txJgioKry3/UJ+a6nxe0rbpYvOMy8FiTgB8mZF0+s="
    assert dingtalk.sign("1573205484000", "this is secret") == made


def test_feishu_signs_as_its_published_code_does() -> None:
    timestamp, secret = "1599360473", "demo"
    signed = hmac.new(f"{timestamp}\n{secret}".encode(), digestmod=hashlib.sha256).digest()
    assert feishu.sign(timestamp, secret) == base64.b64encode(signed).decode()


def test_feishu_signs_as_openssl_does() -> None:
    assert feishu.sign("1599360473", "demo") == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
    assert feishu.stamp(AT) == "1573205484"
