"""Two watches and a person's act on one PostgreSQL: rows are shared out, and it is the watch that gives way. [7.1-workflow]"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from shounuo.kernel.transaction import atomic
from shounuo.logbook.models import Stream
from shounuo.waiting import engine
from shounuo.waiting.actions import Wake, wake
from shounuo.waiting.engine import Outcome, fire_due, handles
from shounuo.waiting.models import Due

pytestmark = [
    pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.clause("7.1-workflow"),
]  # fmt: skip
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)


@pytest.fixture
def fired() -> Iterator[list[tuple[str, int]]]:
    """(thread, subject) of everything that reached the handler; `meanwhile` may be set to what happens inside it."""
    seen: list[tuple[str, int]] = []
    yield seen
    engine._handlers.pop("test", None)


def handler(seen: list[tuple[str, int]], meanwhile: Callable[[], object]) -> None:
    @handles("test")
    def handle(rows: list[Due], at: datetime) -> Outcome:
        meanwhile()
        seen.extend((threading.current_thread().name, row.subject_id) for row in rows)
        return Outcome()


def beside(name: str, work: Callable[[], object]) -> threading.Thread:
    """A thread with a connection of its own; what it raises fails the test, since it then does not end its work."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def due(*subjects: int) -> None:
    with atomic():
        wake([Wake("test", subject, AT) for subject in subjects])


def fire(limit: int = 500) -> int:
    return fire_due(AT, on_death=lambda row, at: None, limit=limit)


def test_what_one_watch_holds_the_other_leaves_alone(fired: list[tuple[str, int]]) -> None:
    due(*range(1, 11))
    holds, goes_on = threading.Event(), threading.Event()

    def meanwhile() -> None:
        if threading.current_thread().name == "first":
            holds.set()
            assert goes_on.wait(10)

    handler(fired, meanwhile)
    first = beside("first", lambda: fire(limit=4))
    assert holds.wait(10)
    assert (fire(), fire()) == (6, 0)
    goes_on.set()
    first.join(10)
    assert sorted(subject for _, subject in fired) == list(range(1, 11))
    assert {subject for thread, subject in fired if thread == "first"} == {1, 2, 3, 4}
    assert not Due.objects.exists()


def test_an_act_that_wants_the_row_of_what_it_holds_is_never_the_victim(fired: list[tuple[str, int]]) -> None:
    """The act holds its subject and wants the row, the watch holds the row and wants the subject."""
    due(1, 2)
    Stream.objects.create(name="subject", length=0, head="")
    act_holds, watch_holds = threading.Event(), threading.Event()
    done: list[str] = []

    def act() -> None:
        with atomic():
            Stream.objects.select_for_update().get(name="subject")
            act_holds.set()
            assert watch_holds.wait(10)
            wake([Wake("test", 1, LATER)])
        done.append("act")

    def meanwhile() -> None:
        watch_holds.set()
        Stream.objects.select_for_update().get(name="subject")

    handler(fired, meanwhile)
    acting = beside("act", act)
    assert act_holds.wait(10)
    moved = fire()
    acting.join(10)
    assert done == ["act"]
    assert (moved, fired) == (0, [])
    assert dict(Due.objects.values_list("subject_id", "due_at")) == {1: LATER, 2: AT}
    assert fire() == 1
    assert [subject for _, subject in fired] == [2]


def test_a_round_that_takes_long_waits_for_nobody_when_postgresql_looks_for_deadlocks(
    fired: list[tuple[str, int]],
) -> None:
    """On a busy machine: the act has waited for the row for a second, and the watch has just come to want its subject."""
    due(1, 2, 3)
    for row in Due.objects.filter(
        subject_id__in=(2, 3)
    ):  # rows that failed before go alone, one after the other
        row.tries = 1
        row.save(update_fields=["tries"])
    Stream.objects.create(name="subject", length=0, head="")
    act_holds, watch_holds = threading.Event(), threading.Event()
    done: list[str] = []
    waited: list[float] = []

    def act() -> None:
        with atomic():
            Stream.objects.select_for_update().get(name="subject")
            act_holds.set()
            assert watch_holds.wait(10)
            wake([Wake("test", 1, LATER)])
        done.append("act")

    @handles("test")
    def handle(rows: list[Due], at: datetime) -> Outcome:
        watch_holds.set()
        if rows[0].subject_id == 1:
            time.sleep(0.95)  # much work between two waits
            return Outcome()
        began = time.monotonic()
        try:
            Stream.objects.select_for_update().get(name="subject")
        finally:
            waited.append(time.monotonic() - began)
        return Outcome()

    acting = beside("act", act)
    assert act_holds.wait(10)
    fire()
    acting.join(10)
    assert done == ["act"]
    assert max(waited[:2]) < 0.05  # nothing was waited for
