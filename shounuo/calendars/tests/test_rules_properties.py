"""What holds for every calendar, moment and amount."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from shounuo.calendars.rules import ALWAYS, WHOLE_DAY, Hours, Windows

# Around both changes of the clocks in Europe and America, a leap day, and the end of a year.
NIGHTS = [
    datetime(2026, 3, 8, 6, tzinfo=UTC),
    datetime(2026, 3, 29, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 5, tzinfo=UTC),
    datetime(2026, 12, 31, 20, tzinfo=UTC),
    datetime(2028, 2, 28, 20, tzinfo=UTC),
]
ZONES = [
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
]


@some.composite
def days(draw: some.DrawFn) -> Windows:
    edges = draw(some.lists(some.integers(0, 288), max_size=6, unique=True).map(sorted))
    return tuple((opens * 300, closes * 300) for opens, closes in zip(edges[::2], edges[1::2], strict=False))


@some.composite
def hours(draw: some.DrawFn) -> Hours:
    week = draw(some.lists(some.one_of(days(), some.just(WHOLE_DAY)), min_size=7, max_size=7).filter(any))
    special = some.dates(date(2026, 1, 1), date(2028, 12, 31))
    return Hours(
        tz=draw(some.sampled_from(ZONES)),
        week=tuple(week),
        holidays=draw(some.frozensets(special, max_size=5)),
        extra_days=draw(some.dictionaries(special, days(), max_size=3)),
    )


moments = some.builds(
    lambda night, shift: night + timedelta(seconds=shift),
    some.sampled_from(NIGHTS),
    some.integers(-3 * 86400, 3 * 86400),
)
amounts = some.builds(lambda seconds: timedelta(seconds=seconds), some.integers(0, 5 * 86400))


@given(hours(), moments, amounts)
def test_add_then_between_gives_the_amount_back(hours: Hours, start: datetime, amount: timedelta) -> None:
    assert hours.between(start, hours.add(start, amount)) == amount


@given(hours(), moments, amounts)
def test_subtract_then_between_gives_the_amount_back(hours: Hours, end: datetime, amount: timedelta) -> None:
    assert hours.between(hours.subtract(end, amount), end) == amount


@given(hours(), moments, amounts)
def test_subtract_undoes_add_but_for_the_closed_time_before(
    hours: Hours, start: datetime, amount: timedelta
) -> None:
    back = hours.subtract(hours.add(start, amount), amount)
    assert back >= start
    assert hours.between(start, back) == timedelta()
    assert back == start or not hours.is_open(start)


@given(hours(), moments, amounts, amounts)
def test_adding_in_two_steps_is_adding_at_once(
    hours: Hours, start: datetime, first: timedelta, second: timedelta
) -> None:
    assert hours.add(hours.add(start, first), second) == hours.add(start, first + second)


@given(hours(), moments, moments, moments)
def test_open_time_adds_up(hours: Hours, a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    assert hours.between(a, b) + hours.between(b, c) == hours.between(a, c)


@given(hours(), moments, moments)
def test_open_time_is_never_longer_than_time(hours: Hours, a: datetime, b: datetime) -> None:
    assert timedelta() <= hours.between(a, b) <= max(b - a, timedelta())


@given(hours(), moments)
def test_open_means_that_the_next_second_counts(hours: Hours, moment: datetime) -> None:
    assert hours.between(moment, moment + timedelta(seconds=1)) == timedelta(seconds=hours.is_open(moment))


@given(some.sampled_from(ZONES), moments, amounts)
@settings(max_examples=50)
def test_round_the_clock_is_plain_addition_in_every_zone(
    zone: str, start: datetime, amount: timedelta
) -> None:
    counted = Hours(tz=zone, holidays=frozenset({date(1990, 1, 1)}))  # counts day by day, as it has a holiday
    assert not counted.round_the_clock
    assert counted.add(start, amount) == Hours(tz=zone).add(start, amount) == ALWAYS.add(start, amount)
    assert counted.subtract(start, amount) == start - amount


@given(hours(), moments)
def test_the_next_opening_is_the_first_open_moment(hours: Hours, at: datetime) -> None:
    opens = hours.next_open(at)
    assert hours.is_open(opens)
    assert hours.between(at, opens) == timedelta()
    assert (opens == at) is hours.is_open(at)
