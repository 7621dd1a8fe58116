"""Leave, layers and overrides together: small cases, each typed by hand."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shounuo.oncall.rotation import Rotation, anchor_of
from shounuo.oncall.rules import (
    Layer,
    Override,
    Place,
    Schedule,
    Window,
    final,
    gaps,
    places,
    uncovered,
    who,
)
from shounuo.oncall.spans import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKLY = Rotation(("ana", "bo", "cy"), "weeks", 1, anchor_of("2026-03-02T09:00"), SHANGHAI)
pytestmark = pytest.mark.clause("5.3.2-P0-team")


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in March 2026, UTC; nine in Shanghai is one here."""
    return datetime(2026, 3, 1, hour, minute, tzinfo=UTC) + timedelta(days=day - 1)


def test_three_take_weekly_turns_from_monday_nine() -> None:
    assert final(Schedule(SHANGHAI, (Layer(WEEKLY),)), at(1), at(24)) == [
        Span(at(2, 1), at(9, 1), "ana"),
        Span(at(9, 1), at(16, 1), "bo"),
        Span(at(16, 1), at(23, 1), "cy"),
        Span(at(23, 1), at(24), "ana"),
    ]


def test_leave_leaves_a_gap_where_nothing_lies_below() -> None:
    plan = Schedule(SHANGHAI, (Layer(WEEKLY),), away={"ana": [(at(4), at(6))]})
    assert gaps(plan, at(2, 1), at(16, 1)) == [(at(4), at(6))]
    assert who(plan, at(5)) == frozenset()
    assert who(plan, at(6)) == {"ana"}


def test_the_layer_below_answers_for_whoever_is_away() -> None:
    plan = Schedule(
        SHANGHAI, (Layer(WEEKLY, priority=2), Layer(together=("backup",))), away={"ana": [(at(4), at(6))]}
    )
    assert gaps(plan, at(2, 1), at(16, 1)) == []
    assert who(plan, at(3)) == {"ana"}
    assert who(plan, at(5)) == {"backup"}


def test_who_stands_in_for_somebody_keeps_doing_so_when_that_person_takes_leave() -> None:
    relief = Override(at(4), at(5), "ana", "dan")
    plan = Schedule(SHANGHAI, (Layer(WEEKLY),), (relief,), away={"ana": [(at(4), at(6))]})
    assert who(plan, at(4)) == {"dan"}
    assert gaps(plan, at(2, 1), at(9, 1)) == [(at(5), at(6))]


def test_nobody_who_is_away_is_brought_in_by_an_override() -> None:
    relief = Override(at(4), at(6), "ana", "dan")
    plan = Schedule(SHANGHAI, (Layer(WEEKLY),), (relief,), away={"dan": [(at(5), at(8))]})
    assert who(plan, at(4)) == {"dan"}
    assert gaps(plan, at(2, 1), at(9, 1)) == [(at(5), at(6))]


def test_whoever_left_is_passed_over_and_the_others_move_up() -> None:
    plan = Schedule(SHANGHAI, (Layer(WEEKLY),), left=frozenset({"bo"}))
    assert who(plan, at(10)) == {"cy"}
    assert who(plan, at(17)) == {"ana"}


def test_an_override_that_relieves_nobody_adds_somebody_once() -> None:
    helped = Override(at(4), at(5), None, "ana"), Override(at(4), at(6), None, "dan")
    plan = Schedule(SHANGHAI, (Layer(WEEKLY),), helped)
    assert who(plan, at(4)) == {"ana", "dan"}
    assert who(plan, at(6)) == {"ana"}


def test_an_override_is_not_carried_on_by_another() -> None:
    """ana → dan and dan → eve: dan was not on call by the schedule, so he is not relieved of what he took over."""
    both = Override(at(4), at(6), "ana", "dan"), Override(at(4), at(6), "dan", "eve")
    assert who(Schedule(SHANGHAI, (Layer(WEEKLY),), both), at(5)) == {"dan"}


def test_a_window_of_a_whole_day_is_twenty_four_hours() -> None:
    weekend = Layer(together=("sam",), windows=(Window(time(9), time(9), frozenset({6})),))
    assert final(Schedule(SHANGHAI, (weekend,)), at(2), at(16)) == [
        Span(at(7, 1), at(8, 1), "sam"),
        Span(at(14, 1), at(15, 1), "sam"),
    ]


def test_several_answer_together() -> None:
    plan = Schedule(SHANGHAI, (Layer(together=("ana", "bo")),), (Override(at(4), at(5), "bo", None),))
    assert final(plan, at(3), at(6)) == [
        Span(at(3), at(4), "bo"),
        Span(at(3), at(6), "ana"),
        Span(at(5), at(6), "bo"),
    ]


def test_an_empty_schedule_is_one_gap() -> None:
    assert gaps(Schedule(SHANGHAI), at(1), at(2)) == [(at(1), at(2))]


def test_what_plain_shifts_leave_open() -> None:
    shifts = [Span(at(1), at(3), 1), Span(at(2), at(4), 2), Span(at(5), at(9), 1)]
    assert uncovered(shifts, at(2), at(6)) == [(at(4), at(5))]


def test_in_the_hour_that_comes_twice_the_turn_goes_on() -> None:
    """Hourly from 00:30 in Chicago; 01:30 is handed over the first time round, so at 01:15 the second time it is their turn."""
    turns = Rotation(
        ("ana", "bo", "cy"), "hours", 1, anchor_of("2026-11-01T00:30"), ZoneInfo("America/Chicago")
    )
    again = datetime(2026, 11, 1, 7, 15, tzinfo=UTC)
    assert turns.ordinal(again) == 1
    end = datetime(2026, 11, 1, 7, 40, tzinfo=UTC)
    assert turns.turns(again, end) == [Span(again, end, "bo")]


# ------------------------------------------------------------------ whose place it is


def test_ones_own_turns_are_ones_own_also_where_somebody_stands_in_or_one_is_away() -> None:
    plan = Schedule(
        SHANGHAI, (Layer(WEEKLY),), (Override(at(3), at(4), "ana", "dan"),), away={"ana": [(at(5), at(6))]}
    )
    assert places(plan, "ana", at(1), at(12)) == [Place(at(2, 1), at(9, 1), "ana")]
    assert places(plan, "bo", at(3), at(8)) == []


def test_a_stand_in_holds_the_place_of_whom_it_relieves() -> None:
    relief, more = Override(at(3), at(5), "ana", "dan"), Override(at(10), at(11), None, "dan")
    plan = Schedule(SHANGHAI, (Layer(WEEKLY),), (relief, more))
    assert places(plan, "dan", at(2, 1), at(12)) == [
        Place(at(3), at(5), "ana"),
        Place(at(10), at(11), None),
    ]


def test_a_stand_in_that_was_itself_replaced_holds_no_place_any_more() -> None:
    first, then = Override(at(3), at(5), "ana", "dan"), Override(at(4), at(5), "ana", "eva")
    plan = Schedule(SHANGHAI, (Layer(WEEKLY),), (first, then))
    assert places(plan, "dan", at(2, 1), at(9)) == [Place(at(3), at(4), "ana")]
    assert places(plan, "eva", at(2, 1), at(9)) == [Place(at(4), at(5), "ana")]


def test_whoever_relieves_where_nobody_is_on_call_holds_no_place() -> None:
    idle = Override(at(10), at(11), "ana", "dan")  # it is bo's week
    assert places(Schedule(SHANGHAI, (Layer(WEEKLY),), (idle,)), "dan", at(9), at(12)) == []


def test_a_closed_account_still_has_the_places_that_are_to_be_filled() -> None:
    plan = Schedule(SHANGHAI, (Layer(WEEKLY),), left=frozenset({"bo"}))
    assert places(plan, "bo", at(2, 1), at(16, 1)) == [Place(at(9, 1), at(16, 1), "bo")]
