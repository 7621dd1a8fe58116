"""Firing what is due: claim a batch, let its handlers write what follows, move or delete the rows – in one transaction.

1. Look whether anything is due, without a transaction: an idle watch writes nothing and holds nobody up.
2. Claim up to a batch by locking the rows (PostgreSQL: SKIP LOCKED, so that many processes share the work; SQLite: the
   writing transaction itself). Kinds that this process has no handler for are left to one that has.
3. A row of an older generation than its subject has now fires as nothing.
4. A handler gets all claimed rows of its kind at once; what it writes, and its rows moved on or deleted, are one. A row
   that was set anew meanwhile – by the handler itself, or one before it in this batch – stays as it was set.
5. If a handler raises, the batch is halved until the one that raises is alone. It is put off with backoff and after some
   tries is dead and becomes an alarm; the others go on. Trouble of the house (database down, disk full) counts against
   nobody and ends the round.
6. The watch never makes anybody wait for long: where a handler needs what somebody else holds, its row stays for later.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from shounuo.kernel.clock import monotonic
from shounuo.kernel.rows import write_waiting
from shounuo.kernel.transaction import atomic, attempt
from shounuo.waiting import moving, rules
from shounuo.waiting.models import Due
from shounuo.waiting.trouble import gave_way, is_of_the_house

log = logging.getLogger("shounuo.waiting")

BATCH = 500
PATIENCE, HARDLY_ANY = "100ms", "20ms"
"""How long a handler waits for a lock, and after it waited once in vain. All waits of a round together are shorter than
PostgreSQL's second before it looks for deadlocks, so that it is the watch that gives way, never a person's act."""
NOT_AT_ALL, WAITS_UNTIL = "1ms", 0.6
"""On a busy machine the work between the waits takes longer than they do: after so many seconds of a round nothing is waited for, so
that whoever began to wait for one of its rows never finds it waiting when the second is over."""
MOST_WAITS = 12
"""More than finding the one among a batch takes; then the rest of the batch stays for the next round."""


@dataclass
class Outcome:
    """What a handler says of its rows: which wait on until when, which are busy elsewhere and stay as they are."""

    again: dict[int, datetime] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)


Handler = Callable[[list[Due], datetime], Outcome]
Generations = Callable[[list[int]], dict[int, int]]
OnDeath = Callable[[Due, datetime], None]
_handlers: dict[str, Handler] = {}
_generations: dict[str, Generations] = {}


def handles(kind: str, *, generations: Generations | None = None) -> Callable[[Handler], Handler]:
    """Register the handler of a kind; it runs inside the transaction that claimed the rows.

    `generations` locks these subjects and says which generation each has now: rows of an older one, and of subjects it does
    not name, never reach the handler. Without it the handler has to see for itself that firing late changes nothing.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        _generations.pop(kind, None)
        if generations:
            _generations[kind] = generations
        return handler

    return register


def fire_due(
    at: datetime, *, on_death: OnDeath, limit: int = BATCH, kinds: Iterable[str] | None = None
) -> int:
    """Fire up to `limit` rows due at `at`, of these kinds or of all; returns how many moved (0: nothing due, or all busy
    elsewhere)."""
    known = list(_handlers) if kinds is None else [kind for kind in kinds if kind in _handlers]
    busy: list[int] = []
    while _more.is_due or _is_due(at, known):
        _more.is_due = False
        fired = _Round(at, on_death, known)
        try:
            full = fired.batch(limit, busy)
        except DatabaseError as error:
            if not gave_way(error):
                raise
            return 0
        if fired.moved or not full or not fired.busy:
            _more.is_due = full and bool(fired.moved)
            return fired.moved
        busy += fired.busy  # nothing but busy rows: whatever is due behind them must not wait for them
    return 0


def _is_due(at: datetime, kinds: list[str]) -> bool:
    """Asked for the next row rather than for any that is due: without an order PostgreSQL plans to read until it comes across
    one, and where none is due that is all that waits."""
    due = next_due(kinds)
    return due is not None and due <= at


class _More(threading.local):
    """Whether this thread's last batch was full, so that it need not look first."""

    is_due = False


_more = _More()


class _Round:
    """One transaction of firing; `moved` and `busy` say what became of its rows."""

    def __init__(self, at: datetime, on_death: OnDeath, kinds: list[str]) -> None:
        self.at, self.on_death, self.kinds = at, on_death, kinds
        self.moved, self.waits = 0, 0
        self.began, self.waits_no_more = monotonic(), False
        self.busy: list[int] = []

    def batch(self, limit: int, without: list[int]) -> bool:
        """Whether there were as many as it could take."""
        with atomic():
            rows = _claim(self.at, limit, without, self.kinds)
            kinds = groupby(sorted(rows, key=_by_kind), key=lambda row: row.kind)
            for place, (kind, group) in enumerate(kinds):
                self._fire_kind(kind, list(group), first=place == 0)
            return len(rows) == limit

    def _fire_kind(self, kind: str, rows: list[Due], *, first: bool) -> None:
        """Rows that failed before go alone, so that they spoil no batch."""
        rows = rows if first else _unchanged(rows)
        fresh, tried = [row for row in rows if not row.tries], [row for row in rows if row.tries]
        for part in [fresh, *([row] for row in tried)]:
            self._fire(kind, part)

    def _fire(self, kind: str, rows: list[Due]) -> None:
        if not rows:
            return
        if self.waits >= MOST_WAITS:
            self.busy += [row.id for row in rows]
            return
        self._wait_no_more_when_late()
        try:
            with attempt():
                current = _without_stale(kind, rows)
                outcome = _handlers[kind](current, self.at) if current else Outcome()
                self._move_on(current, outcome)
        except Exception as error:
            if is_of_the_house(error):
                raise
            self._one_of_them(kind, rows, error)
            return
        self.busy += outcome.busy
        self.moved += len(rows) - len(outcome.busy)

    def _wait_no_more_when_late(self) -> None:
        if not self.waits_no_more and monotonic() - self.began > WAITS_UNTIL:
            self.waits_no_more = True
            _wait_at_most(NOT_AT_ALL)

    def _move_on(self, rows: list[Due], outcome: Outcome) -> None:
        moving.move([(row, outcome.again[row.id]) for row in rows if row.id in outcome.again])
        moving.delete([row for row in rows if row.id not in outcome.again and row.id not in outcome.busy])

    def _one_of_them(self, kind: str, rows: list[Due], error: Exception) -> None:
        """Halves, each as if it were first: what an earlier half has set anew is left alone."""
        if gave_way(error):
            self.waits += 1
            _wait_at_most(NOT_AT_ALL if self.waits_no_more else HARDLY_ANY)
        if len(rows) > 1:
            half = len(rows) // 2
            self._fire(kind, rows[:half])
            self._fire(kind, _unchanged(rows[half:]))
        elif gave_way(error):
            self.busy.append(rows[0].id)
        else:
            self._put_off(rows[0])
            self.moved += 1

    def _put_off(self, row: Due) -> None:
        row.tries += 1
        row.due_at = self.at + rules.put_off(row.tries)
        row.dead = rules.given_up(row.tries)
        row.last_error = traceback.format_exc(limit=-4)
        if row.dead:
            self._bury(row)
        row.save(update_fields=["tries", "due_at", "dead", "last_error"])

    def _bury(self, row: Due) -> None:
        """A row is dead only with its alarm: where that fails too, it goes on trying."""
        try:
            with attempt():
                self.on_death(row, self.at)
        except Exception as error:
            if is_of_the_house(error) or gave_way(error):
                raise
            row.dead, row.tries = False, row.tries - 1
            log.exception("row %s cannot be given up: its alarm failed", row.pk)


def next_due(kinds: list[str] | None = None) -> datetime | None:
    """When the earliest waiting row is due, for a watch that wants to sleep exactly so long."""
    return _waiting(kinds).order_by("due_at").values_list("due_at", flat=True).first()


def overdue(at: datetime) -> Iterable[Due]:
    """Rows due and not fired at `at`, oldest first: the lag of the engine."""
    return Due.objects.filter(dead=False, due_at__lte=at).order_by("due_at")


def claimable(
    at: datetime, limit: int = BATCH, without: Iterable[int] = (), kinds: list[str] | None = None
) -> QuerySet[Due]:
    """The question a watch asks when it claims."""
    rows = _waiting(kinds).filter(due_at__lte=at)
    left = rows.exclude(id__in=list(without)) if without else rows
    return left.order_by("due_at", "id").select_for_update(skip_locked=True)[:limit]


def _claim(at: datetime, limit: int, without: list[int], kinds: list[str]) -> list[Due]:
    """On PostgreSQL in one walk with saying how long this transaction waits for locks."""
    if connection.vendor != "postgresql":
        return list(claimable(at, limit, without, kinds))
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        _wait_at_most(PATIENCE)
        return list(claimable(at, limit, without, kinds))


def _wait_at_most(amount: str) -> None:
    """For a lock, until this transaction ends. SQLite has one writer, so there is nobody to wait for."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [amount])


def _waiting(kinds: list[str] | None = None) -> QuerySet[Due]:
    """What waits and could be fired here."""
    return Due.objects.filter(dead=False, kind__in=list(_handlers) if kinds is None else kinds)


def _without_stale(kind: str, rows: list[Due]) -> list[Due]:
    """The others are gone: what they waited for has moved on."""
    if kind not in _generations:
        return rows
    now = _generations[kind]([row.subject_id for row in rows])
    stale = [row for row in rows if row.generation < now.get(row.subject_id, row.generation + 1)]
    moving.delete(stale)
    return [row for row in rows if row not in stale] if stale else rows


def _unchanged(rows: list[Due]) -> list[Due]:
    """Those that are still as they were claimed, after all that was done in this act since."""
    write_waiting()
    known = Due.objects.filter(id__in=[row.id for row in rows], dead=False)
    now = {pk: rest for pk, *rest in known.values_list("id", "due_at", "generation")}
    return [row for row in rows if now.get(row.id) == [row.due_at, row.generation]]


def _by_kind(row: Due) -> tuple[str, datetime, int]:
    return row.kind, row.due_at, row.id
