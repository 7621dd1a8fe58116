"""Rows that go out together: all of them or none, whatever the database, and a connection that goes on working."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from shounuo.kernel.keys import foresee
from shounuo.kernel.rows import (
    _in_one_order,
    ask,
    ask_together,
    insert_later,
    insert_rows,
    write_later,
    write_waiting,
)
from shounuo.kernel.transaction import atomic, attempt
from shounuo.logbook.models import Entry, Private, Stream
from tests.support.queries import queries
from tests.support.world import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)
on_postgres = pytest.mark.postgres


def entry(seq: int, stream: str = "test:1") -> Entry:
    return Entry(
        stream=stream, seq=seq, verb="test.done", happened_at=MONDAY, recorded_at=MONDAY, actor_kind="system", facts={"n": "一"},
        private_digest="p", digest="d",
    )  # fmt: skip


def _insert(*entries: Entry) -> None:
    with atomic():
        for one in entries:
            insert_later([one])


def test_rows_that_point_at_each_other_go_out_together() -> None:
    with atomic():
        foresee({Entry: 2})
        ask("SELECT 1")
        entries = insert_later([entry(1), entry(2)])
        write_later([Private(entry_id=one.pk, salt="s", values={"by": "周"}) for one in entries])
        write_later([Stream(name="test:1", length=2, head="h")], "name", ["length", "head"])
    assert [one.pk for one in entries] == list(Entry.objects.order_by("seq").values_list("pk", flat=True))
    assert Entry.objects.get(seq=2).facts == {"n": "一"}
    assert Private.objects.get(entry=entries[0]).values == {"by": "周"}


def test_keys_are_drawn_in_order_and_never_twice() -> None:
    with atomic():
        foresee({Entry: 1})
        ask("SELECT 1")
        first = insert_later([entry(1), entry(2)])
        second = insert_later([entry(3)])
    more = insert_rows([entry(4)])
    keys = [one.pk for one in [*first, *second, *more]]
    assert keys == sorted(set(keys))


def test_a_second_statement_for_a_table_that_is_put_twice() -> None:
    with atomic():
        for length in (1, 2):
            write_later([Stream(name="test:1", length=length, head="h")], "name", ["length", "head"])
    assert Stream.objects.get(name="test:1").length == 2


def test_rows_that_may_be_there_are_put_in_one_order_whatever_was_said_first() -> None:
    def put(name: str, length: int) -> tuple[list[Stream], str, tuple[str, ...]]:
        return [Stream(name=name, length=length, head="h")], "name", ("length",)

    new = ([entry(1)], "", ())
    told = _in_one_order([put("c", 1), new, put("a", 1), put("c", 2), put("b", 1)])
    assert told[0] is new
    assert [[(vars(one)["name"], vars(one)["length"]) for one in rows] for rows, _, _ in told[1:]] == [
        [("a", 1), ("b", 1), ("c", 1)],
        [("c", 2)],
    ]


def test_what_clashes_at_the_end_undoes_the_whole_act_and_the_next_one_works() -> None:
    insert_rows([entry(1)])
    with pytest.raises(IntegrityError):
        _insert(entry(2, "test:2"), entry(1))
    assert Entry.objects.count() == 1
    _insert(entry(2))
    assert Entry.objects.count() == 2


def test_who_is_about_to_read_writes_first() -> None:
    with atomic():
        insert_later([entry(1)])
        write_waiting()
        assert Entry.objects.count() == 1


def test_questions_asked_together_are_answered_in_order() -> None:
    said = ask_together(
        ("SELECT %s + 1", 1), ("SELECT 5 WHERE 7 IN (%s)", [6, 7]), ("SELECT 1 WHERE 1 = %s", 2)
    )
    assert said == [[(2,)], [(5,)], []]


@on_postgres
def test_all_of_it_is_one_statement_and_the_keys_come_along() -> None:
    with queries(3), atomic():  # the keys, the question, everything
        foresee({Entry: 2})
        ask("SELECT 1")
        entries = insert_later([entry(1), entry(2)])
        write_later([Private(entry_id=one.pk, salt="s", values={}) for one in entries])


@on_postgres
def test_a_connection_that_the_server_has_ended_is_noticed_without_a_question() -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    (backend,) = ask("SELECT pg_backend_pid()")[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    other.close()
    assert not connection.is_usable()
    connection.close()
    assert ask("SELECT 1") == [(1,)]


def test_a_part_that_fails_does_not_take_along_what_others_wait_for() -> None:
    """Rows that were waiting before the part began are written even where the part writes in between, and fails."""
    with atomic():
        write_later([Stream(name="test:1", length=1, head="h")], "name", ["length", "head"])
        with pytest.raises(ValueError, match="no"), attempt():
            _write_and_fail()
    assert Stream.objects.filter(name="test:1").exists()
    assert not Entry.objects.exists()


def _write_and_fail() -> None:
    insert_later([entry(1)])
    write_waiting()
    raise ValueError("no")
