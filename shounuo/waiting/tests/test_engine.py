"""The engine fires each due row once, with what follows from it, or not at all. [7.1-workflow]"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.logbook.models import Entry
from shounuo.waiting import engine
from shounuo.waiting.actions import Wake, drop, wake
from shounuo.waiting.engine import Outcome, fire_due, handles, next_due
from shounuo.waiting.models import Due

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-workflow")]
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _handler() -> Iterator[None]:
    """The handler of kind `test` notes what it fires; 13 raises, 77 is busy elsewhere, 5 waits again for a minute."""

    @handles("test")
    def handler(rows: list[Due], at: datetime) -> Outcome:
        outcome = Outcome()
        for row in rows:
            if row.subject_id == 77:
                outcome.busy.add(row.id)
                continue
            record("test.fired", stream="test", by=SYSTEM, at=at, subject=row.subject_id)
            if row.subject_id == 13:
                raise ValueError("unlucky")
            if row.subject_id == 5:
                outcome.again[row.id] = at + MINUTE
        return outcome

    yield
    del engine._handlers["test"]


def fired() -> list[int]:
    """What was fired, from what was written with it."""
    return [entry.facts["subject"] for entry in Entry.objects.order_by("seq")]


def _wait(*subjects: int, due: datetime = AT) -> None:
    with atomic():
        wake([Wake("test", subject, due) for subject in subjects])


def _fire(at: datetime = AT) -> list[Due]:
    died: list[Due] = []
    fire_due(at, on_death=lambda row, when: died.append(row))
    return died


def test_a_row_fires_once_and_is_gone() -> None:
    _wait(1, 2)
    _fire()
    _fire()
    assert fired() == [1, 2]
    assert not Due.objects.exists()


def test_nothing_fires_before_its_time() -> None:
    _wait(1, due=AT + timedelta(seconds=1))
    _fire()
    assert fired() == []
    assert next_due() == AT + timedelta(seconds=1)


def test_waiting_twice_moves_the_row() -> None:
    _wait(1)
    _wait(1, due=AT + MINUTE)
    _fire()
    assert fired() == []
    _fire(AT + MINUTE)
    assert fired() == [1]


def test_a_dropped_row_never_fires() -> None:
    _wait(1, 2)
    drop("test", [1])
    _fire()
    assert fired() == [2]


def test_a_row_that_waits_again_keeps_its_place() -> None:
    _wait(5)
    _fire()
    _fire()
    _fire(AT + MINUTE)
    assert fired() == [5, 5]
    assert Due.objects.count() == 1


def test_one_that_raises_is_put_off_and_the_others_go_on() -> None:
    _wait(1, 13, 2)
    assert _fire() == []
    assert sorted(fired()) == [1, 2]
    row = Due.objects.get()
    assert (row.subject_id, row.tries, row.dead) == (13, 1, False)
    assert row.due_at == AT + timedelta(seconds=1)
    assert "unlucky" in row.last_error


def test_one_that_raises_again_and_again_dies_and_is_reported() -> None:
    _wait(13)
    at, died = AT, []
    for _ in range(20):
        died += _fire(at)
        at += MINUTE * 2
    assert [row.subject_id for row in died] == [13]
    assert Due.objects.get().dead
    assert next_due() is None


def test_one_that_is_busy_elsewhere_stays_as_it_is() -> None:
    _wait(77, 1)
    _fire()
    assert fired() == [1]
    assert (Due.objects.get().subject_id, Due.objects.get().tries) == (77, 0)


def test_a_dead_row_lives_again_when_it_is_set_again() -> None:
    Due.objects.create(kind="test", subject_id=1, due_at=AT, dead=True, tries=8)
    _wait(1)
    _fire()
    assert fired() == [1]
