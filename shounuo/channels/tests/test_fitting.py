"""Words shortened by bytes: never inside a character, and number, priority and link stay."""

from __future__ import annotations

import pytest

from shounuo.channels import fitting
from shounuo.channels.tests.scene import LINK, outgoing

pytestmark = pytest.mark.clause("5.2-notify")


@pytest.mark.parametrize("most", range(40))
@pytest.mark.parametrize(
    "text", ["支付全部失败，请立即受理", "plain words only here, forty-odd of them", "😀😀😀😀😀😀😀😀"]
)
def test_what_is_cut_fits_and_begins_as_the_whole_did(text: str, most: int) -> None:
    short = fitting.cut(text, most)
    assert fitting.size(short) <= most
    assert short == text or text.startswith(short.removesuffix(fitting.MORE))
    assert "\ufffd" not in short


def test_what_fits_is_left_alone() -> None:
    assert fitting.cut("十个字节以内", 18) == "十个字节以内"
    assert fitting.cut("十个字节以内。", 20) == "十个字节以…"


@pytest.mark.parametrize("most", range(1, 80))
def test_lines_are_not_parted_by_half_a_sign(most: int) -> None:
    short = fitting.lines("第一行\n第二行\n第三行很长很长很长", most, "<br>")
    assert fitting.size(short) <= most
    assert "<" not in short.replace("<br>", "")


def test_a_long_title_still_says_number_and_priority() -> None:
    title = "客户写了很长很长的一个标题" * 20 + " P0 SN-260302-0001"
    short = fitting.heading(outgoing("a", title=title), 120)
    assert short.startswith("P0 SN-260302-0001 客户写了")
    assert fitting.size(short) <= 120


def test_a_title_without_its_number_gets_it() -> None:
    assert fitting.heading(outgoing("a", title="请受理"), 120) == "P0 SN-260302-0001 请受理"


@pytest.mark.parametrize("most", [300, 512, 2048])
def test_the_text_gives_way_and_the_link_never(most: int) -> None:
    head, text = fitting.fitted(outgoing("a", text="长" * 5000), most, link=LINK)
    whole = "\n".join([head, text, LINK])
    assert fitting.size(whole) <= most
    assert fitting.size(whole) > most - 20, "no more was cut than had to be"
    assert "SN-260302-0001" in head


@pytest.mark.parametrize("command", ["<@all>", "<at id=all></at>", "![x](http://evil.example/x.png)", "`x`"])
def test_what_a_customer_wrote_is_no_command(command: str) -> None:
    head, text = fitting.fitted(outgoing("a", title=command, text=command), 2000)
    assert not set("<>[]`") & set(head + text)
