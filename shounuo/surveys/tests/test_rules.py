"""Until when a survey may be answered, when it is asked again, and its secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shounuo.surveys import reads, rules

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.clause("5.4-survey")


def test_the_secret_is_one_for_each_survey_and_not_what_is_kept() -> None:
    first, second = rules.token_of("secret", 1), rules.token_of("secret", 2)
    assert len({first, second, rules.token_of("other", 1)}) == 3
    assert (len(first), len(rules.sealed(first))) == (rules.LENGTH, 64)
    assert first not in rules.sealed(first)


@pytest.mark.parametrize(
    ("after", "answered_after", "may"),
    [
        (14 * DAY - SECOND, None, True),
        (14 * DAY, None, False),
        (14 * DAY - SECOND, DAY, True),
        (14 * DAY, DAY, False),
        (16 * DAY, 13 * DAY + 12 * timedelta(hours=1), True),
        (16 * DAY, 13 * DAY, False),
    ],
)
def test_open_for_a_time_and_changed_for_a_time(
    after: timedelta, answered_after: timedelta | None, may: bool
) -> None:
    first = AT + answered_after if answered_after else None
    assert rules.may_answer(AT + after, AT + 14 * DAY, first, 3 * DAY) is may


def test_reminded_at_most_so_often_and_only_while_open() -> None:
    assert rules.next_reminder(AT, 0, 1, 5 * DAY, AT + 14 * DAY) == AT + 5 * DAY
    assert rules.next_reminder(AT, 1, 1, 5 * DAY, AT + 14 * DAY) is None
    assert rules.next_reminder(AT, 0, 1, 5 * DAY, AT + 5 * DAY) is None


@pytest.mark.clause("9.1-csat")
def test_the_figures_of_some_scores() -> None:
    found = reads.summary([5, 4, 2, None, None])
    assert (found.sent, found.answered, found.mean, found.good, found.rate) == (5, 3, 3.67, 66.7, 60.0)
    nobody = reads.summary([None])
    assert (nobody.mean, nobody.good, nobody.rate) == (None, None, 0.0)
    assert reads.summary([]).rate is None
