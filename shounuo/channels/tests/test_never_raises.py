"""Whatever a vendor, a stranger or a browser sends: it is heard, forged or refused, and nothing else ever comes of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shounuo.channels.aliyun.sms import AliyunSms
from shounuo.channels.aliyun.voice import AliyunVoice
from shounuo.channels.patience import LONGEST, retry_after
from shounuo.channels.shape import Account, Answer, Forged, Outgoing
from shounuo.channels.webhook.adapter import Webhook
from shounuo.channels.webpush.adapter import WebPush
from shounuo.channels.wire import Reply
from tests.support.vendors.webhook import Receiver

pytestmark = pytest.mark.clause("5.2-notify")
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NAMES = (
    "success", "send_time", "report_time", "biz_id", "out_id", "err_code", "err_msg", "call_id", "status_code", "dtmf",
    "status_time", "end_time", "status_msg", "record_file", "type", "key", "by", "endpoint", "keys", "p256dh", "auth",
)  # fmt: skip
TIMES = some.sampled_from(["2026-03-02 10:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "soon", ""])
LEAVES = some.one_of(
    some.none(), some.booleans(), some.integers(), some.floats(), some.text(max_size=12), TIMES,
    some.sampled_from(["200000", "300000", "200003", "1", "acknowledged"]),
)  # fmt: skip
ANYTHING = some.recursive(
    LEAVES,
    lambda inner: some.one_of(
        some.lists(inner, max_size=4), some.dictionaries(some.sampled_from(NAMES), inner, max_size=8)
    ),
    max_leaves=20,
)
BODIES = some.one_of(some.binary(max_size=60), ANYTHING.map(lambda said: json.dumps(said).encode()))


@given(body=BODIES)
def test_pushed_lists(body: bytes) -> None:
    for adapter in (AliyunSms(), AliyunVoice()):
        try:
            heard = adapter.receipts(Account(adapter.kind, {}, {}), body, {}, {})
        except Forged:
            continue
        assert all(receipt.happened_at.tzinfo is UTC for receipt in heard.receipts)
        assert all(receipt.provider_id or receipt.key for receipt in heard.receipts)


@given(said=ANYTHING)
def test_signed_words(said: Any) -> None:
    body, headers = Receiver(SECRET, lambda: AT).receipt(said, AT)
    heard = Webhook().receipts(Account("webhook", {}, {"secret": SECRET}), body, headers, {}, at=AT)
    assert heard.status in (200, 422)
    assert bool(heard.receipts) == (heard.status == 200)


@given(
    body=BODIES,
    headers=some.dictionaries(
        some.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), some.text()
    ),
)
def test_words_of_strangers(body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        Webhook().receipts(Account("webhook", {}, {"secret": SECRET}), body, headers, {}, at=AT)


@given(address=some.one_of(some.text(), ANYTHING.map(json.dumps)))
def test_subscriptions(address: str) -> None:
    assert WebPush().problem(address) is not None


@given(
    written=some.one_of(
        some.text(), some.sampled_from(["Mon, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359"])
    )
)
def test_patience(written: str) -> None:
    wait = retry_after(Reply(429, {"Retry-After": written}, b""), AT)
    assert 0 <= wait.total_seconds() <= LONGEST.total_seconds()


ODD = some.text(alphabet=some.characters(exclude_categories=()), max_size=40)
"""Halves of letters included."""


@given(title=ODD, text=ODD, subject=ODD, key=some.from_regex(r"[a-z0-9:\-]{1,60}", fullmatch=True))
def test_whatever_a_page_says(title: str, text: str, subject: str, key: str) -> None:
    """Nobody is there to take it, so each says in its own way that it did not leave; none of them falls."""
    odd = Outgoing(
        key, "13800000001", title, text, facts={"number": "C-1", "priority": "P0", "subject": subject}
    )
    settings = {
        "key_id": "LTAI",
        "endpoint": "http://nowhere",
        "sign": "守诺",
        "template": "SMS_1",
        "url": "http://nowhere",
    }
    secrets = {"key_secret": "s", "secret": SECRET}
    for adapter in (AliyunSms(), AliyunVoice(), Webhook()):
        answer = adapter.submit(odd, Account(adapter.kind, settings, secrets), at=AT)
        assert (answer.state, answer.code) == ("failed", "address"), answer


@pytest.mark.parametrize("key_id", ["", "密钥", "a b", "x" * 200, "LTAI\n"])
def test_a_key_that_no_header_can_carry(key_id: str) -> None:
    settings = {"key_id": key_id, "endpoint": "http://nowhere", "sign": "守诺", "template": "SMS_1"}
    page = Outgoing("k", "13800000001", "t", "x")
    answer = AliyunSms().submit(page, Account("aliyun_sms", settings, {"key_secret": "s"}), at=AT)
    assert isinstance(answer, Answer)
    assert (answer.state, answer.code, answer.spent) == ("failed", "settings", True)
