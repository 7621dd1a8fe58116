"""Whether the next page would go out, asked of a local Alibaba Cloud before there is one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from shounuo.channels.aliyun import readiness
from shounuo.channels.aliyun.sms import ENDPOINT, AliyunSms
from shounuo.channels.aliyun.voice import AliyunVoice
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.shape import Account, Foresighted
from tests.support.vendors.aliyun import Aliyun
from tests.support.vendors.base import Vendor

pytestmark = pytest.mark.clause("5.2-notify")
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def aliyun() -> Aliyun:
    return Aliyun(lambda: AT)


@pytest.fixture
def vendor(aliyun: Aliyun) -> Iterator[Vendor]:
    with Vendor(aliyun) as listening:
        yield listening


def said(vendor: Vendor, secret: str = "not-so-secret", **settings: str) -> list[str]:
    given = {"key_id": "LTAI-test", "endpoint": vendor.url, "sign": "守诺", "template": "SMS_1"} | settings
    return [
        words.zh.format(**words.facts)
        for words in AliyunSms().unready(Account("aliyun_sms", given, {"key_secret": secret}), at=AT)
    ]


def test_where_all_is_ready_nothing_is_said_and_nothing_sent(vendor: Vendor) -> None:
    assert said(vendor, code_template="SMS_2") == []
    asked = [one.headers["x-acs-action"] for one in vendor.asked]
    assert asked == ["GetSmsSign", "GetSmsTemplate", "GetSmsTemplate", "QueryAccountBalance"]
    assert vendor.taken == []


@pytest.mark.parametrize("status", [0, 2, 10])
@pytest.mark.parametrize("name", ["守诺", "SMS_1"])
def test_what_is_not_approved_is_named(name: str, status: int, vendor: Vendor, aliyun: Aliyun) -> None:
    aliyun.reviews = {name: status}
    assert said(vendor) == [f"“{name}”没有审核通过"]


def test_what_is_not_there_is_named(vendor: Vendor) -> None:
    assert said(vendor, template="SMS_9") == [
        "“SMS_9”不能用（isv.SMS_TEMPLATE_ILLEGAL 该账号下找不到对应模板）"
    ]


def test_a_key_that_is_refused(vendor: Vendor) -> None:
    assert {words.partition("（")[0] for words in said(vendor, secret="other")} == {"账号目前不能用"}


def test_a_key_that_may_not_ask_is_told_nothing(vendor: Vendor) -> None:
    vendor.next("denied", times=3)
    assert said(vendor) == []


@pytest.mark.parametrize(
    ("left", "least", "words"),
    [
        ("49.99", "", ["余额只剩 49.99 元"]), ("50.00", "", []), ("-11.19", "", ["余额只剩 -11.19 元"]), ("1,000.19", "", []),
        ("1,000.19", "2000", ["余额只剩 1000.19 元"]), (None, "", []), ("nothing", "", []),
    ],
)  # fmt: skip
def test_a_balance_that_runs_out(
    left: Any, least: str, words: list[str], vendor: Vendor, aliyun: Aliyun
) -> None:
    """A key that may not ask for it is told nothing of it."""
    aliyun.balance = left
    assert said(vendor, least=least) == words
    given = {"key_id": "LTAI-test", "endpoint": vendor.url, "least": least}
    found = AliyunVoice().unready(Account("aliyun_voice", given, {"key_secret": "not-so-secret"}), at=AT)
    assert [one.zh.format(**one.facts) for one in found] == words


def test_nobody_there() -> None:
    given = {"key_id": "x", "endpoint": "https://127.0.0.1:9", "sign": "守诺", "template": "SMS_1"}
    found = AliyunSms().unready(Account("aliyun_sms", given, {"key_secret": "x"}), at=AT)
    assert len(found) == 2
    assert all(words.zh.startswith("连接不上") for words in found)


def test_the_balance_is_asked_where_the_bill_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        readiness, "call", lambda *given, **named: asked.append(given[2].settings["endpoint"])
    )
    for own in ("", ENDPOINT, "https://gateway.example"):
        list(readiness.balance(Account("aliyun_sms", {"endpoint": own}, {}), ENDPOINT, at=AT))
    assert asked == [
        "https://business.aliyuncs.com",
        "https://business.aliyuncs.com",
        "https://gateway.example",
    ]


def test_who_can_be_asked_beforehand() -> None:
    assert {kind for kind, one in ADAPTERS.items() if isinstance(one, Foresighted)} == {
        "aliyun_sms",
        "aliyun_voice",
    }
