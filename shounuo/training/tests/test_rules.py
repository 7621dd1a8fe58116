"""Periods by the calendar, who may sign, which tasks, what is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.training import rules
from shounuo.training.rules import Every, Period, period_from, period_of, to_plan

WEEK = timedelta(days=7)
EVERY: st.SearchStrategy[Every] = st.sampled_from(["month", "quarter"])
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.clause("8.2-quarterly")
@pytest.mark.parametrize(
    ("day", "key", "begins", "ends"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 3, 31), "2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), "2026-Q2", date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 9, 30), "2026-Q3", date(2026, 7, 1), date(2026, 10, 1)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_quarters(day: date, key: str, begins: date, ends: date) -> None:
    period = period_of(day, "quarter")
    assert (period.key, period.begins, period.ends) == (key, begins, ends)


@pytest.mark.clause("8.2-sharing")
@pytest.mark.parametrize(
    ("day", "key", "ends"),
    [
        (date(2026, 3, 2), "2026-03", date(2026, 4, 1)),
        (date(2028, 2, 29), "2028-02", date(2028, 3, 1)),
        (date(2026, 12, 31), "2026-12", date(2027, 1, 1)),
    ],
)
def test_months(day: date, key: str, ends: date) -> None:
    period = period_of(day, "month")
    assert (period.key, period.begins, period.ends) == (key, day.replace(day=1), ends)


@given(DAYS, EVERY)
def test_a_day_lies_in_its_period_and_periods_follow_without_a_gap(day: date, every: Every) -> None:
    period = period_of(day, every)
    assert period.begins <= day < period.ends
    assert period.next.begins == period.ends
    assert period.next.before == period
    assert period_of(period.ends, every) == period.next
    assert period_from(period.key) == period
    assert period.key < period.next.key


def planned(every: Every, last: str | None, today: date, notice: timedelta = WEEK) -> list[str]:
    return [one.key for one in to_plan(every, last, today, notice)]


@pytest.mark.clause("8.2-quarterly")
def test_a_house_that_begins_plans_this_quarter_and_the_next() -> None:
    assert planned("quarter", None, date(2026, 3, 2)) == ["2026-Q1", "2026-Q2"]


@pytest.mark.clause("8.2-quarterly")
@pytest.mark.parametrize(
    ("today", "keys"),
    [
        (date(2026, 3, 24), ["2026-Q1", "2026-Q2"]),
        (date(2026, 3, 25), ["2026-Q2"]),
        (date(2026, 3, 31), ["2026-Q2"]),
    ],
)
def test_where_the_notice_cannot_be_given_any_more_it_begins_with_the_next(
    today: date, keys: list[str]
) -> None:
    assert planned("quarter", None, today) == keys


@pytest.mark.clause("8.2-quarterly")
def test_the_next_quarter_is_always_planned_ahead_and_none_twice() -> None:
    assert planned("quarter", "2026-Q2", date(2026, 3, 31)) == []
    assert planned("quarter", "2026-Q2", date(2026, 4, 1)) == ["2026-Q3"]


@pytest.mark.clause("8.2-quarterly")
def test_a_house_that_slept_makes_up_for_every_quarter_it_slept_over() -> None:
    assert planned("quarter", "2026-Q2", date(2027, 1, 15)) == ["2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2"]
    assert planned("month", "2026-11", date(2027, 1, 15)) == ["2026-12", "2027-01", "2027-02"]


@pytest.mark.clause("8.2-onboarding")
@pytest.mark.parametrize(
    ("signer", "roles", "why"),
    [
        (2, {"technical_lead"}, ""),
        (2, {"administrator"}, ""),
        (2, {"duty_engineer"}, "role"),
        (2, set(), "role"),
        (1, {"technical_lead"}, "own"),
        (1, {"administrator"}, "own"),
    ],
)
def test_nobody_signs_for_oneself_and_not_every_role_signs(signer: int, roles: set[str], why: str) -> None:
    assert rules.may_sign(1, signer, frozenset(roles), ["technical_lead"]) == why


@pytest.mark.clause("8.2-onboarding")
def test_the_tasks_of_a_role() -> None:
    tasks = [("a", ["duty_engineer"]), ("b", ["architect", "duty_engineer"]), ("c", ["architect"])]
    assert rules.tasks_for(frozenset({"duty_engineer"}), tasks) == ["a", "b"]
    assert rules.tasks_for(frozenset({"architect"}), tasks) == ["b", "c"]
    assert rules.tasks_for(frozenset({"duty_engineer", "architect"}), tasks) == ["a", "b", "c"]
    assert rules.tasks_for(frozenset(), tasks) == ["a", "b", "c"]


def test_the_state_of_a_task() -> None:
    assert [rules.task_state(*one) for one in ((False, False), (True, False), (True, True))] == [
        "open",
        "done",
        "signed",
    ]


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 3, 1), "overdue"),
        (date(2026, 3, 2), "soon"),
        (date(2026, 3, 16), "soon"),
        (date(2026, 3, 17), "ahead"),
    ],
)
def test_what_is_due(due: date, said: str) -> None:
    assert rules.urgency(due, date(2026, 3, 2)) == said


def test_a_key_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError):
        period_from("x")
    assert period_from("2026-Q1") == Period("quarter", 2026, 1)
