"""Rows in one statement whose text is made once: the few busiest writes, and the few busiest questions.

What Django spends on building the same SQL again for each case is most of what opening a case costs. Writing is only for
the room that owns the rows: whole rows, saved ones held locked. Everything else asks and writes as Django does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import DateTimeField, Field, JSONField, Model

from shounuo.kernel.transaction import at_commit, flush_now

Row = TypeVar("Row", bound=Model)
Adapt = Callable[[Any], Any]
MOST_PARAMETERS = 30_000


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows that this question finds. The same text on both databases: `%s` for each value, `(%s)` for a list of them."""
    parts, given = sql.split("%s"), []
    asked = parts[0]
    for value, part in zip(values, parts[1:], strict=True):
        many = value if isinstance(value, list) else [value]
        given += [_moment(one) if isinstance(one, datetime) else one for one in many]
        asked += ", ".join(["%s"] * len(many)) + part
    with connection.cursor() as cursor:
        cursor.execute(asked, given)
        return list(cursor.fetchall())


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def insert_rows(rows: Iterable[Row]) -> list[Row]:
    """Insert new rows; their keys are filled in, in order."""
    rows = list(rows)
    for batch in _batches(rows):
        for row, key in zip(batch, _write(batch, "", (), with_key=_has_own_key(batch)), strict=True):
            row.pk, row._state.adding = key, False
    return rows


def write_later(rows: Iterable[Model], unique: str = "", fields: Sequence[str] = ()) -> None:
    """Insert (or put) these rows with everything else that waits, just before the commit: on PostgreSQL all of it goes out
    in one go, without waiting for each answer. No keys come back; who is about to read them calls `write_waiting`."""
    for batch in _batches(list(rows)):
        at_commit(_write_together, (batch, unique, tuple(fields)))


def write_waiting() -> None:
    flush_now(_write_together)


def _write_together(waiting: list[tuple[Sequence[Model], str, tuple[str, ...]]]) -> None:
    with connection.wrap_database_errors, _without_waiting():
        for batch, unique, fields in waiting:
            _execute(batch, unique, fields, with_key=_has_own_key(batch), answered=False).close()


_write_together.last = True  # type: ignore[attr-defined]


def _without_waiting() -> AbstractContextManager[Any]:
    return connection.connection.pipeline() if connection.vendor == "postgresql" else nullcontext()


def insert_if_new(row: Model, unique: str) -> bool:
    """Insert this row unless its `unique` column is taken; says whether it was."""
    keys = _write([row], unique, (), with_key=False)
    if keys:
        row.pk, row._state.adding = keys[0], False
    return bool(keys)


def save_rows(rows: Iterable[Row], fields: Sequence[str]) -> None:
    """Save these fields of rows that exist: many times quicker than one CASE for each row."""
    rows = list(rows)
    for batch in _batches(rows):
        _write(batch, _key(type(batch[0])), tuple(fields), with_key=True)


def _batches(rows: list[Row]) -> Iterable[list[Row]]:
    size = MOST_PARAMETERS // len(rows[0]._meta.concrete_fields) if rows else 1
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _has_own_key(rows: Sequence[Model]) -> bool:
    return rows[0].pk is not None


def _write(rows: Sequence[Model], unique: str, fields: tuple[str, ...], *, with_key: bool) -> list[Any]:
    with _execute(rows, unique, fields, with_key=with_key, answered=True) as cursor:
        return [key for (key,) in cursor.fetchall()]


def _execute(
    rows: Sequence[Model], unique: str, fields: tuple[str, ...], *, with_key: bool, answered: bool
) -> CursorWrapper:
    model = type(rows[0])
    sql = _sql(model, len(rows), unique, fields, with_key, answered, connection.vendor)
    columns = _adapters(model, with_key, connection.vendor)
    values = [
        adapt(row.__dict__[name]) if adapt else row.__dict__[name] for row in rows for name, adapt in columns
    ]
    cursor = connection.cursor()
    cursor.execute(sql, values)
    return cursor


@lru_cache(maxsize=512)
def _sql(
    model: type[Model],
    count: int,
    unique: str,
    fields: tuple[str, ...],
    with_key: bool,
    answered: bool,
    vendor: str,
) -> str:
    quoted = connection.ops.quote_name
    columns = [quoted(str(field.column)) for field in _fields(model, with_key)]
    row = f"({', '.join(['%s'] * len(columns))})"
    sql = (
        f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(columns)}) VALUES {', '.join([row] * count)}"  # noqa: S608
    )
    if unique:
        changed = [quoted(str(field.column)) for field in model._meta.concrete_fields if field.name in fields]
        update = ", ".join(f"{one} = EXCLUDED.{one}" for one in changed)
        sql += f" ON CONFLICT ({unique}) DO " + (f"UPDATE SET {update}" if fields else "NOTHING")
    return f"{sql} RETURNING {quoted(_key(model))}" if answered else sql


def _key(model: type[Model]) -> str:
    return str(model._meta.pk.column)


@lru_cache(maxsize=128)
def _adapters(model: type[Model], with_key: bool, vendor: str) -> list[tuple[str, Adapt | None]]:
    """Attribute names in the order of the columns, with what turns a value into the database's (None: as it is)."""
    return [(field.attname, _adapt(field, vendor)) for field in _fields(model, with_key)]


def _adapt(field: Field[Any, Any], vendor: str) -> Adapt | None:
    if isinstance(field, JSONField):
        return lambda value: None if value is None else connection.ops.adapt_json_value(value, field.encoder)
    if isinstance(field, DateTimeField) and vendor == "sqlite":
        return connection.ops.adapt_datetimefield_value
    return None


def _fields(model: type[Model], with_key: bool) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if with_key or not field.primary_key]
