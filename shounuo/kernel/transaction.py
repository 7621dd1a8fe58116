"""One act, one transaction: what must be true together is written together, or not at all.

On SQLite writers queue at one in-process lock before they begin (its own busy-wait makes a tail of over a second); on
PostgreSQL rows lock themselves. Rooms may collect rows during the act and write them in one statement just before the
commit (`at_commit`): the logbook does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import connection, transaction

Flush = Callable[[list[Any]], None]


class _Act(threading.local):
    depth = 0
    ending = False

    def __init__(self) -> None:
        self.pending: dict[Flush, list[Any]] = {}
        self.own: dict[str, dict[Any, Any]] = {}


_act = _Act()
_one_writer = threading.RLock()


@contextmanager
def atomic() -> Iterator[None]:
    """All of it or nothing. Nests: an inner block joins the outer one."""
    if _act.depth:
        with transaction.atomic(savepoint=False):
            yield
        return
    with _writer(), transaction.atomic():
        _act.depth = 1
        try:
            yield
            _flush()
        finally:
            _act.depth, _act.ending = 0, False
            _act.pending, _act.own = {}, {}


@contextmanager
def attempt() -> Iterator[None]:
    """Inside an act: a part that may fail and be undone alone, with what it collected."""
    for flush in [one for one in _act.pending if _is_last(one)]:
        flush_now(flush)  # rows that others wait for are not undone with this part
    kept = {flush: len(items) for flush, items in _act.pending.items()}
    try:
        with transaction.atomic():
            yield
    except BaseException:
        _act.pending = {flush: _act.pending.get(flush, [])[:length] for flush, length in kept.items()}
        raise


def of_act(name: str) -> dict[Any, Any]:
    """What this act keeps under a name until it ends; outside an act nothing is kept."""
    return _act.own.setdefault(name, {}) if _act.depth else {}


def at_commit(flush: Flush, item: Any) -> None:
    """Collect item; `flush` is called once, with all it collected, just before the commit of this act."""
    if not _act.depth:
        raise RuntimeError("at_commit outside an act: wrap the verb in kernel.transaction.atomic()")
    _act.pending.setdefault(flush, []).append(item)


def flush_now(flush: Flush) -> None:
    """What this flush has collected is written now, for somebody who is about to read it."""
    if items := _act.pending.pop(flush, None):
        flush(items)


def ending() -> bool:
    """Whether what is being written now is the last thing that this act does."""
    return _act.ending


def _flush() -> None:
    """In the order in which they first collected; those that say `last` when nothing else is left."""
    while _act.pending:
        flush = min(_act.pending, key=_is_last)
        _act.ending = len(_act.pending) == 1 and _is_last(flush)
        flush_now(flush)


def _is_last(flush: Flush) -> bool:
    return getattr(flush, "last", False)


def _writer() -> Any:
    return _one_writer if connection.vendor == "sqlite" else nullcontext()
