"""Moving and deleting claimed rows, each only where it is still as it was claimed: what was set anew meanwhile stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from shounuo.waiting.models import Due

_AS_CLAIMED = (
    "waiting_due.id = {id} AND waiting_due.due_at = {due_at} AND waiting_due.generation = {generation}"
)
_MANY = "unnest(%s::bigint[], %s::timestamptz[], %s::bigint[]{more}) AS held(id, due_at, generation{names})"
_HELD = _AS_CLAIMED.format(id="held.id", due_at="held.due_at", generation="held.generation")
_EACH = _AS_CLAIMED.format(id="%s", due_at="%s", generation="%s")
_MOVE = "UPDATE waiting_due SET due_at = {when}, tries = 0"
_DELETE_ONCE = f"DELETE FROM waiting_due USING {_MANY.format(more='', names='')} WHERE {_HELD}"  # noqa: S608 (our own words)
_DELETE_EACH = f"DELETE FROM waiting_due WHERE {_EACH}"  # noqa: S608


def move(rows: Sequence[tuple[Due, datetime]]) -> None:
    """Each waits on until its new moment, with all its tries before it."""
    when = [at for _, at in rows]
    if connection.vendor == "postgresql":
        many = _MANY.format(more=", %s::timestamptz[]", names=", moved_to")
        _once(
            f"{_MOVE.format(when='held.moved_to')} FROM {many} WHERE {_HELD}", [row for row, _ in rows], when
        )
    else:
        moved = zip(map(_moment, when), _claims([row for row, _ in rows]), strict=True)
        _for_each(f"{_MOVE.format(when='%s')} WHERE {_EACH}", [(at, *claim) for at, claim in moved])


def delete(rows: Sequence[Due]) -> None:
    """They wait no longer."""
    if connection.vendor == "postgresql":
        _once(_DELETE_ONCE, rows)
    else:
        _for_each(_DELETE_EACH, _claims(rows))


def _once(sql: str, rows: Sequence[Due], *more: list[Any]) -> None:
    if rows:
        columns: list[list[Any]] = [
            [row.id for row in rows],
            [row.due_at for row in rows],
            [row.generation for row in rows],
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*columns, *more])


def _for_each(sql: str, values: Sequence[tuple[Any, ...]]) -> None:
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def _claims(rows: Sequence[Due]) -> list[tuple[Any, ...]]:
    return [(row.id, _moment(row.due_at), row.generation) for row in rows]


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
