from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from shounuo.look.templatetags.times import ago, exact, iso, left, length, moment, span
from shounuo.look.tests.world import NOW


@pytest.fixture(autouse=True)
def in_shanghai() -> Iterator[None]:
    with translation.override("zh-hans"), timezone.override(ZoneInfo("Asia/Shanghai")):
        yield


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(0), "刚刚"),
        (timedelta(seconds=59), "刚刚"),
        (timedelta(seconds=60), "1 分钟前"),
        (timedelta(minutes=59, seconds=59), "59 分钟前"),
        (timedelta(hours=1), "1 小时前"),
        (timedelta(hours=23, minutes=59), "23 小时前"),
        (timedelta(days=1), "昨天 14:30"),
        (timedelta(seconds=-1), "今天 14:30"),
    ],
)
def test_ago(passed: timedelta, words: str) -> None:
    assert ago(NOW - passed, NOW) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), "今天 23:59"),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "明天 00:00"),
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), "昨天 23:59"),
        (datetime(2026, 11, 21, 15, 59, tzinfo=UTC), "11月21日 周六 23:59"),
        (datetime(2026, 11, 20, 6, 30, tzinfo=UTC), "11月20日 周五 14:30"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "1月1日 周四 00:00"),
        (datetime(2025, 10, 20, 6, 30, tzinfo=UTC), "2025年10月20日 周一 14:30"),
    ],
)
def test_moment_in_the_readers_zone(at: datetime, words: str) -> None:
    assert moment(at, NOW) == words


def test_the_same_moment_elsewhere() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")), translation.override("en"):
        assert moment(NOW, NOW) == "today 07:30"
        assert moment(datetime(2025, 10, 20, 6, 30, tzinfo=UTC), NOW) == "Mon 20 Oct 2025 08:30"


def test_exact_says_second_and_zone() -> None:
    assert exact(NOW) == "2026-11-23 14:30:00 CST (UTC+08:00)"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (timedelta(seconds=45), "45 秒"),
        (timedelta(seconds=252), "4 分 12 秒"),
        (timedelta(minutes=3), "3 分"),
        (timedelta(minutes=12, seconds=59), "12 分钟"),
        (timedelta(hours=2), "2 小时"),
        (timedelta(hours=23, minutes=5), "23 小时 5 分钟"),
        (timedelta(days=3, hours=4), "3 天 4 小时"),
    ],
)
def test_length(amount: timedelta, words: str) -> None:
    assert length(amount) == words


def test_left_and_over() -> None:
    assert left(NOW + timedelta(minutes=12), NOW) == "还剩 12 分钟"
    assert left(NOW, NOW) == "还剩 0 秒"
    assert left(NOW - timedelta(minutes=7), NOW) == "已超时 7 分钟"


def test_nothing_is_said_of_no_time() -> None:
    assert [ago(None, NOW), moment(None, NOW), exact(None), iso(None), left(None, NOW), length(None)] == [
        ""
    ] * 6


def test_from_when_until_when() -> None:
    assert span(NOW, NOW + timedelta(minutes=90), NOW).endswith(
        f" – {moment(NOW + timedelta(minutes=90), NOW)[-5:]}"
    )
    assert span(NOW, NOW + timedelta(minutes=90), NOW).count("今天") == 1
    assert (
        span(NOW, NOW + timedelta(days=1), NOW)
        == f"{moment(NOW, NOW)} – {moment(NOW + timedelta(days=1), NOW)}"
    )
