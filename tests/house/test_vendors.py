"""The local vendors misbehave as they say; otherwise what is proved against them is nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from shounuo.channels import wire
from shounuo.channels.shape import Answer
from tests.support.vendors.base import Asked, Said, Vendor


class Parrot:
    """Takes what it hears."""

    def answer(self, asked: Asked) -> Said:
        return Said({"code": 0}, took=asked.json())

    def trouble(self, what: str, asked: Asked) -> Said:
        return {"throttle": Said({"code": 9})}[what]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor(Parrot()) as listening:
        yield listening


def say(vendor: Vendor, what: str = "hello") -> wire.Reply | Answer:
    return wire.call("POST", vendor.url + "/say?x=1", json=what)


def test_a_vendor_keeps_what_it_takes(vendor: Vendor) -> None:
    reply = say(vendor)
    assert isinstance(reply, wire.Reply)
    assert (reply.status, reply.body) == (200, b'{"code": 0}')
    assert (vendor.taken, vendor.delivered) == (["hello"], ["hello"])
    assert (vendor.asked[0].path, vendor.asked[0].query) == ("/say", {"x": "1"})


@pytest.mark.parametrize(
    ("what", "status", "taken"),
    [
        ("throttle", 200, 0),
        ("error", 500, 0),
        ("late error", 502, 1),
        ("wrong body", 200, 1),
        ("silent", 200, 1),
    ],
)
def test_it_answers_as_it_is_told_and_only_once(vendor: Vendor, what: str, status: int, taken: int) -> None:
    vendor.next(what)
    reply = say(vendor)
    assert isinstance(reply, wire.Reply)
    assert (reply.status, len(vendor.taken), vendor.delivered) == (
        status,
        taken,
        vendor.taken[: what != "silent"],
    )
    say(vendor, "again")
    assert vendor.delivered[-1] == "again"


@pytest.mark.parametrize(("what", "taken"), [("drop", 0), ("cut", 1), ("half", 1)])
def test_a_line_that_breaks_leaves_us_in_doubt(vendor: Vendor, what: str, taken: int) -> None:
    vendor.next(what)
    answer = say(vendor)
    assert isinstance(answer, Answer)
    assert (answer.state, len(vendor.taken)) == ("unknown", taken)


def test_slow_is_slower_than_we_wait(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "TALK", 0.2)
    vendor.next("slow")
    answer = say(vendor)
    assert isinstance(answer, Answer)
    assert (answer.state, vendor.taken) == ("unknown", ["hello"])


def test_a_slow_one_goes_on_when_it_is_let(vendor: Vendor) -> None:
    vendor.next("slow")
    threading.Timer(0.1, vendor.goes_on.set).start()
    assert isinstance(say(vendor), wire.Reply)


def test_nobody_listens_once_it_is_closed() -> None:
    with Vendor(Parrot()) as vendor:
        url = vendor.url
    with pytest.raises(httpx.ConnectError):
        httpx.post(url)


def test_a_word_that_no_vendor_knows_fails_the_test() -> None:
    confused = Vendor(Parrot())
    with ExitStack() as block:
        block.enter_context(confused)
        confused.next("sing")
        say(confused)
        block.pop_all()
    with pytest.raises(AssertionError, match="sing"):
        confused.__exit__(None, None, None)
