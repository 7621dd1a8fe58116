"""WeCom's group robot before a local WeCom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from shounuo.channels.shape import Account, Answer, Outgoing
from shounuo.channels.tests.scene import LINK, account, outgoing
from shounuo.channels.wecom import robot
from shounuo.channels.wecom.robot import Robot, key_in
from tests.support.clock import StandingClock
from tests.support.vendors.base import Vendor
from tests.support.vendors.wecom import WecomRobot

pytestmark = pytest.mark.clause("5.2-notify")
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
"""The key that the document uses."""


@pytest.fixture
def wecom(clock: StandingClock) -> Iterator[Vendor]:
    with Vendor(WecomRobot(KEY)) as vendor:
        yield vendor


def through(vendor: Vendor, **settings: str) -> Account:
    whole = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
    return account("wecom_robot", vendor.url, {"webhook": whole}, **settings)


def submit(vendor: Vendor, clock: StandingClock, message: Outgoing, **settings: str) -> Answer:
    return Robot().submit(message, through(vendor, **settings), at=clock.now)


def test_a_member_is_mentioned_and_the_link_can_be_touched(wecom: Vendor, clock: StandingClock) -> None:
    answer = submit(wecom, clock, outgoing("ZhouMing_01"))
    assert (answer.state, answer.code) == ("sent", "0")
    words = "**P0 SN-260302-0001 支付全部失败**\n客户：云上科技\n请立即受理，目标 10:05 前。\n"
    expected = f"{words}[打开]({LINK})\n<@ZhouMing_01>"
    assert wecom.taken == [{"msgtype": "markdown", "markdown": {"content": expected}}]


def test_the_documents_own_example_of_a_text() -> None:
    """消息推送配置说明, 文本类型: the same words, the same mention, the same bytes."""
    weather = "广州今日天气：29度，大部分多云，降雨概率：60%"
    body = robot._text(outgoing("wangqing", title=weather, text="", link="", facts={}))
    assert body == {"msgtype": "text", "text": {"content": weather, "mentioned_list": ["wangqing"]}}
    body = robot._text(outgoing("13800001111", title=weather, text="", link="", facts={}))
    assert body == {"msgtype": "text", "text": {"content": weather, "mentioned_mobile_list": ["13800001111"]}}


def test_a_mobile_number_is_mentioned_in_text(wecom: Vendor, clock: StandingClock) -> None:
    submit(wecom, clock, outgoing("13800001111"))
    (message,) = wecom.taken
    assert message["msgtype"] == "text"
    assert message["text"]["mentioned_mobile_list"] == ["13800001111"]
    assert message["text"]["content"].endswith(LINK)


def test_english_for_whoever_reads_english(wecom: Vendor, clock: StandingClock) -> None:
    submit(wecom, clock, outgoing("ZhouMing_01", language="en"))
    assert f"[Open]({LINK})" in wecom.taken[0]["markdown"]["content"]


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_a_long_text_fits(wecom: Vendor, clock: StandingClock, style: str) -> None:
    answer = submit(wecom, clock, outgoing("ZhouMing_01", text="长" * 9000), style=style)
    assert answer.state == "sent", answer.words
    content = wecom.taken[0][style]["content"]
    assert LINK in content
    assert "P0 SN-260302-0001" in content


def test_a_customers_words_mention_nobody(wecom: Vendor, clock: StandingClock) -> None:
    submit(wecom, clock, outgoing("ZhouMing_01", title="<@all> 看这里", text="[点我](http://evil.example)"))
    content = wecom.taken[0]["markdown"]["content"]
    assert content.count("<@") == 1
    assert content.count("](") == 1


def test_the_twenty_first_in_a_minute_is_put_off_with_the_account_spent(
    wecom: Vendor, clock: StandingClock
) -> None:
    for _ in range(20):
        assert submit(wecom, clock, outgoing("ZhouMing_01")).state == "sent"
    answer = submit(wecom, clock, outgoing("ZhouMing_01"))
    assert (answer.state, answer.code, answer.spent) == ("again", "45009", True)
    assert answer.wait == timedelta(minutes=1)
    assert len(wecom.taken) == 20
    clock.forward(minutes=1)
    assert submit(wecom, clock, outgoing("ZhouMing_01")).state == "sent"


@pytest.mark.parametrize(
    ("trouble", "state", "code", "spent", "taken"),
    [
        ("busy", "again", "-1", True, 0),
        ("removed", "failed", "93000", True, 0),
        ("new code", "failed", "99999", False, 0),
        ("error", "unknown", "http 500", False, 0),
        ("late error", "unknown", "http 502", False, 1),
        ("wrong body", "unknown", "http 200", False, 1),
        ("drop", "unknown", "broken", False, 0),
        ("cut", "unknown", "broken", False, 1),
        ("half", "unknown", "broken", False, 1),
        ("silent", "sent", "0", False, 1),
    ],
)
def test_what_an_answer_means_stands_in_its_body(
    wecom: Vendor, clock: StandingClock, trouble: str, state: str, code: str, spent: bool, taken: int
) -> None:
    wecom.next(trouble)
    answer = submit(wecom, clock, outgoing("ZhouMing_01"))
    assert (answer.state, answer.code, answer.spent, len(wecom.taken)) == (state, code, spent, taken)
    assert len(wecom.asked) == 1, "it was submitted once, whatever came back"


def test_nobody_listening_is_surely_not_taken(clock: StandingClock, settings: Settings) -> None:
    with Vendor(WecomRobot(KEY)) as gone:
        url = gone.url
    settings.PRIVATE_CALLS = True
    answer = Robot().submit(
        outgoing("ZhouMing_01"), account("wecom_robot", url, {"webhook": KEY}), at=clock.now
    )
    assert (answer.state, answer.code) == ("again", "connect")


@pytest.mark.parametrize(
    "gateway", ["", "not an address", "http://[::1", "ftp://qyapi.weixin.qq.com", "https://x:99999"]
)
def test_no_answer_repeats_the_key(clock: StandingClock, gateway: str) -> None:
    answer = Robot().submit(
        outgoing("ZhouMing_01"), account("wecom_robot", gateway, {"webhook": KEY}), at=clock.now
    )
    assert answer.state == "failed"
    assert KEY not in answer.words


@pytest.mark.parametrize(
    ("webhook", "key"),
    [
        (f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", KEY),
        (f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?a=1&key={KEY}&debug=1", KEY),
        (f" {KEY}\n", KEY),
    ],
)
def test_a_webhook_may_be_copied_whole(webhook: str, key: str) -> None:
    assert key_in(webhook) == key


@pytest.mark.parametrize(
    ("address", "fits"),
    [("ZhouMing_01", True), ("13800001111", True), ("@all", True), ("", False), ("周明", False), ("a" * 65, False), ("a b", False)],
)  # fmt: skip
def test_the_form_of_an_address(address: str, fits: bool) -> None:
    assert (Robot().problem(address) is None) == fits
