"""A clock through its life, case by case: pauses, other levels, reopening, cadence, verdict."""

from datetime import UTC, datetime, timedelta

import pytest

from shounuo.calendars.loading import load
from shounuo.calendars.rules import ALWAYS, WHOLE_DAY, Hours
from shounuo.commitments.rules import (
    Clock,
    Moment,
    is_broken,
    missed,
    next_moment,
    pause,
    raised,
    reduced,
    remaining,
    reopened,
    repaced,
    resume,
    share,
    start,
    used,
    verdict,
    warning_at,
)

M, H, D = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    """A time on 2 March 2026, a Monday, or "4 10:00" on the 4th; UTC."""
    day, clock = text.split() if " " in text else ("2", text)
    return datetime.fromisoformat(f"2026-03-{int(day):02}T{clock}+00:00")


P2_RESOLUTION = start(at("10:00"), 8 * H)  # due 18:00
P0_UPDATE = start(at("10:00"), 15 * M)


def test_a_clock_starts_with_its_whole_budget() -> None:
    assert Clock(at("10:00"), 8 * H, at("18:00"), None, ALWAYS) == P2_RESOLUTION
    assert used(P2_RESOLUTION, at("10:00")) == timedelta()
    assert remaining(P2_RESOLUTION, at("10:00")) == 8 * H


def test_used_remaining_and_share_as_time_goes_on() -> None:
    assert used(P2_RESOLUTION, at("14:00")) == 4 * H
    assert remaining(P2_RESOLUTION, at("14:00")) == 4 * H
    assert share(P2_RESOLUTION, at("14:00")) == 0.5
    assert remaining(P2_RESOLUTION, at("19:00")) == -1 * H
    assert share(P2_RESOLUTION, at("20:00")) == 1.25


def test_a_promise_of_at_once_is_used_up_from_the_start() -> None:
    assert share(start(at("10:00"), timedelta()), at("10:00")) == 1.0


@pytest.mark.clause("4.2-24x7")
def test_met_at_exactly_the_due_time_is_kept() -> None:
    assert verdict(at("18:00"), at("18:00")) == "kept"
    assert verdict(at("18:00"), at("18:00:01")) == "late"
    assert not is_broken(P2_RESOLUTION, at("18:00"))
    assert is_broken(P2_RESOLUTION, at("18:00:01"))


@pytest.mark.clause("4.2-24x7")
def test_late_is_late_also_outside_office_hours() -> None:
    clock = start(at("16:00"), 2 * H, load("cn-office"))  # midnight in Beijing: due 11:00 there, 03:00 UTC
    assert clock.due_at == at("3 03:00")
    in_the_evening = at("2 20:00")
    assert start(in_the_evening - D, 9 * H, load("cn-office")).due_at == at("2 10:00")  # closing
    assert is_broken(start(in_the_evening - D, 9 * H, load("cn-office")), in_the_evening)


@pytest.mark.clause("4.2-24x7")
def test_a_leap_second_is_no_second() -> None:
    """UTC here has no 23:59:60: the midnight of 2016's leap second is a second after 23:59:59, as for all clocks."""
    before = datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert start(before, SECOND).due_at == datetime(2017, 1, 1, tzinfo=UTC)


def test_over_the_end_of_the_year() -> None:
    assert start(datetime(2026, 12, 31, 23, 50, tzinfo=UTC), 15 * M).due_at == datetime(
        2027, 1, 1, 0, 5, tzinfo=UTC
    )


# ---------------------------------------------------------------- waiting for the customer


@pytest.mark.clause("4.2-24x7")
def test_waiting_moves_the_due_time_by_as_long_as_it_lasted() -> None:
    waiting = pause(P2_RESOLUTION, at("11:00"))
    assert remaining(waiting, at("15:00")) == 7 * H
    assert used(waiting, at("3 15:00")) == 1 * H
    assert not is_broken(waiting, at("3 15:00"))
    assert resume(waiting, at("12:30")) == Clock(at("10:00"), 8 * H, at("19:30"))


@pytest.mark.clause("4.2-24x7", "6.1-sla-risk")
def test_nothing_happens_to_a_paused_clock() -> None:
    assert next_moment(pause(P2_RESOLUTION, at("11:00")), [50, 75, 90], at("11:00")) is None


@pytest.mark.clause("4.2-24x7", "6.1-sla-risk")
def test_warnings_move_with_the_due_time() -> None:
    clock = resume(pause(P2_RESOLUTION, at("11:00")), at("12:00"))
    assert warning_at(clock, 50) == at("15:00")


def test_before_the_pause_a_paused_clock_reads_as_it_ran() -> None:
    assert used(pause(P2_RESOLUTION, at("12:00")), at("11:00")) == 1 * H


def test_pausing_twice_or_resuming_twice_changes_nothing() -> None:
    waiting = pause(P2_RESOLUTION, at("11:00"))
    assert pause(waiting, at("12:00")) == waiting
    assert resume(P2_RESOLUTION, at("12:00")) == P2_RESOLUTION


@pytest.mark.clause("4.2-24x7")
def test_a_pause_does_not_mend_what_is_overdue() -> None:
    clock = resume(pause(P2_RESOLUTION, at("19:00")), at("3 10:00"))
    assert remaining(clock, at("3 10:00")) == -1 * H
    assert is_broken(clock, at("3 10:00"))
    assert verdict(clock.due_at, at("3 10:00")) == "late"


@pytest.mark.clause("4.2-24x7")
def test_paused_at_exactly_the_due_time_is_not_overdue() -> None:
    clock = resume(pause(P2_RESOLUTION, at("18:00")), at("19:00"))
    assert clock.due_at == at("19:00")
    assert verdict(clock.due_at, at("19:00")) == "kept"


def test_waiting_out_of_hours_costs_nothing_and_gives_nothing() -> None:
    hours = Hours(week=(((9 * 3600, 18 * 3600),),) * 5 + ((),) * 2)
    clock = start(at("16:00"), 4 * H, hours)  # due on Tuesday at 11:00
    assert resume(pause(clock, at("19:00")), at("3 07:00")) == clock
    assert resume(pause(clock, at("17:00")), at("3 10:00")).due_at == at("3 13:00")


# ---------------------------------------------------------------- another level


@pytest.mark.clause("5.3.4-procedure")
def test_a_raise_is_due_at_change_and_new_target_when_that_is_earlier() -> None:
    clock = raised(P2_RESOLUTION, at("11:00"), 2 * H)  # P2 -> P0
    assert clock.due_at == at("13:00")
    assert used(clock, at("11:00")) == 1 * H
    assert remaining(clock, at("11:00")) == 2 * H


@pytest.mark.clause("5.3.4-procedure")
def test_a_raise_leaves_an_earlier_due_time_alone() -> None:
    assert raised(P2_RESOLUTION, at("17:00"), 4 * H) == P2_RESOLUTION  # P2 -> P1, one hour before its end
    assert raised(P2_RESOLUTION, at("19:00"), 4 * H) == P2_RESOLUTION  # already broken, stays broken


@pytest.mark.clause("5.3.4-procedure")
@pytest.mark.parametrize(
    ("target", "new", "due"),
    [
        (2 * H, 15 * M, "11:15"),  # the response of a P2 becomes that of a P0
        (30 * M, 15 * M, "10:30"),  # broken half an hour ago as a P1: nothing mends it
        (24 * H, 2 * H, "13:00"),  # P4's daily update -> P2's
        (48 * H, 24 * H, "3 11:00"),  # P4 -> P3
    ],
)
def test_a_raise_acts_on_every_running_clock(target: timedelta, new: timedelta, due: str) -> None:
    assert raised(start(at("10:00"), target), at("11:00"), new).due_at == at(due)


@pytest.mark.clause("5.3.4-procedure")
def test_a_paused_clock_has_at_most_the_new_target_left_after_a_raise() -> None:
    waiting = raised(pause(start(at("10:00"), 24 * H), at("11:00")), at("20:00"), 8 * H)  # P3 -> P2
    assert waiting.paused_at == at("20:00")
    assert remaining(waiting, at("23:00")) == 8 * H
    assert resume(waiting, at("23:00")).due_at == at("3 07:00")
    assert used(waiting, at("23:00")) == 1 * H


@pytest.mark.clause("5.3.4-procedure", "6.1-sla-risk")
def test_warnings_already_behind_after_a_raise_are_not_repeated() -> None:
    clock = raised(start(at("10:00"), 8 * H), at("14:00"), 2 * H)  # 4 of now 6 hours used
    assert next_moment(clock, [50, 75, 90], at("14:00")) == Moment("warning", 75, at("14:30"))


@pytest.mark.clause("5.3.4-procedure")
def test_a_reduction_is_start_and_new_target() -> None:
    assert reduced(start(at("10:00"), 2 * H), 8 * H) == P2_RESOLUTION  # P0 -> P2
    assert reduced(P2_RESOLUTION, 48 * H) == start(at("10:00"), 48 * H)


@pytest.mark.clause("5.3.4-procedure")
def test_a_reduction_keeps_the_pauses_already_made() -> None:
    clock = resume(pause(P2_RESOLUTION, at("11:00")), at("13:00"))
    assert reduced(clock, 24 * H).due_at == at("3 12:00")  # 10:00 + 2 h waiting + 24 h
    assert reduced(clock, 4 * H).due_at == at("16:00")
    assert used(reduced(clock, 24 * H), at("14:00")) == 2 * H


@pytest.mark.clause("5.3.4-procedure")
def test_a_reduction_while_waiting_goes_on_waiting() -> None:
    waiting = reduced(pause(P2_RESOLUTION, at("11:00")), 24 * H)
    assert waiting.paused_at == at("11:00")
    assert remaining(waiting, at("15:00")) == 23 * H


@pytest.mark.clause("5.3.4-procedure")
def test_a_reverted_raise_is_as_if_it_had_not_been() -> None:
    assert reduced(raised(P2_RESOLUTION, at("11:00"), 2 * H), 8 * H) == P2_RESOLUTION


@pytest.mark.clause("5.3.4-procedure")
def test_going_down_and_up_again_buys_no_time() -> None:
    once = raised(P2_RESOLUTION, at("11:00"), 2 * H)
    again = raised(reduced(once, 8 * H), at("11:30"), 2 * H)
    assert again.due_at == at("13:30")  # counted from the change, as the standard's reading says
    assert again.due_at <= P2_RESOLUTION.due_at


def test_an_exact_fit_stays_at_closing_after_a_reduction() -> None:
    hours = Hours(week=(((9 * 3600, 18 * 3600),),) * 5 + ((),) * 2)
    ten_hours = start(at("09:00"), 10 * H, hours)
    assert reduced(ten_hours, 9 * H).due_at == at("18:00")  # not at the next opening


# ---------------------------------------------------------------- reopening


@pytest.mark.clause("4.2-24x7")
def test_a_reopened_resolution_has_the_time_left_that_it_had() -> None:
    clock = reopened(P2_RESOLUTION, at("13:00"), at("4 09:00"))
    assert clock.due_at == at("4 14:00")
    assert used(clock, at("4 09:00")) == 3 * H


@pytest.mark.clause("4.2-24x7")
def test_resolved_while_waiting_the_time_left_is_that_of_the_wait() -> None:
    waiting = pause(P2_RESOLUTION, at("11:00"))
    assert reopened(waiting, at("13:00"), at("4 09:00")).due_at == at("4 16:00")


@pytest.mark.clause("4.2-24x7")
def test_reopening_what_was_late_leaves_it_late() -> None:
    clock = reopened(P2_RESOLUTION, at("19:00"), at("4 09:00"))
    assert remaining(clock, at("4 09:00")) == -1 * H


# ---------------------------------------------------------------- warnings


@pytest.mark.clause("6.1-sla-risk")
def test_the_next_moment_is_later_than_the_last() -> None:
    assert next_moment(P2_RESOLUTION, [50, 75, 90], at("10:00")) == Moment("warning", 50, at("14:00"))
    assert next_moment(P2_RESOLUTION, [50, 75, 90], at("13:59:59")) == Moment("warning", 50, at("14:00"))
    assert next_moment(P2_RESOLUTION, [50, 75, 90], at("14:00")) == Moment("warning", 75, at("16:00"))
    assert next_moment(P2_RESOLUTION, [50, 75, 90], at("17:12")) == Moment("breach", 100, at("18:00"))
    assert next_moment(P2_RESOLUTION, [50, 75, 90], at("18:00")) is None
    assert next_moment(P2_RESOLUTION, [], at("10:00")) == Moment("breach", 100, at("18:00"))


@pytest.mark.clause("6.1-sla-risk")
def test_a_warning_comes_at_a_whole_second() -> None:
    assert warning_at(start(at("10:00"), timedelta(seconds=10)), 75) == at("10:00:08")


@pytest.mark.clause("6.1-sla-risk")
def test_a_warning_comes_when_somebody_is_there() -> None:
    hours = Hours(week=(((9 * 3600, 18 * 3600),),) * 5 + ((),) * 2)
    assert warning_at(start(at("17:00"), 2 * H, hours), 50) == at("3 09:00")  # not at closing


# ---------------------------------------------------------------- cadence


@pytest.mark.clause("5.3.1-communicate")
def test_no_update_is_missed_before_or_at_its_due_time() -> None:
    assert missed(P0_UPDATE, 15 * M, at("10:05")) == []
    assert missed(P0_UPDATE, 15 * M, at("10:15")) == []


@pytest.mark.clause("5.3.1-communicate")
def test_silence_misses_one_update_an_interval() -> None:
    gone = missed(P0_UPDATE, 15 * M, at("10:50"))
    assert [(clock.started_at, clock.due_at) for clock in gone] == [
        (at("10:00"), at("10:15")),
        (at("10:15"), at("10:30")),
        (at("10:30"), at("10:45")),
    ]
    assert missed(P0_UPDATE, 15 * M, at("10:45")) == gone[:2]  # in time for the one due then


@pytest.mark.clause("5.3.1-communicate")
def test_after_a_raise_the_first_interval_is_the_rest_and_the_next_are_new() -> None:
    clock = raised(start(at("10:00"), 2 * H), at("10:30"), 15 * M)  # P2 -> P0
    assert [gone.due_at for gone in missed(clock, 15 * M, at("11:10"))] == [at("10:45"), at("11:00")]


@pytest.mark.clause("4.2-24x7", "5.3.1-communicate")
@pytest.mark.parametrize(
    ("answered", "due", "hours_used"),
    [
        ("11:00", "12:00", 1),  # P2, asked at 10:00: the usual two hours still lie ahead
        ("12:00", "14:00", 0),  # they are over: anew, from the answer on
        ("20:00", "22:00", 0),
        ("3 09:00", "3 10:00", 23),  # the day of waiting ends before that
    ],
)
def test_after_the_answer_the_usual_interval_holds_again(answered: str, due: str, hours_used: int) -> None:
    again = repaced(start(at("10:00"), 1 * D), at(answered), 2 * H)
    assert again.due_at == at(due)
    assert used(again, at(answered)) == hours_used * H


@pytest.mark.clause("6.1-sla-risk")
def test_a_long_wait_for_the_customer_warns_nobody_of_the_update_that_follows() -> None:
    """Asked at 10:00, answered at 16:00: half of the two hours that hold now is over at 17:00."""
    again = repaced(start(at("10:00"), 1 * D), at("16:00"), 2 * H)
    assert warning_at(again, 50) == at("17:00")


@pytest.mark.clause("4.2-24x7")
def test_an_answer_never_moves_the_update_of_a_p0_out() -> None:
    assert repaced(P0_UPDATE, at("10:10"), 15 * M) == P0_UPDATE


def test_a_cadence_needs_an_interval() -> None:
    with pytest.raises(ValueError, match="interval"):
        missed(P0_UPDATE, timedelta(), at("11:00"))


# ---------------------------------------------------------------- a contract with office hours


@pytest.mark.clause("4.2-24x7", "5.3.3-P3")
def test_a_contract_may_run_its_clocks_in_office_hours() -> None:
    """P3, 24 working hours from a Spring Festival night: 9 on 24 February, 9 on the 25th, 6 on the 26th in Beijing."""
    opened = datetime(2026, 2, 17, 18, tzinfo=UTC)
    clock = start(opened, 24 * H, load("cn-office"))
    assert clock.due_at == datetime(2026, 2, 26, 7, tzinfo=UTC)
    assert warning_at(clock, 50) == datetime(2026, 2, 25, 4, tzinfo=UTC)
    assert used(clock, datetime(2026, 2, 24, 1, tzinfo=UTC)) == timedelta()


def test_berlin_round_the_clock_through_the_change_is_plain_time() -> None:
    night = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert start(night, 4 * H, Hours(tz="Europe/Berlin", week=(WHOLE_DAY,) * 7)).due_at == night + 4 * H
