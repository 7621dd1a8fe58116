"""A transaction that begins on the server only when something needs it – and then holds all that was written, or nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from shounuo.kernel.keys import foresee
from shounuo.kernel.rows import ask, ask_together, insert_later, write_later, write_waiting
from shounuo.kernel.tests.test_rows import entry
from shounuo.kernel.transaction import atomic, attempt
from shounuo.logbook.models import Entry, Stream

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def _begun() -> bool:
    return not connection.connection.autocommit


def _stream(name: str, length: int = 1) -> None:
    write_later([Stream(name=name, length=length, head="h")], "name", ["length", "head"])


def test_an_act_that_asks_and_then_writes_once_begins_nothing_and_all_of_it_is_there() -> None:
    with atomic():
        foresee({Entry: 1})
        assert ask_together(("SELECT 1",), ("SELECT 2",)) == [[(1,)], [(2,)]]
        _stream("test:1")
        insert_later([entry(1)])
        assert not _begun()
    assert not _begun()
    assert _elsewhere(Entry.objects.count, Stream.objects.count) == [1, 1]


def test_the_one_statement_is_all_or_nothing() -> None:
    with atomic():
        insert_later([entry(1)])
    with pytest.raises(IntegrityError):
        _clash()
    assert _elsewhere(Entry.objects.count, Stream.objects.count) == [1, 0]
    with atomic():
        _stream("test:2")
    assert Stream.objects.count() == 1


def _clash() -> None:
    with atomic():
        _stream("test:1")
        insert_later([entry(1)])
        assert not _begun()


def test_an_act_that_fails_before_its_end_has_written_nothing() -> None:
    with pytest.raises(ValueError, match="no"):
        _fail(lambda: _stream("test:1"))
    assert _elsewhere(Stream.objects.count) == [0]


def test_whatever_django_writes_waits_for_the_end_of_the_act() -> None:
    with pytest.raises(ValueError, match="no"):
        _fail(lambda: Stream.objects.create(name="test:1", length=1, head="h"))
    assert _elsewhere(Stream.objects.count) == [0]
    with atomic():
        ask("SELECT 1")
        assert not _begun()
        Stream.objects.create(name="test:1", length=1, head="h")
        assert _begun()
        _stream("test:2")
        assert _elsewhere(Stream.objects.count) == [0]
    assert _elsewhere(Stream.objects.count) == [2]


def test_what_is_written_before_the_end_waits_for_it() -> None:
    with pytest.raises(ValueError, match="no"):
        _fail(lambda: _stream("test:1"), write_waiting)
    assert _elsewhere(Stream.objects.count) == [0]
    with atomic():
        _stream("test:1")
        write_waiting()
        assert _elsewhere(Stream.objects.count) == [0]
    assert _elsewhere(Stream.objects.count) == [1]


def test_a_part_that_fails_takes_along_only_its_own() -> None:
    with atomic():
        _stream("test:1")
        with pytest.raises(ValueError, match="no"), attempt():
            _create_and_fail()
        _stream("test:3")
    assert list(Stream.objects.order_by("name").values_list("name", flat=True)) == ["test:1", "test:3"]


def _create_and_fail() -> None:
    Stream.objects.create(name="test:2", length=1, head="h")
    raise ValueError("no")


def test_more_than_one_statement_is_one_transaction() -> None:
    """A table that is put twice needs two; the second clashes and takes the first along."""
    with atomic():
        insert_later([entry(1)])
    with pytest.raises(IntegrityError):
        _put_twice_and_clash()
    assert _elsewhere(Entry.objects.count, Stream.objects.count) == [1, 0]


def _put_twice_and_clash() -> None:
    with atomic():
        _stream("test:1", 1)
        _stream("test:1", 2)
        insert_later([entry(1)])


def test_an_act_inside_djangos_own_transaction_is_part_of_it() -> None:
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        _act_and_fail()
    assert _elsewhere(Stream.objects.count) == [0]


def _act_and_fail() -> None:
    with atomic():
        _stream("test:1")
    raise ValueError("no")


def test_an_inner_part_that_failed_and_was_hushed_up_undoes_the_act() -> None:
    with atomic():
        _stream("test:1")
        with pytest.raises(ValueError, match="no"), atomic():
            raise ValueError("no")
    assert _elsewhere(Stream.objects.count) == [0]


def test_a_cursor_from_before_the_act_writes_inside_it() -> None:
    with connection.cursor() as cursor, pytest.raises(ValueError, match="no"):
        _fail(lambda: cursor.execute("INSERT INTO logbook_stream (name, length, head) VALUES ('x', 1, 'h')"))
    assert _elsewhere(Stream.objects.count) == [0]


def _fail(*before: Callable[[], object]) -> None:
    with atomic():
        for one in before:
            one()
        raise ValueError("no")


def _elsewhere(*asked: Callable[[], Any]) -> list[Any]:
    """What another connection sees."""
    found: list[Any] = []

    def look() -> None:
        found.extend(one() for one in asked)
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found
