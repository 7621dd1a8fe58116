"""The wire keeps inside the house what must not leave it, and gives up on an answer that never ends."""

from __future__ import annotations

import time

import pytest
from pytest_django import Settings

from shounuo.channels import wire
from shounuo.channels.shape import Answer
from shounuo.channels.tests.scene import account, outgoing
from shounuo.channels.wecom.robot import Robot
from tests.support.clock import START
from tests.support.vendors.base import Vendor
from tests.support.vendors.wecom import WecomRobot


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.215.14/", "https://127.0.0.1/", "https://10.0.0.1/x", "https://[::1]/", "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd", "https://", "https://x.example:port/",
    ],
)  # fmt: skip
def test_neither_private_nor_unencrypted_addresses_are_called(url: str, settings: Settings) -> None:
    settings.PRIVATE_CALLS = False
    answer = wire.call("POST", url + "?key=SECRET-1", json={})
    assert isinstance(answer, Answer)
    assert (answer.state, answer.code) == ("failed", "address")
    assert "SECRET-1" not in answer.words


@pytest.mark.parametrize("trouble", ["slow", "drip"])
def test_an_answer_that_does_not_come_in_time_is_given_up_and_nobody_knows(
    trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TALK", 0.3)
    with Vendor(WecomRobot("KEY-1")) as vendor:
        vendor.next(trouble)
        began = time.monotonic()
        through = account("wecom_robot", vendor.url, {"webhook": "KEY-1"})
        answer = Robot().submit(outgoing("ZhouMing_01"), through, at=START)
        assert time.monotonic() - began < 3
    assert (answer.state, answer.code, len(vendor.taken)) == ("unknown", "broken", 1)
