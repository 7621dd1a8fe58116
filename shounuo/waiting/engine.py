"""Firing what is due: claim a batch, let its handlers write what follows, move or delete the rows – in one transaction.

Claiming is locking the rows (PostgreSQL: SKIP LOCKED, so that many processes share the work; SQLite: the writing
transaction itself). A handler gets all claimed rows of its kind at once. If it raises, each row is tried alone, the one
that raises is put off with backoff, and after some tries it is dead and becomes an alarm; the others go on.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from shounuo.kernel.rows import save_rows
from shounuo.kernel.transaction import atomic, attempt
from shounuo.waiting import rules
from shounuo.waiting.models import Due

BATCH = 500


@dataclass
class Outcome:
    """What a handler says of its rows: which wait on until when, which are busy elsewhere and stay as they are."""

    again: dict[int, datetime] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)


Handler = Callable[[list[Due], datetime], Outcome]
_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind; it runs inside the transaction that claimed the rows."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def fire_due(at: datetime, *, on_death: Callable[[Due, datetime], None], limit: int = BATCH) -> int:
    """Fire up to `limit` rows due at `at`; returns how many moved (0: nothing due, or all busy elsewhere)."""
    with atomic():
        rows = _claim(at, limit)
        moved = 0
        for kind, group in groupby(
            sorted(rows, key=lambda row: (row.kind, row.id)), key=lambda row: row.kind
        ):
            moved += _fire(_handlers[kind], list(group), at, on_death)
        return moved


def _claim(at: datetime, limit: int) -> list[Due]:
    waiting = Due.objects.filter(dead=False, due_at__lte=at).order_by("due_at", "id")
    return list(waiting.select_for_update(skip_locked=True)[:limit])


def _fire(handler: Handler, rows: list[Due], at: datetime, on_death: Callable[[Due, datetime], None]) -> int:
    try:
        with attempt():
            return _move_on(rows, handler(rows, at))
    except Exception:
        if len(rows) > 1:
            return sum(_fire(handler, [row], at, on_death) for row in rows)
        _put_off(rows[0], at, on_death)
        return 1


def _move_on(rows: list[Due], outcome: Outcome) -> int:
    again = [row for row in rows if row.id in outcome.again]
    for row in again:
        row.due_at, row.tries = outcome.again[row.id], 0
    save_rows(again, ["due_at", "tries"])
    done = [row.id for row in rows if row.id not in outcome.again and row.id not in outcome.busy]
    if done:
        Due.objects.filter(id__in=done).delete()
    return len(rows) - len(outcome.busy)


def _put_off(row: Due, at: datetime, on_death: Callable[[Due, datetime], None]) -> None:
    row.tries += 1
    row.due_at = at + rules.put_off(row.tries)
    row.dead = rules.given_up(row.tries)
    row.last_error = traceback.format_exc(limit=-4)
    row.save(update_fields=["tries", "due_at", "dead", "last_error"])
    if row.dead:
        on_death(row, at)


def next_due() -> datetime | None:
    """When the earliest waiting row is due, for a watch that wants to sleep exactly so long."""
    return Due.objects.filter(dead=False).order_by("due_at").values_list("due_at", flat=True).first()


def overdue(at: datetime) -> Iterable[Due]:
    """Rows due and not fired at `at`, oldest first: the lag of the engine."""
    return Due.objects.filter(dead=False, due_at__lte=at).order_by("due_at")
