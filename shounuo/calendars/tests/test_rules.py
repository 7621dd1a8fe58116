"""Open time, case by case. Local times are written beside the UTC ones where they differ."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shounuo.calendars.rules import ALWAYS, WHOLE_DAY, Hours, Windows, years_wanted

HOUR = timedelta(hours=1)
NINE_TO_SIX: Windows = ((9 * 3600, 18 * 3600),)
LUNCH: Windows = ((9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600))


def weekdays(windows: Windows) -> tuple[Windows, ...]:
    return (windows,) * 5 + ((),) * 2


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


OFFICE = Hours(week=weekdays(NINE_TO_SIX))
SPLIT = Hours(week=weekdays(LUNCH))


# ---------------------------------------------------------------- add


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-03-02 10:00", 2 * HOUR, "2026-03-02 12:00"),  # within a day
        ("2026-03-02 08:00", 2 * HOUR, "2026-03-02 11:00"),  # before opening
        ("2026-03-02 16:00", 2 * HOUR, "2026-03-02 18:00"),  # an exact fit ends at closing
        ("2026-03-02 16:00", 2 * HOUR + timedelta(seconds=1), "2026-03-03 09:00:01"),
        ("2026-03-02 18:00", HOUR, "2026-03-03 10:00"),  # at closing, the day is over
        ("2026-03-06 17:00", 2 * HOUR, "2026-03-09 10:00"),  # over a weekend
        ("2026-03-07 12:00", HOUR, "2026-03-09 10:00"),  # from a Saturday
        ("2026-03-02 09:00", 45 * HOUR, "2026-03-06 18:00"),  # a whole week, to its closing
        ("2026-12-31 17:00", 2 * HOUR, "2027-01-01 10:00"),  # over the year's end
        ("2028-02-28 17:00", 2 * HOUR, "2028-02-29 10:00"),  # into a leap day
    ],
)
def test_adding(start: str, amount: timedelta, due: str) -> None:
    assert OFFICE.add(utc(start), amount) == utc(due)


def test_adding_nothing_stays_where_it_is_also_when_closed() -> None:
    assert OFFICE.add(utc("2026-03-07 12:00"), timedelta()) == utc("2026-03-07 12:00")


def test_several_windows_a_day() -> None:
    assert SPLIT.add(utc("2026-03-02 11:00"), HOUR) == utc("2026-03-02 12:00")
    assert SPLIT.add(utc("2026-03-02 11:00"), 2 * HOUR) == utc("2026-03-02 14:00")
    assert SPLIT.add(utc("2026-03-02 12:30"), HOUR) == utc("2026-03-02 14:00")


def test_windows_that_touch_are_one() -> None:
    touching = Hours(week=weekdays(((9 * 3600, 12 * 3600), (12 * 3600, 18 * 3600))))
    assert touching.add(utc("2026-03-02 10:00"), 4 * HOUR) == utc("2026-03-02 14:00")


def test_a_day_that_ends_at_midnight_runs_into_one_that_begins_there() -> None:
    shift = Hours(week=(((18 * 3600, 86400),), ((0, 6 * 3600),), (), (), (), (), ()))
    assert shift.add(utc("2026-03-02 23:00"), 2 * HOUR) == utc("2026-03-03 01:00")
    assert shift.between(utc("2026-03-02 00:00"), utc("2026-03-09 00:00")) == 12 * HOUR


# ---------------------------------------------------------------- holidays and make-up workdays

CHINA = Hours(
    tz="Asia/Shanghai",
    week=weekdays(NINE_TO_SIX),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    extra_days={date(2026, 9, 20): NINE_TO_SIX, date(2026, 10, 10): NINE_TO_SIX, date(2026, 10, 5): LUNCH},
)


@pytest.mark.clause("5.3.3-P3")
def test_a_holiday_is_closed_and_a_make_up_workday_open() -> None:
    thursday, saturday = at("Asia/Shanghai", "2026-10-01 10:00"), at("Asia/Shanghai", "2026-10-10 10:00")
    assert not CHINA.is_open(thursday)
    assert CHINA.is_open(saturday)
    assert not CHINA.is_open(at("Asia/Shanghai", "2026-10-11 10:00"))  # the Sunday after it


@pytest.mark.clause("5.3.3-P3")
def test_work_left_on_a_friday_goes_on_at_the_make_up_saturday() -> None:
    friday = at("Asia/Shanghai", "2026-10-09 17:00")
    assert CHINA.add(friday, 3 * HOUR) == at("Asia/Shanghai", "2026-10-10 11:00")
    assert CHINA.subtract(at("Asia/Shanghai", "2026-10-10 11:00"), 3 * HOUR) == friday


def test_an_extra_day_stands_above_a_holiday_with_its_own_windows() -> None:
    assert CHINA.windows_on(date(2026, 10, 5)) == LUNCH


# ---------------------------------------------------------------- subtract, between, is_open, add_days


@pytest.mark.parametrize(
    ("end", "amount", "start"),
    [
        ("2026-03-02 12:00", 2 * HOUR, "2026-03-02 10:00"),
        ("2026-03-09 10:00", 2 * HOUR, "2026-03-06 17:00"),  # back over a weekend
        ("2026-03-03 10:00", HOUR, "2026-03-03 09:00"),  # the latest moment: opening, not the closing before
        ("2026-03-08 12:00", HOUR, "2026-03-06 17:00"),  # from a Sunday
        ("2026-03-08 12:00", timedelta(), "2026-03-08 12:00"),
    ],
)
def test_subtracting(end: str, amount: timedelta, start: str) -> None:
    assert OFFICE.subtract(utc(end), amount) == utc(start)


def test_between_counts_open_time_only_and_is_never_negative() -> None:
    assert OFFICE.between(utc("2026-03-06 17:00"), utc("2026-03-09 10:00")) == 2 * HOUR
    assert OFFICE.between(utc("2026-03-07 00:00"), utc("2026-03-08 23:00")) == timedelta()
    assert OFFICE.between(utc("2026-03-09 10:00"), utc("2026-03-06 17:00")) == timedelta()
    assert ALWAYS.between(utc("2026-03-09 10:00"), utc("2026-03-06 17:00")) == timedelta()


def test_open_from_the_opening_until_just_before_the_closing() -> None:
    assert not OFFICE.is_open(utc("2026-03-02 08:59:59"))
    assert OFFICE.is_open(utc("2026-03-02 09:00"))
    assert OFFICE.is_open(utc("2026-03-02 17:59:59"))
    assert not OFFICE.is_open(utc("2026-03-02 18:00"))
    assert ALWAYS.is_open(utc("2026-03-07 03:00"))


def test_open_days_later_at_the_same_local_time() -> None:
    assert CHINA.add_days(at("Asia/Shanghai", "2026-09-30 20:00"), 1) == at(
        "Asia/Shanghai", "2026-10-05 20:00"
    )
    assert CHINA.add_days(at("Asia/Shanghai", "2026-09-30 20:00"), 0) == at(
        "Asia/Shanghai", "2026-09-30 20:00"
    )
    assert ALWAYS.add_days(utc("2026-03-07 03:00"), 2) == utc("2026-03-09 03:00")


# ---------------------------------------------------------------- round the clock


@pytest.mark.clause("4.2-24x7")
def test_day_and_night_is_plain_addition() -> None:
    spring_festival_night = utc("2026-02-17 18:00")
    assert ALWAYS.add(spring_festival_night, 48 * HOUR) == utc("2026-02-19 18:00")
    assert ALWAYS.subtract(spring_festival_night, 48 * HOUR) == utc("2026-02-15 18:00")
    assert ALWAYS.between(utc("2025-12-31 23:59:59"), utc("2026-01-01 00:00")) == timedelta(seconds=1)


@pytest.mark.clause("4.2-24x7")
def test_only_a_week_without_a_gap_or_a_special_day_runs_round_the_clock() -> None:
    assert Hours(tz="Europe/Berlin").round_the_clock
    assert not Hours(holidays=frozenset({date(2026, 1, 1)})).round_the_clock
    assert not Hours(extra_days={date(2026, 1, 1): NINE_TO_SIX}).round_the_clock
    assert not Hours(week=(WHOLE_DAY,) * 6 + (((0, 86399),),)).round_the_clock


# ---------------------------------------------------------------- the nights when the clocks change

SPRING = date(2026, 3, 29)  # Berlin: 02:00 -> 03:00 at 01:00 UTC
AUTUMN = date(2026, 10, 25)  # Berlin: 03:00 -> 02:00 at 01:00 UTC


def berlin(windows: Windows) -> Hours:
    return Hours(tz="Europe/Berlin", week=(windows,) * 7, holidays=frozenset({date(2020, 1, 1)}))


def on(day: date, hours: Hours) -> timedelta:
    """Open time on a local day, from midnight to midnight."""
    midnight = datetime.combine(day, time(), ZoneInfo(hours.tz))
    return hours.between(midnight.astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC))


@pytest.mark.parametrize(
    ("windows", "spring", "autumn"),
    [
        (WHOLE_DAY, 23, 25),
        (((0, 4 * 3600),), 3, 5),
        (((8 * 3600, 18 * 3600),), 10, 10),
        (((2 * 3600, 3 * 3600),), 0, 2),  # the hour that is skipped, and that comes twice
        (((9000, 14400),), 1, 2.5),  # 02:30-04:00: opens at the jump; the first 02:30 counts
        (((3600, 9000),), 1, 1.5),  # 01:00-02:30: closes at the jump; at the first 02:30
        (((3600, 9000), (9000, 14400)), 2, 4),  # cut at 02:30, nothing is lost and nothing counted twice
        (((7800, 9000),), 0, 1 / 3),  # 02:10-02:30
    ],
)
def test_a_window_lasts_as_long_as_it_really_does(windows: Windows, spring: float, autumn: float) -> None:
    assert on(SPRING, berlin(windows)) == spring * HOUR
    assert on(AUTUMN, berlin(windows)) == autumn * HOUR


def test_adding_across_the_jump_in_new_york() -> None:
    night = Hours(tz="America/New_York", week=(((0, 8 * 3600),),) * 7)
    assert night.add(at("America/New_York", "2026-03-08 01:00"), 2 * HOUR) == at(
        "America/New_York", "2026-03-08 04:00"
    )
    assert night.add(at("America/New_York", "2026-11-01 00:00"), 3 * HOUR) == at(
        "America/New_York", "2026-11-01 02:00"
    )


def test_office_hours_follow_the_wall_clock_through_the_change() -> None:
    office = Hours(tz="Europe/Berlin", week=weekdays(NINE_TO_SIX))
    assert office.add(utc("2026-03-27 16:00"), 2 * HOUR) == utc("2026-03-30 08:00")  # 17:00 CET -> 10:00 CEST
    assert office.add(utc("2026-10-23 15:00"), 2 * HOUR) == utc("2026-10-26 09:00")  # 17:00 CEST -> 10:00 CET


def test_a_day_later_at_a_time_that_is_skipped_is_the_jump() -> None:
    assert berlin(WHOLE_DAY).add_days(at("Europe/Berlin", "2026-03-28 02:30"), 1) == utc("2026-03-29 01:00")


def test_a_midnight_that_is_skipped() -> None:
    """Santiago jumps from 00:00 to 01:00 on 6 September 2026: the day begins at 04:00 UTC, as late as Saturday ends."""
    santiago = Hours(tz="America/Santiago", week=(WHOLE_DAY,) * 7, holidays=frozenset({date(2026, 9, 5)}))
    assert santiago.add(utc("2026-09-05 12:00"), HOUR) == utc("2026-09-06 05:00")


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    "week",
    [
        ((),) * 7,
        (NINE_TO_SIX,) * 6,
        (((18, 9),),) + ((),) * 6,
        (((9, 9),),) + ((),) * 6,
        (((9, 12), (11, 18)),) + ((),) * 6,
        (((13, 18), (9, 12)),) + ((),) * 6,
        (((0, 86401),),) + ((),) * 6,
        (((-1, 9),),) + ((),) * 6,
    ],
)
def test_a_week_that_makes_no_sense_is_refused(week: tuple[Windows, ...]) -> None:
    with pytest.raises(ValueError, match=r"week|windows"):
        Hours(week=week)


@pytest.mark.parametrize("refused", [OFFICE.add, OFFICE.subtract, ALWAYS.add, ALWAYS.subtract])
def test_negative_amounts_are_refused(refused: Callable[[datetime, timedelta], datetime]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        refused(utc("2026-03-02"), -HOUR)


def test_days_are_counted_forwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        OFFICE.add_days(utc("2026-03-02"), -1)


def test_the_end_of_all_calendars() -> None:
    with pytest.raises(OverflowError):
        OFFICE.add(utc("9999-12-30 10:00"), 100 * HOUR)
    with pytest.raises(OverflowError):
        OFFICE.subtract(utc("0001-01-03 10:00"), 100 * HOUR)


# ---------------------------------------------------------------- which years


@pytest.mark.clause("5.3.3-P3")
@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        (date(2026, 1, 1), [2026]),
        (date(2026, 10, 31), [2026]),
        (date(2026, 11, 1), [2026, 2027]),
        (date(2026, 12, 31), [2026, 2027]),
        (date(2027, 1, 1), [2027]),
    ],
)
def test_from_november_on_the_next_year_is_wanted(today: date, wanted: list[int]) -> None:
    assert years_wanted(today) == wanted
