"""SMS over real HTTP against a local Alibaba Cloud that checks what the real one checks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shounuo.channels import wire
from shounuo.channels.aliyun.sms import AliyunSms
from shounuo.channels.shape import Account, Answer, Outgoing
from tests.support.vendors.aliyun import Aliyun, local
from tests.support.vendors.base import Vendor

pytestmark = pytest.mark.clause("5.2-notify")
AT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
"""23:30 in Beijing: whoever asks an hour later asks on another day."""
PAGE = Outgoing(
    key="page:77:person:3:sms:1", address="+86 138 0000 0001", title="P0 数据库连不上", text="…", urgent=True,
    facts={"number": "C-2026-000123", "priority": "P0", "subject": "数据库连不上 https://desk.example/x" + "很" * 60},
)  # fmt: skip
sms = AliyunSms()


@pytest.fixture
def aliyun() -> Aliyun:
    return Aliyun(lambda: AT)


@pytest.fixture
def vendor(aliyun: Aliyun) -> Iterator[Vendor]:
    with Vendor(aliyun) as listening:
        yield listening


def account(vendor: Vendor, **settings: str) -> Account:
    given = {"key_id": "LTAI-test", "endpoint": vendor.url, "sign": "守诺", "template": "SMS_1"}
    return Account("aliyun_sms", given | settings, {"key_secret": "not-so-secret"})


def submit(vendor: Vendor, outgoing: Outgoing = PAGE, at: datetime = AT, **settings: str) -> Answer:
    return sms.submit(outgoing, account(vendor, **settings), at=at)


def test_a_page_is_taken_once_and_says_what_it_is_about(vendor: Vendor) -> None:
    answer = submit(vendor)
    assert (answer.state, answer.code, answer.provider_id) == ("sent", "OK", "900000^0")
    [took] = vendor.taken
    assert (took["number"], took["out_id"]) == ("13800000001", PAGE.key)
    assert took["values"] == {"number": "C-2026-000123", "priority": "P0", "subject": "数据库连不上"}
    assert took["given"]["TemplateCode"] == "SMS_1"
    assert len(vendor.asked) == 1
    assert (vendor.asked[0].method, vendor.asked[0].path, vendor.asked[0].body) == ("POST", "/", b"")


def test_a_code_goes_by_the_template_of_codes(vendor: Vendor) -> None:
    code = replace(PAGE, facts={"code": "123456"})
    assert submit(vendor, code, code_template="SMS_2").state == "sent"
    assert (vendor.taken[0]["values"], vendor.taken[0]["given"]["TemplateCode"]) == (
        {"code": "123456"},
        "SMS_2",
    )
    without = submit(vendor, code)
    assert (without.state, without.spent) == ("failed", True)
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(
    ("settings", "secret", "code"),
    [
        ({}, "another", "SignatureDoesNotMatch"),
        ({"key_id": "LTAI-other"}, "not-so-secret", "InvalidAccessKeyId.NotFound"),
        ({"template": "SMS_9"}, "not-so-secret", "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"sign": "别人"}, "not-so-secret", "isv.SMS_SIGNATURE_ILLEGAL"),
    ],
)
def test_an_account_that_does_not_work_lets_another_go_first(
    settings: dict[str, str], secret: str, code: str, vendor: Vendor
) -> None:
    wrong = Account("aliyun_sms", account(vendor, **settings).settings, {"key_secret": secret})
    answer = sms.submit(PAGE, wrong, at=AT)
    assert (answer.state, answer.code, answer.spent) == ("failed", code, True)
    assert vendor.taken == []


def test_a_clock_that_is_wrong_by_more_than_a_quarter_of_an_hour(vendor: Vendor) -> None:
    assert submit(vendor, at=AT - timedelta(minutes=15)).state == "sent"
    late = submit(vendor, at=AT - timedelta(minutes=15, seconds=1))
    assert (late.state, late.code, late.spent) == ("failed", "InvalidTimeStamp.Expired", True)


def test_each_request_has_a_nonce_of_its_own(vendor: Vendor) -> None:
    assert [submit(vendor).state for _ in range(3)] == ["sent"] * 3
    assert len({asked.headers["x-acs-signature-nonce"] for asked in vendor.asked}) == 3


@pytest.mark.parametrize(
    ("what", "state", "code", "taken"),
    [
        ("drop", "unknown", "broken", 0),
        ("cut", "unknown", "broken", 1),
        ("half", "unknown", "broken", 1),
        ("silent", "sent", "OK", 1),
        ("error", "unknown", "500", 0),
        ("late error", "unknown", "502", 1),
        ("wrong body", "unknown", "200", 1),
        ("nonce", "unknown", "SignatureNonceUsed", 0),
        ("internal", "unknown", "InternalError", 0),
        ("minute limit", "again", "isv.BUSINESS_LIMIT_CONTROL", 0),
        ("no money", "failed", "isv.AMOUNT_NOT_ENOUGH", 0),
        ("out of service", "failed", "isv.OUT_OF_SERVICE", 0),
        ("keyword", "failed", "isv.BLACK_KEY_CONTROL_LIMIT", 0),
        ("throttle", "again", "Throttling.User", 0),
        ("unavailable", "again", "ServiceUnavailable", 0),
    ],
)
def test_what_goes_wrong_is_said_honestly(
    what: str, state: str, code: str, taken: int, vendor: Vendor
) -> None:
    vendor.next(what)
    answer = submit(vendor)
    assert (answer.state, answer.code, len(vendor.taken)) == (state, code, taken)
    assert len(vendor.asked) == 1  # nothing is ever repeated in here
    assert submit(vendor).state == "sent"


def test_a_vendor_that_answers_late_leaves_it_open(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "TALK", 0.2)
    vendor.next("slow")
    began = time.monotonic()
    answer = submit(vendor)
    assert answer.state == "unknown"
    assert time.monotonic() - began < 2
    vendor.goes_on.set()
    assert len(vendor.wait_for(1)) == 1


def test_nobody_there_means_nothing_was_taken(vendor: Vendor) -> None:
    assert submit(vendor, endpoint="http://127.0.0.1:9").state == "again"
    assert vendor.asked == []


def test_the_fifty_first_notice_of_a_day_waits(vendor: Vendor, aliyun: Aliyun) -> None:
    aliyun.calls = [("sms", "13800000001", AT)] * 49
    assert submit(vendor).state == "sent"
    answer = submit(vendor)
    assert (answer.state, answer.spent, answer.wait) == ("again", True, timedelta(days=1))
    assert submit(vendor, replace(PAGE, address="13800000002")).state == "sent"
    [quota] = sms.quotas
    assert (quota.scope, quota.most, quota.within) == ("callee", 50, timedelta(days=1))


def test_an_address_that_is_none_costs_no_call(vendor: Vendor) -> None:
    answer = submit(vendor, replace(PAGE, address="0571-56785678"))
    assert (answer.state, answer.spent) == ("failed", False)
    assert submit(vendor, variables="a b").spent
    assert vendor.asked == []


@pytest.mark.parametrize("known", ["id", "out_id"])
@pytest.mark.parametrize(("status", "fate"), [(1, None), (2, "undelivered"), (3, "delivered")])
def test_asked_later_the_vendor_tells(
    known: str, status: int, fate: Any, vendor: Vendor, aliyun: Aliyun
) -> None:
    """Also past midnight, and by our own key where the line broke before an id came back."""
    submit(vendor)
    took = aliyun.known[0]
    took |= {"status": status, "code": "DELIVERED", "until": AT + timedelta(seconds=9)}
    receipt = sms.ask(account(vendor), took[known], PAGE.address, at=AT + timedelta(minutes=10))
    assert (receipt and receipt.fate) == fate
    aliyun.now = lambda: AT + timedelta(hours=1)
    late = sms.ask(account(vendor), took[known], PAGE.address, at=AT + timedelta(hours=1))
    assert late == receipt
    if receipt:
        assert receipt.happened_at == AT + timedelta(seconds=9)
        assert PAGE.key == receipt.key


def test_days_are_beijings(vendor: Vendor, aliyun: Aliyun) -> None:
    """What left at 07:30 of the third in Beijing is in the list of the third, while Greenwich has the second."""
    morning = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    aliyun.now = lambda: morning
    submit(vendor, at=morning)
    aliyun.known[0]["status"] = 3
    receipt = sms.ask(account(vendor), PAGE.key, PAGE.address, at=morning)
    assert receipt
    assert receipt.fate == "delivered"
    assert vendor.asked[-1].query["SendDate"] == "20260303"


def test_asked_about_what_it_never_took_it_knows_nothing(vendor: Vendor) -> None:
    submit(vendor, replace(PAGE, key="page:77:person:3:sms:2"))
    assert sms.ask(account(vendor), PAGE.key, PAGE.address, at=AT) is None
    vendor.next("drop")
    assert sms.ask(account(vendor), "900000^0", PAGE.address, at=AT) is None


def test_local_times() -> None:
    assert local(AT) == "2026-03-02 23:30:00"
