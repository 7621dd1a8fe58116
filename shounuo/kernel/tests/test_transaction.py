"""Acts: what is collected is written once before the commit, and a part that fails takes only its own with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shounuo.kernel.transaction import at_commit, atomic, attempt

pytestmark = pytest.mark.django_db


def test_collected_items_are_flushed_once_for_the_whole_act() -> None:
    flushed: list[list[object]] = []
    with atomic():
        at_commit(flushed.append, 1)
        with atomic():
            at_commit(flushed.append, 2)
        assert flushed == []
    assert flushed == [[1, 2]]


def test_a_failed_act_flushes_nothing_and_leaves_nothing_for_the_next() -> None:
    flushed: list[list[object]] = []
    with pytest.raises(ValueError, match="no"), atomic():
        _fail(lambda: at_commit(flushed.append, 1))
    with atomic():
        at_commit(flushed.append, 2)
    assert flushed == [[2]]


def test_a_failed_part_takes_what_it_collected_with_it() -> None:
    flushed: list[list[object]] = []
    with atomic():
        at_commit(flushed.append, 1)
        with pytest.raises(ValueError, match="no"), attempt():
            _fail(lambda: at_commit(flushed.append, 2))
        at_commit(flushed.append, 3)
    assert flushed == [[1, 3]]


def test_collecting_outside_an_act_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="outside an act"):
        at_commit(lambda items: None, 1)


def _fail(after: Callable[[], None]) -> None:
    after()
    raise ValueError("no")
