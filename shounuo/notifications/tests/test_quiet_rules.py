"""When people are left in peace, in their own zone and on the nights on which clocks change; what becomes a digest. [5.2-notify]"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shounuo.notifications.quiet import Told, quiet_until, share

pytestmark = pytest.mark.clause("5.2-notify")
patient = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A busy machine is no fault of a rule."""
TEN, EIGHT = time(22), time(8)
EVERY = timedelta(minutes=15)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def _until(zone: str, *local: int, begins: time = TEN, ends: time = EIGHT) -> str | None:
    here = ZoneInfo(zone)
    until = quiet_until(datetime(*local, tzinfo=here).astimezone(UTC), here, begins, ends)  # type: ignore[misc,arg-type]
    return until.astimezone(here).isoformat(timespec="minutes") if until else None


@pytest.mark.parametrize(
    ("local", "until"),
    [
        ((2026, 3, 2, 21, 59, 59), None),
        ((2026, 3, 2, 22, 0), "2026-03-03T08:00+08:00"),
        ((2026, 3, 2, 23, 59), "2026-03-03T08:00+08:00"),
        ((2026, 3, 3, 0, 0), "2026-03-03T08:00+08:00"),
        ((2026, 3, 3, 7, 59, 59), "2026-03-03T08:00+08:00"),
        ((2026, 3, 3, 8, 0), None),
        ((2026, 12, 31, 22, 0), "2027-01-01T08:00+08:00"),
    ],
)
def test_from_ten_to_eight_in_beijing(local: tuple[int, ...], until: str | None) -> None:
    assert _until("Asia/Shanghai", *local) == until


def test_the_same_moment_is_night_for_one_and_day_for_another() -> None:
    at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert quiet_until(at, ZoneInfo("Asia/Shanghai"), TEN, EIGHT) == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert quiet_until(at, ZoneInfo("Europe/Berlin"), TEN, EIGHT) is None


def test_eight_is_eight_by_the_clock_on_the_nights_on_which_it_changes() -> None:
    assert _until("Europe/Berlin", 2026, 3, 28, 23, 0) == "2026-03-29T08:00+02:00"
    assert _until("Europe/Berlin", 2026, 10, 24, 23, 0) == "2026-10-25T08:00+01:00"


def test_quiet_hours_within_a_day() -> None:
    assert (
        _until("Asia/Shanghai", 2026, 3, 2, 13, 0, begins=time(12), ends=time(14)) == "2026-03-02T14:00+08:00"
    )
    assert _until("Asia/Shanghai", 2026, 3, 2, 22, 0, begins=time(12), ends=time(14)) is None


@patient
@given(st.integers(0, 60 * 24 * 400), st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]))
def test_whenever_it_is_quiet_it_ends_within_eleven_hours_and_is_not_quiet_then(
    minute: int, zone: str
) -> None:
    here, at = ZoneInfo(zone), NOW + timedelta(minutes=minute)
    until = quiet_until(at, here, TEN, EIGHT)
    quiet = at.astimezone(here).hour >= 22 or at.astimezone(here).hour < 8
    assert (until is not None) == quiet
    if until:
        assert timedelta(0) < until - at <= timedelta(hours=11)
        assert quiet_until(until, here, TEN, EIGHT) is None


@pytest.mark.parametrize(
    ("due", "singles", "digest", "singly", "leaves"),
    [
        (5, [], None, 5, 0),
        (6, [], None, 0, 0),
        (200, [], None, 0, 0),
        (1, [-14, -10, -5, -1], None, 1, 0),
        (1, [-14, -10, -5, -1, -1], None, 0, 1),
        (3, [-14, -10, -5], None, 2, 1),
        (1, [-15, -10, -5, -1, -1], None, 1, 0),
        (1, [], -14, 0, 1),
        (1, [], -15, 1, 0),
        (300, [], -1, 0, 14),
    ],
)
def test_more_than_five_in_fifteen_minutes_are_a_digest(
    due: int, singles: list[int], digest: int | None, singly: int, leaves: int
) -> None:
    """Minutes from now: `singles` that left, a `digest` that left; how many leave singly, and when the digest does."""
    told = Told([_m(one) for one in singles], None if digest is None else _m(digest))
    shared = share(due, told, NOW, 5, EVERY)
    assert shared.singly == singly
    if singly < due:
        assert shared.digest_at == _m(leaves)


@patient
@given(st.lists(st.integers(0, 40), min_size=1, max_size=120).map(sorted))
def test_whatever_comes_when_nobody_hears_more_than_five_and_a_digest_in_any_quarter_of_an_hour(
    seconds: list[int],
) -> None:
    """Notices come some time after each other; those that wait leave with their digest."""
    left: list[datetime] = []
    digests: list[datetime] = []
    for second in seconds:
        at = NOW + timedelta(seconds=40 * second)
        if digests and digests[-1] > at:
            continue  # it becomes a line of the digest that waits
        shared = share(1, Told(left, digests[-1] if digests else None), at, 5, EVERY)
        if shared.singly:
            left.append(at)
        else:
            digests.append(shared.digest_at)
    for one in left:
        assert sum(one - EVERY < other <= one for other in left) <= 5
    for one, other in pairwise(digests):
        assert other - one >= EVERY


def _m(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)
