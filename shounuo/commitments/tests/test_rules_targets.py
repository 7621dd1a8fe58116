"""The promises of section 4.2, with due times typed by hand from the standard, on a night of the Spring Festival."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from shounuo.commitments.rules import Moment, next_moment, start, warning_at

OPENED = datetime(2026, 2, 17, 18, 0, tzinfo=UTC)  # 02:00 in Beijing on the 18th, a public holiday


class Promise(NamedTuple):
    level: str
    track: str
    target: timedelta
    due: str
    half: str
    three_quarters: str
    nine_tenths: str


M, H = timedelta(minutes=1), timedelta(hours=1)
PROMISES = [
    Promise("P0", "response", 15 * M, "17T18:15:00", "17T18:07:30", "17T18:11:15", "17T18:13:30"),
    Promise("P0", "resolution", 2 * H, "17T20:00:00", "17T19:00:00", "17T19:30:00", "17T19:48:00"),
    Promise("P0", "update", 15 * M, "17T18:15:00", "17T18:07:30", "17T18:11:15", "17T18:13:30"),
    Promise("P0", "report", 24 * H, "18T18:00:00", "18T06:00:00", "18T12:00:00", "18T15:36:00"),
    Promise("P1", "response", 30 * M, "17T18:30:00", "17T18:15:00", "17T18:22:30", "17T18:27:00"),
    Promise("P1", "resolution", 4 * H, "17T22:00:00", "17T20:00:00", "17T21:00:00", "17T21:36:00"),
    Promise("P1", "update", 30 * M, "17T18:30:00", "17T18:15:00", "17T18:22:30", "17T18:27:00"),
    Promise("P1", "report", 48 * H, "19T18:00:00", "18T18:00:00", "19T06:00:00", "19T13:12:00"),
    Promise("P2", "response", 2 * H, "17T20:00:00", "17T19:00:00", "17T19:30:00", "17T19:48:00"),
    Promise("P2", "resolution", 8 * H, "18T02:00:00", "17T22:00:00", "18T00:00:00", "18T01:12:00"),
    Promise("P2", "update", 2 * H, "17T20:00:00", "17T19:00:00", "17T19:30:00", "17T19:48:00"),
    Promise("P3", "response", 4 * H, "17T22:00:00", "17T20:00:00", "17T21:00:00", "17T21:36:00"),
    Promise("P3", "resolution", 24 * H, "18T18:00:00", "18T06:00:00", "18T12:00:00", "18T15:36:00"),
    Promise("P3", "update", 4 * H, "17T22:00:00", "17T20:00:00", "17T21:00:00", "17T21:36:00"),
    Promise("P4", "response", 8 * H, "18T02:00:00", "17T22:00:00", "18T00:00:00", "18T01:12:00"),
    Promise("P4", "resolution", 48 * H, "19T18:00:00", "18T18:00:00", "19T06:00:00", "19T13:12:00"),
    Promise("P4", "update", 24 * H, "18T18:00:00", "18T06:00:00", "18T12:00:00", "18T15:36:00"),
]


def february(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-02-{text}+00:00")


def cases() -> list[object]:
    return [
        pytest.param(
            promise,
            id=f"{promise.level}-{promise.track}",
            marks=pytest.mark.clause(f"4.2-{promise.level}", "4.2-24x7", "6.1-sla-risk"),
        )
        for promise in PROMISES
    ]


@pytest.mark.parametrize("promise", cases())
def test_each_promise_is_due_and_warned_when_the_standard_says(promise: Promise) -> None:
    clock = start(OPENED, promise.target)
    assert clock.due_at == february(promise.due)
    assert warning_at(clock, 50) == february(promise.half)
    assert warning_at(clock, 75) == february(promise.three_quarters)
    assert warning_at(clock, 90) == february(promise.nine_tenths)


@pytest.mark.parametrize("promise", cases())
def test_what_time_does_to_it_in_order(promise: Promise) -> None:
    clock, after, seen = start(OPENED, promise.target), OPENED, []
    while moment := next_moment(clock, [50, 75, 90], after):
        seen.append(moment)
        after = moment.at
    assert seen == [
        Moment("warning", 50, february(promise.half)),
        Moment("warning", 75, february(promise.three_quarters)),
        Moment("warning", 90, february(promise.nine_tenths)),
        Moment("breach", 100, february(promise.due)),
    ]
