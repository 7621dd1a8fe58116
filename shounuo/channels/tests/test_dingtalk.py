"""DingTalk's signed robot before a local DingTalk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shounuo.channels.dingtalk.adapter import Robot, token_in
from shounuo.channels.shape import Answer
from shounuo.channels.tests.scene import LINK, account, outgoing
from tests.support.clock import StandingClock
from tests.support.vendors.base import Vendor
from tests.support.vendors.dingtalk import DingtalkRobot

pytestmark = pytest.mark.clause("5.2-notify")
TOKEN, SECRET = "566cc69da782ec", "SEC0a1b2c3d4e5f"


@pytest.fixture
def dingtalk(clock: StandingClock) -> Iterator[Vendor]:
    with Vendor(DingtalkRobot(TOKEN, SECRET)) as vendor:
        yield vendor


def submit(
    vendor: Vendor, clock: StandingClock, address: str = "13800001111", secret: str = SECRET,
    style: str = "markdown", **said: object,
) -> Answer:  # fmt: skip
    secrets = {"webhook": f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}", "secret": secret}
    through = account("dingtalk_robot", vendor.url, secrets, style=style)
    return Robot().submit(outgoing(address, **said), through, at=clock.now)


def test_a_mobile_number_is_mentioned(dingtalk: Vendor, clock: StandingClock) -> None:
    answer = submit(dingtalk, clock)
    assert (answer.state, answer.code) == ("sent", "0")
    (message,) = dingtalk.taken
    assert message["at"] == {"atMobiles": ["13800001111"], "isAtAll": False}
    assert message["markdown"]["title"] == "P0 SN-260302-0001 支付全部失败"
    assert message["markdown"]["text"].split("\n\n") == [
        "#### P0 SN-260302-0001 支付全部失败", "客户：云上科技  \n请立即受理，目标 10:05 前。", f"[打开]({LINK})", "@13800001111",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "at"),
    [("manager4220", {"atUserIds": ["manager4220"], "isAtAll": False}), ("@all", {"isAtAll": True})],
)
def test_others_are_mentioned_by_their_id_or_all_together(
    dingtalk: Vendor, clock: StandingClock, address: str, at: dict[str, object]
) -> None:
    submit(dingtalk, clock, address)
    assert dingtalk.taken[0]["at"] == at


def test_a_card_has_the_link_as_its_button(dingtalk: Vendor, clock: StandingClock) -> None:
    submit(dingtalk, clock, style="card")
    card = dingtalk.taken[0]["actionCard"]
    assert (card["singleTitle"], card["singleURL"]) == ("打开", LINK)
    submit(dingtalk, clock, style="card", link="")
    assert dingtalk.taken[1]["msgtype"] == "markdown", "a card needs somewhere to go"


@pytest.mark.parametrize("style", ["markdown", "card"])
def test_a_long_text_fits(dingtalk: Vendor, clock: StandingClock, style: str) -> None:
    answer = submit(dingtalk, clock, style=style, title='很"长' * 500, text='"长\n' * 9000)
    assert answer.state == "sent", answer.words
    assert LINK in str(dingtalk.taken[0])
    assert "P0 SN-260302-0001" in str(dingtalk.taken[0])


def test_a_wrong_secret_is_found_out(dingtalk: Vendor, clock: StandingClock) -> None:
    answer = submit(dingtalk, clock, secret="SECwrong")
    assert (answer.state, answer.code, answer.spent) == ("failed", "310000", True)
    assert "加签密钥" in answer.words


def test_a_clock_that_is_an_hour_off_is_found_out(dingtalk: Vendor, clock: StandingClock) -> None:
    late = StandingClock(clock.now - timedelta(hours=1, seconds=2))
    answer = submit(dingtalk, late)
    assert "服务器时间" in answer.words
    assert dingtalk.taken == []
    assert submit(dingtalk, StandingClock(clock.now - timedelta(minutes=59))).state == "sent"


def test_the_keyword_of_a_robot(clock: StandingClock) -> None:
    with Vendor(DingtalkRobot(TOKEN, SECRET, keyword="守诺")) as vendor:
        answer = submit(vendor, clock)
        assert "关键词" in answer.words
        assert submit(vendor, clock, title="守诺 P0").state == "sent"


def test_more_than_twenty_a_minute_shut_the_robot_for_ten(dingtalk: Vendor, clock: StandingClock) -> None:
    for _ in range(20):
        submit(dingtalk, clock)
    answer = submit(dingtalk, clock)
    assert (answer.state, answer.code, answer.spent) == ("again", "130101", True)
    assert answer.wait == timedelta(minutes=10)
    clock.forward(minutes=9)
    assert submit(dingtalk, clock).state == "again"
    clock.forward(minutes=10)
    assert submit(dingtalk, clock).state == "sent"


@pytest.mark.parametrize(
    ("trouble", "state", "code", "spent", "taken"),
    [
        ("slow down", "again", "410100", True, 0),
        ("busy", "again", "-1", True, 0),
        ("stopped", "failed", "400102", True, 0),
        ("wrong ip", "failed", "310000", True, 0),
        ("unsafe link", "failed", "430101", False, 0),
        ("error", "unknown", "http 500", False, 0),
        ("wrong body", "unknown", "http 200", False, 1),
        ("drop", "unknown", "broken", False, 0),
        ("cut", "unknown", "broken", False, 1),
        ("silent", "sent", "0", False, 1),
    ],
)
def test_what_an_answer_means_stands_in_its_body(
    dingtalk: Vendor, clock: StandingClock, trouble: str, state: str, code: str, spent: bool, taken: int
) -> None:
    dingtalk.next(trouble)
    answer = submit(dingtalk, clock)
    assert (answer.state, answer.code, answer.spent, len(dingtalk.taken)) == (state, code, spent, taken)
    assert len(dingtalk.asked) == 1


def test_no_answer_repeats_a_secret(dingtalk: Vendor, clock: StandingClock) -> None:
    for trouble in ("error", "drop", "wrong body", "wrong ip", "stopped"):
        dingtalk.next(trouble)
        words = submit(dingtalk, clock).words
        assert TOKEN not in words
        assert SECRET not in words


def test_a_webhook_may_be_copied_whole() -> None:
    assert token_in(f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}") == TOKEN
    assert token_in(f"  {TOKEN} ") == TOKEN


@pytest.mark.parametrize(
    ("address", "fits"),
    [("13800001111", True), ("manager4220", True), ("@all", True), ("周明", False), ("", False)],
)
def test_the_form_of_an_address(address: str, fits: bool) -> None:
    assert (Robot().problem(address) is None) == fits
