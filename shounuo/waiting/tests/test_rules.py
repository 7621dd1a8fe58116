"""How long a failed row is put off, and how long a watch rests. [7.1-workflow]"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shounuo.waiting.rules import SOON, given_up, put_off, rest, rest_after_trouble

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.clause("7.1-workflow")


def seconds(amount: float) -> timedelta:
    return timedelta(seconds=amount)


def test_each_failure_doubles_the_wait_up_to_a_minute() -> None:
    assert [put_off(tries).total_seconds() for tries in range(1, 10)] == [1, 2, 4, 8, 16, 32, 64, 64, 64]


def test_the_eighth_failure_is_the_last() -> None:
    assert [tries for tries in range(1, 10) if given_up(tries)] == [8, 9]


@pytest.mark.parametrize(
    ("due", "slept"),
    [
        (None, 1.0),
        (AT + seconds(60), 1.0),
        (AT + seconds(0.25), 1.0),
        (AT + seconds(1), 1.0),
        (AT, SOON),
        (AT - seconds(90), SOON),
    ],
)
def test_a_watch_rests_until_the_next_row_and_no_longer_than_a_tick(
    due: datetime | None, slept: float
) -> None:
    assert rest(due, AT, 1.0) == slept


def test_between_two_seconds_it_wakes_at_the_beginning_of_the_next() -> None:
    assert rest(AT + seconds(1), AT + seconds(0.7), 1.0) == pytest.approx(0.3)
    assert rest(AT + seconds(0.9), AT + seconds(0.7), 1.0) == pytest.approx(0.3)
    assert rest(AT - seconds(5), AT, 0.05) == 0.05


def test_after_trouble_it_rests_longer_and_longer_up_to_two_seconds() -> None:
    assert [rest_after_trouble(n, 0.2) for n in range(1, 8)] == [0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 2.0]
    assert rest_after_trouble(3, 5) == 5
