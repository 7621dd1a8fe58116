"""Any order of setting, raising, dropping, firing, failing, dying, reviving and being killed: the table and what was written
are what a small model says, which shares no line with the engine. [7.1-workflow]"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import at_commit, atomic
from shounuo.waiting import engine
from shounuo.waiting.actions import Wake, drop, revive, wake
from shounuo.waiting.engine import Outcome, fire_due, handles
from shounuo.waiting.models import Due

BEGIN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KIND = "interleaved"
SUBJECTS = st.integers(1, 5)
SECONDS = st.integers(0, 90)


class Killed(BaseException):
    """kill -9 as far as a database can tell: nothing of this transaction remains."""


@dataclass
class Row:
    """What the model says of a waiting row."""

    due_at: datetime
    generation: int
    tries: int = 0
    dead: bool = False


class Interleaved(RuleBasedStateMachine):
    """Even subjects wait again a minute after they were due, odd ones are done when they have fired."""

    def __init__(self) -> None:
        super().__init__()
        Due.objects.all().delete()
        run("DELETE FROM written")
        self.at = BEGIN
        self.rows: dict[int, Row] = {}
        self.generations: dict[int, int] = dict.fromkeys(range(1, 6), 1)
        self.written: list[tuple[str, int, int]] = []
        self.failing: set[int] = set()
        self.die: str = ""
        handles(KIND, generations=lambda ids: {pk: self.generations[pk] for pk in ids})(self.handle)

    def teardown(self) -> None:
        engine._handlers.pop(KIND, None)
        engine._generations.pop(KIND, None)

    # ------------------------------------------------------------ what the engine is given

    def handle(self, rows: list[Due], at: datetime) -> Outcome:
        outcome = Outcome()
        if self.die == "at commit":
            at_commit(_die, None)
        for place, row in enumerate(rows):
            write("fired", row.subject_id, row.generation)
            if row.subject_id in self.failing:
                raise ValueError("as told")
            if self.die == "half way" and place == len(rows) // 2:
                raise Killed
            if row.subject_id % 2 == 0:
                outcome.again[row.id] = row.due_at + timedelta(minutes=1)
        if self.die == "in the end":
            raise Killed
        return outcome

    # ------------------------------------------------------------ what may happen

    @rule(subject=SUBJECTS, seconds=SECONDS, raised=st.booleans())
    def set(self, subject: int, seconds: int, raised: bool) -> None:
        self.generations[subject] += raised
        self._wake(subject, seconds, self.generations[subject])

    @rule(subject=SUBJECTS, seconds=SECONDS)
    def set_by_somebody_who_comes_too_late(self, subject: int, seconds: int) -> None:
        self._wake(subject, seconds, max(1, self.generations[subject] - 1))

    def _wake(self, subject: int, seconds: int, generation: int) -> None:
        due = self.at + timedelta(seconds=seconds)
        with atomic():
            wake([Wake(KIND, subject, due, generation)])
        known = self.rows.get(subject)
        if known is None or known.generation <= generation:
            self.rows[subject] = Row(due, generation)

    @rule(subject=SUBJECTS)
    def set_and_killed(self, subject: int) -> None:
        with suppress(Killed), atomic():
            wake([Wake(KIND, subject, self.at, 99)])
            at_commit(_die, None)

    @rule(subject=SUBJECTS)
    def raise_alone(self, subject: int) -> None:
        self.generations[subject] += 1

    @rule(subject=SUBJECTS)
    def drop(self, subject: int) -> None:
        with atomic():
            drop(KIND, [subject])
        self.rows.pop(subject, None)

    @rule(subject=SUBJECTS)
    def break_or_mend(self, subject: int) -> None:
        self.failing ^= {subject}

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    @rule()
    def revive(self) -> None:
        with atomic():
            revive(list(Due.objects.values_list("id", flat=True)), by=SYSTEM, at=self.at)
        for row in self.rows.values():
            if row.dead:
                row.dead, row.tries, row.due_at = False, 0, self.at

    @rule(die=st.sampled_from(["", "", "half way", "in the end", "at commit"]))
    def fire(self, die: str) -> None:
        self.die = die
        try:
            fire_due(self.at, on_death=lambda row, at: write("died", row.subject_id, row.generation))
        except Killed:
            assert die
            return
        self._fired()

    @rule(times=st.integers(2, 9))
    def fire_again_and_again(self, times: int) -> None:
        for _ in range(times):
            self.at += timedelta(minutes=2)
            self.fire("")

    def _fired(self) -> None:
        for subject, row in list(self.rows.items()):
            if row.dead or row.due_at > self.at:
                continue
            if row.generation < self.generations[subject]:
                del self.rows[subject]
            elif subject in self.failing:
                row.tries += 1
                row.due_at = self.at + timedelta(seconds=(1, 2, 4, 8, 16, 32, 64, 64)[row.tries - 1])
                row.dead = row.tries == 8
                self.written += [("died", subject, row.generation)] if row.dead else []
            else:
                self.written.append(("fired", subject, row.generation))
                row.due_at, row.tries = row.due_at + timedelta(minutes=1), 0
                if subject % 2:
                    del self.rows[subject]

    # ------------------------------------------------------------ what has to be true

    @invariant()
    def the_table_is_as_the_model_says(self) -> None:
        here = {
            row.subject_id: Row(row.due_at, row.generation, row.tries, row.dead)
            for row in Due.objects.filter(kind=KIND)
        }
        assert here == self.rows

    @invariant()
    def each_consequence_is_written_once(self) -> None:
        assert sorted(run("SELECT what, subject, generation FROM written")) == sorted(self.written)


def _die(items: list[Any]) -> None:
    raise Killed


def write(what: str, subject: int, generation: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO written VALUES (%s, %s, %s)", [what, subject, generation])


def run(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def _written(db: None) -> Iterator[None]:
    """A table without any key: whatever is written twice is there twice."""
    run("CREATE TEMPORARY TABLE written (what text, subject integer, generation integer)")
    yield
    run("DROP TABLE written")


@pytest.mark.clause("7.1-workflow")
@pytest.mark.usefixtures("_written")
def test_any_order_of_events_comes_out_as_the_model_says() -> None:
    run_state_machine_as_test(
        Interleaved,
        settings=settings(
            max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
