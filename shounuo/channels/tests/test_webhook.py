"""Webhooks: the published vector, a local receiver that checks, and its receipts verified on the way in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shounuo.channels.shape import Account, Answer, Forged, Outgoing
from shounuo.channels.webhook.adapter import Webhook, secrets_problem, url_problem
from shounuo.channels.webhook.signature import signed, verify
from tests.support.vendors.base import Vendor
from tests.support.vendors.webhook import Receiver

pytestmark = pytest.mark.clause("5.2-notify")
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + "QUJD" * 10
PAGE = Outgoing(
    key="page:77:person:3:webhook:1", address="on-call", title="P0 数据库连不上", text="第一行\n第二行", urgent=True,
    link="https://desk.example/ack/1", facts={"number": "C-1", "priority": "P0"},
)  # fmt: skip
webhook = Webhook()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver(SECRET, lambda: AT)


@pytest.fixture
def vendor(receiver: Receiver) -> Iterator[Vendor]:
    with Vendor(receiver) as listening:
        yield listening


def account(vendor: Vendor | None = None, secret: str = SECRET) -> Account:
    return Account("webhook", {"url": f"{vendor.url}/pages" if vendor else ""}, {"secret": secret})


def submit(vendor: Vendor, outgoing: Outgoing = PAGE, secret: str = SECRET, at: datetime = AT) -> Answer:
    return webhook.submit(outgoing, account(vendor, secret), at=at)


def test_the_published_vector_comes_out_byte_for_byte() -> None:
    """libraries/python/tests/test_webhooks.py, "test_sign_function", of github.com/standard-webhooks/standard-webhooks."""
    headers = signed(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', SECRET, at=datetime.fromtimestamp(1614265330, UTC)
    )  # fmt: skip
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    moment = datetime.fromtimestamp(1614265330, UTC)
    assert verify(headers, b'{"test": 2432232314}', SECRET, at=moment) == (headers["webhook-id"], moment)


def test_a_page_arrives_as_it_is_documented(vendor: Vendor) -> None:
    answer = submit(vendor)
    assert (answer.state, answer.code, answer.provider_id) == ("sent", "202", PAGE.key)
    assert vendor.taken == [
        {
            "type": "page.submitted",
            "timestamp": "2026-03-02T02:00:00Z",
            "data": {
                "key": PAGE.key, "to": "on-call", "title": "P0 数据库连不上", "text": "第一行\n第二行",
                "link": "https://desk.example/ack/1", "urgent": True, "language": "zh-hans",
                "facts": {"number": "C-1", "priority": "P0"},
            },
        }
    ]  # fmt: skip
    [asked] = vendor.asked
    assert (asked.method, asked.path, asked.headers["content-type"]) == ("POST", "/pages", "application/json")
    assert len(asked.body) < 20_000


def test_long_words_stay_below_what_the_specification_asks(vendor: Vendor) -> None:
    assert submit(vendor, replace(PAGE, text="很" * 100_000)).state == "sent"
    assert len(vendor.asked[0].body) < 20_000


def test_while_the_secret_is_changed_both_sign(vendor: Vendor) -> None:
    assert submit(vendor, secret=f"{OTHER} {SECRET}").state == "sent"
    assert len(vendor.asked[0].headers["webhook-signature"].split()) == 2
    wrong = submit(vendor, replace(PAGE, key="page:2"), secret=OTHER)
    assert (wrong.state, wrong.code, wrong.spent) == ("failed", "401", True)


@pytest.mark.parametrize(
    ("what", "state", "spent", "wait", "taken"),
    [
        ("throttle", "again", True, timedelta(minutes=2), 0),
        ("throttle silently", "again", True, timedelta(seconds=30), 0),
        ("until", "again", True, timedelta(minutes=5), 0),
        ("for a day", "again", True, timedelta(hours=1), 0),
        ("gone", "failed", True, None, 0),
        ("moved", "failed", True, None, 0),
        ("forbidden", "failed", True, None, 0),
        ("not understood", "failed", False, None, 0),
        ("error", "again", False, timedelta(seconds=30), 0),
        ("gateway timeout", "unknown", False, None, 0),
        ("late error", "unknown", False, None, 1),
        ("drop", "unknown", False, None, 0),
        ("cut", "unknown", False, None, 1),
        ("silent", "sent", False, None, 1),
    ],
)
def test_every_answer_is_understood(
    what: str, state: str, spent: bool, wait: timedelta | None, taken: int, vendor: Vendor
) -> None:
    vendor.next(what)
    answer = submit(vendor)
    assert (answer.state, answer.spent, answer.wait, len(vendor.taken)) == (state, spent, wait, taken)
    assert len(vendor.asked) == 1  # no redirect followed, nothing repeated


@pytest.mark.parametrize(
    "secret", ["", "abc", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!", SECRET[6:], "whsec_" + "QUJD" * 40]
)
def test_a_secret_that_is_none_is_said_so(secret: str, vendor: Vendor) -> None:
    answer = submit(vendor, secret=secret or "x")
    assert (answer.state, answer.code, answer.spent, vendor.asked) == ("failed", "settings", True, [])
    assert secrets_problem(secret) is not None
    assert secrets_problem(SECRET) is None
    assert secrets_problem(f"{OTHER} {SECRET}") is None
    assert secrets_problem(f"{OTHER} {SECRET} {OTHER}") is not None


@pytest.mark.parametrize(
    ("address", "fine"), [("on-call", True), ("值班 群", True), ("", False), (" x", False), ("a\nb", False)]
)
def test_whom_the_receiver_knows(address: str, fine: bool) -> None:
    assert (webhook.problem(address) is None) == fine


@pytest.mark.parametrize(
    ("url", "fine"), [("https://x.example/pages?a=1", True), ("x.example", False), ("ftp://x", False), ("https://a:b@x", False)]
)  # fmt: skip
def test_where_pages_may_go(url: str, fine: bool) -> None:
    assert (url_problem(url) is None) == fine


# ------------------------------------------------------------------ the way in


def heard(body: bytes, headers: Mapping[str, str], at: datetime = AT, secret: str = SECRET) -> Any:
    return webhook.receipts(account(secret=secret), body, headers, {}, at=at)


@pytest.mark.clause("5.2-accept")
def test_a_signed_word_acknowledges(receiver: Receiver) -> None:
    said = {"type": "acknowledged", "key": PAGE.key, "by": "李雷"}
    body, headers = receiver.receipt(said, AT)
    answer = heard(body, {name.title(): value for name, value in headers.items()})
    [receipt] = answer.receipts
    assert (receipt.fate, receipt.key, receipt.happened_at, receipt.words) == (
        "acknowledged",
        PAGE.key,
        AT,
        "李雷",
    )
    assert (answer.status, json.loads(answer.reply)) == (200, {"ok": True})
    assert heard(body, headers, secret=f"{OTHER} {SECRET}").receipts == answer.receipts


@pytest.mark.parametrize("minutes", [-5.1, 5.1, 60])
def test_a_replayed_word_is_forged(minutes: float, receiver: Receiver) -> None:
    body, headers = receiver.receipt({"type": "acknowledged", "key": PAGE.key}, AT)
    assert heard(body, headers, at=AT + timedelta(minutes=4.9)).receipts
    with pytest.raises(Forged):
        heard(body, headers, at=AT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"webhook-id": "rcpt_2"}, {"webhook-timestamp": str(int(AT.timestamp()) + 1)}, {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""}, {"webhook-id": ""}, {"webhook-id": "a.b"}, {"webhook-timestamp": "now"},
        {"webhook-signature": "v1,守诺"}, {"webhook-timestamp": "١٢٣"}, {"webhook-timestamp": "9" * 30},
    ],
)  # fmt: skip
def test_what_is_not_signed_by_the_receiver_is_forged(spoilt: dict[str, str], receiver: Receiver) -> None:
    body, headers = receiver.receipt({"type": "acknowledged", "key": PAGE.key}, AT)
    with pytest.raises(Forged):
        heard(body, headers | spoilt)
    with pytest.raises(Forged):
        heard(body + b" ", headers)
    with pytest.raises(Forged):
        heard(body, headers, secret=OTHER)
    with pytest.raises(Forged):
        heard(body, headers, secret="")


@pytest.mark.parametrize(
    "said", [{}, [], "x", {"type": "acknowledged"}, {"type": "read", "key": "k"}, {"type": [], "key": "k"}]
)
def test_signed_words_that_mean_nothing_are_refused(said: Any, receiver: Receiver) -> None:
    body, headers = receiver.receipt(said, AT)
    answer = heard(body, headers)
    assert (answer.receipts, answer.status) == ((), 422)
