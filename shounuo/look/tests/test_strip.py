from dataclasses import replace
from datetime import timedelta

import pytest
from django.template import Context
from django.utils import translation

from shounuo.look.templatetags.strips import ICONS, STATES, strip
from shounuo.look.tests.world import NOW, Row

TEXTS = {
    "running": "还剩 12 分钟 · 今天 14:42 前响应",
    "risk": "仅剩 4 分钟 · 今天 14:34 前响应",
    "broken": "已超时 7 分钟 · 应于 今天 14:23 前响应",
    "paused": "已暂停，还剩 2 小时",
    "kept": "今天 14:20 已兑现",
    "late": "今天 14:20 才兑现，晚了 5 分钟",
    "missed": "错过一次更新",
    "superseded": "已被新的承诺取代",
}


def draw(*rows: Row, size: str = "full") -> str:
    with translation.override("zh-hans"):
        return strip(Context({"now": NOW}), rows, size)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", ["line", "full", "wall"])
def test_every_state_is_said_in_words_and_shape_not_by_colour_alone(state: str, size: str) -> None:
    html = draw(Row(state=state, text=TEXTS[state]), size=size)
    with translation.override("zh-hans"):
        assert str(STATES[state])[:2] in html
    assert f"icons.svg#{ICONS[state]}" in html or f"#{ICONS[state]}" in html
    assert TEXTS[state].partition(" · ")[0] in html
    assert f"track is-{state}" in html


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", ["mail", "text"])
def test_mail_says_it_without_a_browser(state: str, size: str) -> None:
    said = draw(Row(state=state, text=TEXTS[state]), size=size)
    assert "响应" in said
    assert TEXTS[state] in said
    assert "svg" not in said
    assert "data-" not in said


def test_only_running_promises_count_down() -> None:
    assert 'data-due="2026-11-23T06:42:00+00:00"' in draw(Row())
    for state in ("paused", "kept", "late", "missed", "superseded"):
        assert "data-due" not in draw(Row(state=state, text=TEXTS[state]))


def test_elapsed_part_and_marks_are_drawn() -> None:
    html = draw(Row(share=60))
    assert 'class="track-fill" width="60"' in html
    assert [f'data-at="{mark}"' in html for mark in (50, 75, 90)] == [True] * 3


def test_past_due_the_promise_stays_where_it_was() -> None:
    """30 minutes promised, 40 used: the promise ends at three quarters, and the rest is loud."""
    late = Row(
        state="broken",
        text=TEXTS["broken"],
        started_at=NOW - timedelta(minutes=40),
        due_at=NOW - timedelta(minutes=10),
    )
    html = draw(late)
    assert 'class="track-fill" width="75"' in html
    assert 'class="track-over" x="75" width="25"' in html


def test_the_line_shows_the_most_pressing_first() -> None:
    calm = Row(due_at=NOW + timedelta(hours=3), label=Row().label)
    broken = replace(calm, state="broken", text=TEXTS["broken"])
    html = draw(calm, broken, size="line")
    assert html.index("is-broken") < html.index("is-running")
    assert html.count("hairline") == 1


def test_words_of_others_are_escaped() -> None:
    for size in ("line", "full", "mail"):
        html = draw(Row(owner="<script>", text="<b>x</b> · y"), size=size)
        assert "<script>" not in html
        assert "<b>x" not in html


def test_no_promise_is_said_too() -> None:
    assert "没有在计时的承诺" in draw(size="line")
    assert draw(size="text") == "没有在计时的承诺"
