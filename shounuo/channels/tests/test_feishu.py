"""Feishu's signed robot before a local Feishu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shounuo.channels.feishu.adapter import Robot, hook_in
from shounuo.channels.shape import Answer
from shounuo.channels.tests.scene import LINK, account, outgoing
from tests.support.clock import StandingClock
from tests.support.vendors.base import Vendor
from tests.support.vendors.feishu import FeishuRobot

pytestmark = pytest.mark.clause("5.2-notify")
HOOK, SECRET = "5e3d587e-d78e-4a07", "nIMtb7r3N9pkXyXdtAbx6e"


@pytest.fixture
def feishu(clock: StandingClock) -> Iterator[Vendor]:
    with Vendor(FeishuRobot(HOOK, SECRET)) as vendor:
        yield vendor


def submit(
    vendor: Vendor, clock: StandingClock, address: str = "ou_84aad35d084aa403a838cf73ee18467",
    secret: str = SECRET, hook: str = HOOK, **said: object,
) -> Answer:  # fmt: skip
    secrets = {"webhook": f"https://open.feishu.cn/open-apis/bot/v2/hook/{hook}", "secret": secret}
    through = account("feishu_robot", vendor.url, secrets)
    return Robot().submit(outgoing(address, **said), through, at=clock.now)


def test_a_card_with_a_mention_and_a_button(feishu: Vendor, clock: StandingClock) -> None:
    answer = submit(feishu, clock)
    assert (answer.state, answer.code) == ("sent", "0")
    (message,) = feishu.taken
    assert message["msg_type"] == "interactive"
    assert message["card"]["header"] == {
        "title": {"tag": "plain_text", "content": "P0 SN-260302-0001 支付全部失败"}, "template": "red",
    }  # fmt: skip
    mention, text, buttons = message["card"]["elements"]
    assert mention["text"]["content"] == "<at id=ou_84aad35d084aa403a838cf73ee18467></at>"
    assert text["text"] == {"tag": "plain_text", "content": "客户：云上科技\n请立即受理，目标 10:05 前。"}
    assert [one["url"] for one in buttons["actions"]] == [LINK]


def test_everybody_is_mentioned_only_where_it_is_said(feishu: Vendor, clock: StandingClock) -> None:
    submit(feishu, clock, "b6xxxxg8", text="<at id=all></at>")
    submit(feishu, clock, "@all", link="")
    assert str(feishu.taken[0]).count("<at id=") == 1
    assert "<at id=b6xxxxg8></at>" in str(feishu.taken[0])
    assert "<at id=all></at>" in str(feishu.taken[1])
    assert len(feishu.taken[1]["card"]["elements"]) == 2, "no link, no button"


def test_a_long_text_fits(feishu: Vendor, clock: StandingClock) -> None:
    answer = submit(feishu, clock, title='很"长' * 500, text='"长\n' * 9000)
    assert answer.state == "sent", answer.words
    assert LINK in str(feishu.taken[0])
    assert feishu.taken[0]["card"]["header"]["title"]["content"].startswith("P0 SN-260302-0001")


def test_a_wrong_secret_and_a_wrong_clock_are_found_out(feishu: Vendor, clock: StandingClock) -> None:
    for answer in (
        submit(feishu, clock, secret="another"),
        submit(feishu, StandingClock(clock.now - timedelta(hours=1, seconds=1))),
    ):
        assert (answer.state, answer.code, answer.spent) == ("failed", "19021", True)
    assert feishu.taken == []


def test_an_address_that_is_gone(feishu: Vendor, clock: StandingClock) -> None:
    answer = submit(feishu, clock, hook="gone")
    assert (answer.state, answer.code, answer.spent) == ("failed", "19001", True)


def test_the_sixth_in_a_second_is_put_off(feishu: Vendor, clock: StandingClock) -> None:
    for _ in range(5):
        assert submit(feishu, clock).state == "sent"
    answer = submit(feishu, clock)
    assert (answer.state, answer.code, answer.spent) == ("again", "11232", True)
    clock.forward(seconds=1)
    assert submit(feishu, clock).state == "sent"


@pytest.mark.parametrize(
    ("trouble", "state", "code", "spent", "taken"),
    [
        ("wrong ip", "failed", "19022", True, 0),
        ("keyword", "failed", "19024", True, 0),
        ("too many", "again", "99991400", True, 0),
        ("error", "unknown", "http 500", False, 0),
        ("late error", "unknown", "http 502", False, 1),
        ("wrong body", "unknown", "http 200", False, 1),
        ("drop", "unknown", "broken", False, 0),
        ("cut", "unknown", "broken", False, 1),
        ("silent", "sent", "0", False, 1),
    ],
)
def test_what_an_answer_means_stands_in_its_body(
    feishu: Vendor, clock: StandingClock, trouble: str, state: str, code: str, spent: bool, taken: int
) -> None:
    feishu.next(trouble)
    answer = submit(feishu, clock)
    assert (answer.state, answer.code, answer.spent, len(feishu.taken)) == (state, code, spent, taken)
    assert len(feishu.asked) == 1


def test_a_webhook_may_be_copied_whole() -> None:
    assert hook_in(f"https://open.feishu.cn/open-apis/bot/v2/hook/{HOOK}/?x=1") == HOOK
    assert hook_in(HOOK) == HOOK


@pytest.mark.parametrize(
    ("address", "fits"),
    [("ou_84aad35d084aa403a8", True), ("@all", True), ("周明", False), ("ou 1", False), ("<at>", False)],
)
def test_the_form_of_an_address(address: str, fits: bool) -> None:
    assert (Robot().problem(address) is None) == fits
