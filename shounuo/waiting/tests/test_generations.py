"""A row of an older generation than its subject fires as nothing, however it came to be there. [7.1-workflow]"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from shounuo.kernel.rows import write_waiting
from shounuo.kernel.transaction import atomic
from shounuo.waiting import engine
from shounuo.waiting.actions import Wake, drop, wake
from shounuo.waiting.engine import Outcome, fire_due, handles
from shounuo.waiting.models import Due

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-workflow")]
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Track:
    """Subjects with a generation, and what reached the handler as (subject, generation)."""

    def __init__(self) -> None:
        self.generations: dict[int, int] = {}
        self.fired: list[tuple[int, int]] = []
        self.then: Callable[[Due], None] = lambda row: None

    def handle(self, rows: list[Due], at: datetime) -> Outcome:
        for row in rows:
            self.fired.append((row.subject_id, row.generation))
            self.then(row)
        return Outcome()


@pytest.fixture
def track() -> Iterator[Track]:
    one = Track()
    handles(
        "track", generations=lambda ids: {pk: one.generations[pk] for pk in ids if pk in one.generations}
    )(one.handle)
    yield one
    del engine._handlers["track"], engine._generations["track"]


def waits(subject: int, generation: int, due: datetime = AT) -> None:
    with atomic():
        wake([Wake("track", subject, due, generation)])


def fire(at: datetime = AT) -> int:
    return fire_due(at, on_death=lambda row, when: pytest.fail(f"{row} died"))


def test_a_row_of_its_subjects_generation_fires(track: Track) -> None:
    track.generations = {1: 3}
    waits(1, 3)
    assert fire() == 1
    assert track.fired == [(1, 3)]


def test_an_older_row_fires_as_nothing_and_is_gone(track: Track) -> None:
    track.generations = {1: 3, 2: 1}
    waits(1, 2)
    waits(2, 1)
    assert fire() == 2
    assert track.fired == [(2, 1)]
    assert not Due.objects.exists()


def test_a_row_whose_subject_is_gone_fires_as_nothing(track: Track) -> None:
    waits(1, 1)
    assert fire() == 1
    assert track.fired == []
    assert not Due.objects.exists()


def test_an_older_waking_does_not_replace_a_newer_row(track: Track) -> None:
    waits(1, 2, AT + MINUTE)
    waits(1, 1, AT)
    row = Due.objects.get()
    assert (row.generation, row.due_at) == (2, AT + MINUTE)
    waits(1, 2, AT)
    assert Due.objects.get().due_at == AT


def test_the_last_word_of_one_act_counts(track: Track) -> None:
    with atomic():
        wake([Wake("track", 1, AT), Wake("track", 2, AT), Wake("track", 1, AT + MINUTE)])
    assert dict(Due.objects.values_list("subject_id", "due_at")) == {1: AT + MINUTE, 2: AT}


@pytest.mark.parametrize("written_at_once", [False, True])
def test_a_handler_that_sets_its_own_row_anew_has_it(track: Track, written_at_once: bool) -> None:
    def again(row: Due) -> None:
        wake([Wake("track", row.subject_id, AT + MINUTE, 2)])
        if written_at_once:
            write_waiting()

    track.generations, track.then = {1: 1}, again
    waits(1, 1)
    fire()
    row = Due.objects.get()
    assert (row.generation, row.due_at) == (2, AT + MINUTE)


@pytest.fixture
def later(track: Track) -> Iterator[list[int]]:
    """A kind that comes after `track` in the same batch; gives what it fired."""
    fired: list[int] = []

    @handles("track.later")
    def handle(rows: list[Due], at: datetime) -> Outcome:
        fired.extend(row.subject_id for row in rows)
        return Outcome()

    yield fired
    del engine._handlers["track.later"]


def test_what_an_earlier_handler_drops_or_moves_does_not_fire_in_the_same_batch(
    track: Track, later: list[int]
) -> None:
    def upset(row: Due) -> None:
        drop("track.later", [1])
        wake([Wake("track.later", 2, AT + MINUTE)])

    track.generations, track.then = {1: 1}, upset
    waits(1, 1)
    with atomic():
        wake([Wake("track.later", subject, AT) for subject in (1, 2, 3)])
    fire()
    assert later == [3]
    assert Due.objects.get().due_at == AT + MINUTE


def test_a_kind_that_nobody_here_handles_is_left_to_who_does(track: Track) -> None:
    track.generations = {1: 1}
    with atomic():
        wake([Wake("of.a.newer.release", 1, AT - MINUTE)])
    waits(1, 1)
    assert (fire(), fire()) == (1, 0)
    assert Due.objects.get().kind == "of.a.newer.release"
    assert engine.next_due() is None
