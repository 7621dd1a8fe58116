"""Calls over real HTTP against a local Alibaba Cloud: a menu with a key, plain notices, limits, and asking later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shounuo.channels.aliyun.voice import AliyunVoice
from shounuo.channels.shape import Account, Answer, Outgoing, short
from tests.support.vendors.aliyun import Aliyun
from tests.support.vendors.base import Vendor

pytestmark = pytest.mark.clause("5.2-notify")
AT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
PAGE = Outgoing(
    key="page:77:person:3:voice:1", address="138 0000 0001", title="P0 数据库连不上", text="…", urgent=True,
    facts={"number": "C-2026-000123", "priority": "P0", "subject": "很" * 90},
)  # fmt: skip
MENU = {"show_number": "057100000001", "thanks_template": "TTS_2"}
voice = AliyunVoice()


class Moved:
    """The vendor's clock, which is ours too."""

    now = AT


@pytest.fixture
def moved() -> Moved:
    return Moved()


@pytest.fixture
def aliyun(moved: Moved) -> Aliyun:
    return Aliyun(lambda: moved.now)


@pytest.fixture
def vendor(aliyun: Aliyun) -> Iterator[Vendor]:
    with Vendor(aliyun) as listening:
        yield listening


def account(vendor: Vendor, **settings: str) -> Account:
    given = {"key_id": "LTAI-test", "endpoint": vendor.url, "template": "TTS_1"}
    return Account("aliyun_voice", given | settings, {"key_secret": "not-so-secret"})


def call(vendor: Vendor, moved: Moved, outgoing: Outgoing = PAGE, /, **settings: Any) -> Answer:
    return voice.submit(outgoing, account(vendor, **settings), at=moved.now)


@pytest.mark.clause("5.2-accept")
def test_a_menu_is_played_where_the_house_has_a_number(vendor: Vendor, moved: Moved) -> None:
    answer = call(vendor, moved, **MENU)
    assert (answer.state, answer.provider_id) == ("sent", "900000^0")
    [took] = vendor.taken
    given = took["given"]
    assert vendor.asked[0].headers["x-acs-action"] == "IvrCall"
    assert (given["MenuKeyMap.1.Key"], given["MenuKeyMap.1.Code"], given["PlayTimes"]) == ("1", "TTS_2", "3")
    assert (given["CalledShowNumber"], given["CalledNumber"]) == ("057100000001", "13800000001")
    assert took["out_id"] == short(PAGE.key, 15)
    assert took["values"]["subject"] == "很" * 34 + "…"


def test_a_notice_without_keys_where_it_has_none(vendor: Vendor, moved: Moved) -> None:
    assert call(vendor, moved).state == "sent"
    assert vendor.asked[0].headers["x-acs-action"] == "SingleCallByTts"
    assert vendor.taken[0]["given"]["TtsCode"] == "TTS_1"
    assert "CalledShowNumber" not in vendor.taken[0]["given"]


def test_long_words_are_cut_to_what_one_call_may_say(vendor: Vendor, moved: Moved) -> None:
    assert call(vendor, moved, variables="number,subject:200,title:200").state == "sent"
    assert sum(map(len, vendor.taken[0]["values"].values())) < 250


def test_a_code_is_read_out(vendor: Vendor, moved: Moved) -> None:
    code = replace(PAGE, facts={"code": "123456"}, key="code:9:1")
    assert call(vendor, moved, code, code_template="TTS_3", **MENU).state == "sent"
    given = vendor.taken[0]["given"]
    assert (given["TtsCode"], given["TtsParam"], given["OutId"]) == ("TTS_3", '{"code":"123456"}', "code:9:1")
    assert call(vendor, moved, code, **MENU).spent


def test_one_call_a_minute_five_an_hour_twenty_a_day(vendor: Vendor, moved: Moved) -> None:
    """What its quotas say is what the vendor keeps."""
    limits = [(quota.scope, quota.most, quota.within) for quota in voice.quotas]
    assert limits == [
        ("callee", 1, timedelta(minutes=1)), ("callee", 5, timedelta(hours=1)), ("callee", 20, timedelta(days=1)),
    ]  # fmt: skip
    assert call(vendor, moved).state == "sent"
    moved.now += timedelta(seconds=59)
    soon = call(vendor, moved)
    assert (soon.state, soon.spent, soon.wait) == ("again", True, timedelta(minutes=1))
    assert call(vendor, moved, replace(PAGE, address="13800000002")).state == "sent"
    for _ in range(4):
        moved.now += timedelta(minutes=1)
        assert call(vendor, moved).state == "sent"
    moved.now += timedelta(minutes=1)
    assert call(vendor, moved).wait == timedelta(hours=1)
    moved.now += timedelta(hours=1)
    for _ in range(15):
        moved.now += timedelta(minutes=15)
        assert call(vendor, moved).state == "sent"
    moved.now += timedelta(hours=1)
    assert call(vendor, moved).wait == timedelta(days=1)


@pytest.mark.parametrize(
    ("what", "state", "spent"),
    [
        ("complained", "failed", True), ("no money", "failed", True), ("hour limit", "again", True),
        ("system", "again", False), ("cut", "unknown", False), ("denied", "failed", True),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_honestly(
    what: str, state: str, spent: bool, vendor: Vendor, moved: Moved
) -> None:
    vendor.next(what)
    answer = call(vendor, moved, **MENU)
    assert (answer.state, answer.spent, len(vendor.asked)) == (state, spent, 1)


def test_a_number_that_is_not_the_houses_own(vendor: Vendor, moved: Moved) -> None:
    answer = call(vendor, moved, show_number="057199999999", thanks_template="TTS_2")
    assert (answer.state, answer.code, answer.spent) == ("failed", "isv.DISPLAY_NUMBER_ILLEGAL", True)
    assert call(vendor, moved, replace(PAGE, address="+852 9123 4567")).code == "address"


@pytest.mark.parametrize("settings", [{}, MENU])
@pytest.mark.parametrize(
    ("status", "pressed", "fate"),
    [("200000", "", "delivered"), ("200000", "1", "acknowledged"), ("200003", "", "undelivered"), ("200101", "", None)],
)  # fmt: skip
def test_asked_later_the_vendor_tells(
    status: str,
    pressed: str,
    fate: Any,
    settings: dict[str, str],
    vendor: Vendor,
    moved: Moved,
    aliyun: Aliyun,
) -> None:
    answer = call(vendor, moved, **settings)
    assert voice.ask(account(vendor, **settings), answer.provider_id, PAGE.address, at=moved.now) is None
    ended = AT + timedelta(seconds=40)
    aliyun.known[0] |= {"status": status, "dtmf": pressed, "until": ended}
    moved.now += timedelta(hours=1)  # past midnight in Beijing
    receipt = voice.ask(account(vendor, **settings), answer.provider_id, PAGE.address, at=moved.now)
    assert (receipt and receipt.fate) == fate
    if receipt:
        assert (receipt.happened_at, receipt.provider_id) == (ended, answer.provider_id)


def test_a_call_whose_id_never_came_back_cannot_be_asked_about(vendor: Vendor, moved: Moved) -> None:
    vendor.next("cut")
    call(vendor, moved)
    assert voice.ask(account(vendor), PAGE.key, PAGE.address, at=moved.now) is None
    assert len(vendor.asked) == 1
