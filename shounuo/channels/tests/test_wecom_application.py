"""Messages of a WeCom application before a local WeCom: its token, and errcode 0 that reached nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shounuo.channels.shape import Answer
from shounuo.channels.tests.scene import LINK, account, outgoing
from shounuo.channels.wecom import tokens
from shounuo.channels.wecom.application import Application
from tests.support.clock import StandingClock
from tests.support.vendors.base import Vendor
from tests.support.vendors.wecom import WecomApplication

pytestmark = pytest.mark.clause("5.2-notify")
SECRET = "s3cr3t-of-the-app"


@pytest.fixture
def wecom(clock: StandingClock) -> Iterator[Vendor]:
    tokens._kept.clear()
    with Vendor(WecomApplication(secret=SECRET)) as vendor:
        yield vendor


def submit(
    vendor: Vendor, clock: StandingClock, address: str = "ZhouMing_01", secret: str = SECRET, **said: object
) -> Answer:
    settings = {"corpid": "ww0a1b2c3d4e5f6a7b", "agentid": "1000002"}
    through = account("wecom_app", vendor.url, {"corpsecret": secret}, **settings)
    return Application().submit(outgoing(address, **said), through, at=clock.now)


def paths(vendor: Vendor) -> list[str]:
    return [asked.path.rpartition("/")[2] for asked in vendor.asked]


def test_a_card_with_a_button(wecom: Vendor, clock: StandingClock) -> None:
    answer = submit(wecom, clock)
    assert (answer.state, answer.provider_id) == ("sent", "msg-1")
    card = {
        "title": "P0 SN-260302-0001 支付全部失败", "description": "客户：云上科技<br>请立即受理，目标 10:05 前。",
        "url": LINK, "btntxt": "打开",
    }  # fmt: skip
    assert wecom.taken == [
        {"touser": "ZhouMing_01", "agentid": 1000002, "msgtype": "textcard", "textcard": card}
    ]


def test_without_a_link_it_is_a_text(wecom: Vendor, clock: StandingClock) -> None:
    submit(wecom, clock, link="")
    assert wecom.taken[0]["msgtype"] == "text"
    assert wecom.taken[0]["text"]["content"].startswith("P0 SN-260302-0001 支付全部失败\n客户")


def test_a_long_text_fits_the_card(wecom: Vendor, clock: StandingClock) -> None:
    submit(wecom, clock, title="很长的标题" * 40, text="长\n" * 900)
    card = wecom.taken[0]["textcard"]
    assert len(card["title"].encode()) <= 128
    assert len(card["description"].encode()) <= 512
    assert card["title"].startswith("P0 SN-260302-0001")
    assert card["url"] == LINK


def test_the_token_is_asked_for_once_until_it_runs_out(wecom: Vendor, clock: StandingClock) -> None:
    submit(wecom, clock)
    submit(wecom, clock, "ChenJing")
    assert paths(wecom) == ["gettoken", "send", "send"]
    clock.forward(seconds=7200)
    assert submit(wecom, clock).state == "sent"
    assert paths(wecom)[3:] == ["gettoken", "send"]


def test_a_token_that_ended_early_is_renewed_within_the_submission(
    wecom: Vendor, clock: StandingClock
) -> None:
    submit(wecom, clock)
    wecom.behaviour.take_back()  # type: ignore[attr-defined]
    answer = submit(wecom, clock)
    assert answer.state == "sent"
    assert paths(wecom)[2:] == ["send", "gettoken", "send"]
    assert len(wecom.taken) == 2


def test_a_token_that_is_refused_twice_is_put_off(wecom: Vendor, clock: StandingClock) -> None:
    submit(wecom, clock)
    wecom.next("expired")
    wecom.behaviour.life = 0  # type: ignore[attr-defined]
    wecom.behaviour.take_back()  # type: ignore[attr-defined]
    answer = submit(wecom, clock)
    assert (answer.state, answer.code) == ("again", "42001")
    assert len(wecom.taken) == 1


@pytest.mark.parametrize("address", ["Nobody", "nobody"])
def test_errcode_0_with_the_member_among_the_invalid_is_not_sent(
    wecom: Vendor, clock: StandingClock, address: str
) -> None:
    submit(wecom, clock)
    wecom.next("outside")
    answer = submit(wecom, clock, address)
    assert (answer.state, answer.code) == ("failed", "invaliduser")
    assert "可见范围" in answer.words


@pytest.mark.parametrize(
    ("trouble", "state", "code", "spent"),
    [
        ("throttle", "again", "45009", True),
        ("crowded", "again", "45033", True),
        ("unlicensed", "failed", "unlicenseduser", False),
        ("wrong ip", "failed", "60020", True),
        ("error", "unknown", "http 500", False),
        ("wrong body", "unknown", "http 200", False),
        ("cut", "unknown", "broken", False),
    ],
)
def test_what_an_answer_to_the_message_means(
    wecom: Vendor, clock: StandingClock, trouble: str, state: str, code: str, spent: bool
) -> None:
    submit(wecom, clock)
    wecom.next(trouble)
    answer = submit(wecom, clock)
    assert (answer.state, answer.code, answer.spent) == (state, code, spent)


def test_a_member_who_is_unknown_to_the_house_of_wecom(wecom: Vendor, clock: StandingClock) -> None:
    answer = submit(wecom, clock, "Nobody")
    assert (answer.state, answer.code, wecom.taken) == ("failed", "81013", [])


@pytest.mark.parametrize("trouble", ["drop", "cut", "error", "wrong body"])
def test_where_the_token_never_came_nothing_was_submitted(
    wecom: Vendor, clock: StandingClock, trouble: str
) -> None:
    wecom.next(trouble)
    answer = submit(wecom, clock)
    assert (answer.state, wecom.taken, paths(wecom)) == ("again", [], ["gettoken"])


def test_a_wrong_secret_shuts_the_account(wecom: Vendor, clock: StandingClock) -> None:
    answer = submit(wecom, clock, secret="of another application")
    assert (answer.state, answer.code, answer.spent) == ("failed", "40001", True)
    assert "of another" not in answer.words


def test_a_vendor_that_is_too_slow_with_its_refusal_is_not_asked_again_at_once(
    wecom: Vendor, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(wecom, clock)
    wecom.behaviour.take_back()  # type: ignore[attr-defined]
    monkeypatch.setattr("shounuo.channels.wecom.application.PATIENCE", 0.0)
    answer = submit(wecom, clock)
    assert (answer.state, answer.wait, paths(wecom)[2:]) == ("again", timedelta(seconds=1), ["send"])
    assert submit(wecom, clock).state == "sent", "the old token was forgotten"


@pytest.mark.parametrize(
    ("address", "fits"), [("ChenJing", True), ("a.b-c@d", True), ("@all", False), ("陈静", False)]
)
def test_the_form_of_an_address(address: str, fits: bool) -> None:
    assert (Application().problem(address) is None) == fits
