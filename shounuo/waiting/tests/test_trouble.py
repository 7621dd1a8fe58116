"""Trouble of the house counts against nobody; a row's own trouble counts against that row alone. [7.1-workflow]"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InternalError, OperationalError

from shounuo.kernel.transaction import atomic
from shounuo.waiting import engine
from shounuo.waiting.actions import Wake, drop, wake
from shounuo.waiting.engine import Outcome, fire_due, handles
from shounuo.waiting.models import Due
from shounuo.waiting.trouble import gave_way, is_of_the_house

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-workflow")]
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def of_postgres(kind: type[DatabaseError], sqlstate: str | None) -> DatabaseError:
    class Told(psycopg.Error):
        pass

    Told.sqlstate = sqlstate
    error = kind("told")
    error.__cause__ = Told("told")
    return error


def of_sqlite(name: str) -> DatabaseError:
    error = OperationalError("told")
    error.__cause__ = sqlite3.OperationalError("told")
    error.__cause__.sqlite_errorname = name
    return error


HOUSE = {
    "the connection is lost": of_postgres(OperationalError, None),
    "the server was shut down": of_postgres(OperationalError, "57P01"),
    "a deadlock": of_postgres(OperationalError, "40P01"),
    "the disk is full": of_postgres(OperationalError, "53100"),
    "a file may not grow": of_postgres(InternalError, "XX000"),
    "SQLite's disk is full": of_sqlite("SQLITE_FULL"),
    "SQLite cannot write": of_sqlite("SQLITE_IOERR_WRITE"),
    "SQLite is busy": of_sqlite("SQLITE_BUSY_SNAPSHOT"),
    "no room for a file": OSError(errno.ENOSPC, "told"),
    "no memory": MemoryError(),
}
OWN = {
    "a mistake": ValueError("told"),
    "twice the same key": of_postgres(IntegrityError, "23505"),
    "too slow": of_postgres(OperationalError, "57014"),
    "a failed act goes on": of_postgres(InternalError, "25P02"),
    "SQLite knows no such table": of_sqlite("SQLITE_ERROR"),
    "no such file": OSError(errno.ENOENT, "told"),
}


@pytest.mark.parametrize("error", HOUSE.values(), ids=HOUSE)
def test_trouble_of_the_house(error: Exception) -> None:
    Due.objects.exists()
    assert is_of_the_house(error)


@pytest.mark.parametrize("error", OWN.values(), ids=OWN)
def test_trouble_of_a_row(error: Exception) -> None:
    Due.objects.exists()
    assert not is_of_the_house(error)


def test_giving_way_is_neither() -> None:
    error = of_postgres(OperationalError, "55P03")
    assert gave_way(error)
    assert not is_of_the_house(error)
    assert not gave_way(ValueError())


Raises = Callable[[Due], Exception | None]


class Handler:
    """Notes each call as the subjects it got, and raises what `raises` says for any of them."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.fired: list[int] = []
        self.raises: Raises = lambda row: None

    def handle(self, rows: list[Due], at: datetime) -> Outcome:
        self.calls.append([row.subject_id for row in rows])
        for row in rows:
            if error := self.raises(row):
                raise error
        self.fired += self.calls[-1]
        return Outcome()


@pytest.fixture
def handler() -> Iterator[Handler]:
    one = Handler()
    handles("test")(one.handle)
    yield one
    del engine._handlers["test"]


def due(*subjects: int) -> None:
    with atomic():
        wake([Wake("test", subject, AT) for subject in subjects])


def fire(at: datetime = AT, limit: int = 500) -> int:
    return fire_due(at, on_death=lambda row, when: None, limit=limit)


def test_a_full_disk_ends_the_round_and_counts_against_nobody(handler: Handler) -> None:
    due(1, 2, 3)
    handler.raises = lambda row: of_sqlite("SQLITE_FULL") if row.subject_id == 2 else None
    with pytest.raises(OperationalError), atomic():
        fire()
    assert handler.calls == [[1, 2, 3]]
    assert {(row.tries, row.due_at) for row in Due.objects.all()} == {(0, AT)}
    handler.raises = lambda row: None
    assert fire() == 3


def test_the_one_that_raises_is_found_by_halves(handler: Handler) -> None:
    due(*range(1, 65))
    handler.raises = lambda row: ValueError() if row.subject_id == 13 else None
    assert fire() == 64
    assert handler.fired == [*range(1, 13), *range(14, 65)]
    assert len(handler.calls) == 13
    assert Due.objects.get().subject_id == 13


def test_one_that_failed_before_goes_alone_and_spoils_no_batch(handler: Handler) -> None:
    due(1, 2, 3)
    Due.objects.filter(subject_id=2).update(tries=1)
    handler.raises = lambda row: ValueError() if row.subject_id == 2 else None
    fire()
    assert handler.calls == [[1, 3], [2]]


def test_rows_that_are_held_elsewhere_stay_and_not_all_are_waited_for(handler: Handler) -> None:
    due(*range(1, 33))
    handler.raises = lambda row: of_postgres(OperationalError, "55P03") if row.subject_id <= 16 else None
    assert fire() == 0
    assert len(handler.calls) == engine.MOST_WAITS
    assert {(row.tries, row.due_at) for row in Due.objects.all()} == {(0, AT)}


def test_what_is_due_behind_rows_that_are_busy_does_not_wait_for_them(handler: Handler) -> None:
    due(*range(1, 31))

    @handles("test")
    def busy(rows: list[Due], at: datetime) -> Outcome:
        handler.fired += [row.subject_id for row in rows if row.subject_id > 20]
        return Outcome(busy={row.id for row in rows if row.subject_id <= 20})

    assert fire(limit=10) == 10
    assert handler.fired == list(range(21, 31))
    assert fire(limit=10) == 0
    assert Due.objects.count() == 20


def test_a_row_is_given_up_only_together_with_its_alarm(handler: Handler) -> None:
    due(1)
    Due.objects.update(tries=7)
    handler.raises = lambda row: ValueError("no")

    def fails(row: Due, at: datetime) -> None:
        raise ValueError("no alarm either")

    assert fire_due(AT, on_death=fails) == 1
    row = Due.objects.get()
    assert (row.dead, row.tries) == (False, 7)
    assert row.due_at > AT
    died: list[int] = []
    fire_due(AT + timedelta(minutes=5), on_death=lambda row, when: died.append(row.subject_id))
    assert (Due.objects.get().dead, died) == (True, [1])


def test_what_one_drops_does_not_fire_when_the_batch_was_halved(handler: Handler) -> None:
    due(1, 2, 3, 4)

    def upset(row: Due) -> Exception | None:
        if row.subject_id == 1:
            drop("test", [3])
        return ValueError() if row.subject_id == 2 else None

    handler.raises = upset
    fire()
    assert handler.fired == [1, 4]
    assert Due.objects.get().subject_id == 2


def test_one_that_waits_again_has_all_its_tries_before_it(handler: Handler) -> None:
    due(1)
    Due.objects.update(tries=7)

    @handles("test")
    def again(rows: list[Due], at: datetime) -> Outcome:
        return Outcome(again={row.id: at + timedelta(minutes=1) for row in rows})

    fire()
    assert (Due.objects.get().tries, Due.objects.get().due_at) == (0, AT + timedelta(minutes=1))
