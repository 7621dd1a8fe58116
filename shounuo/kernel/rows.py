"""Rows in one statement whose text is made once: the few busiest writes, and the few busiest questions.

What Django spends on building the same SQL again for each case is most of what opening a case costs. Writing is only for
the room that owns the rows: whole rows, saved ones held locked. Everything else asks and writes as Django does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model
from psycopg.types.json import Jsonb

from shounuo.kernel import columns as by_column
from shounuo.kernel import keys
from shounuo.kernel.sending import Cursor, answer, begin, sent
from shounuo.kernel.transaction import at_commit, ending, flush_now

Row = TypeVar("Row", bound=Model)
Adapt = Callable[[Any], Any]
Adapters = list[tuple[str, Adapt | None]]
Waiting = tuple[Sequence[Model], str, tuple[str, ...]]
"""Rows of one kind; with a unique column they may be there already, and then these fields change."""
Shape = tuple[type[Model], int, str, tuple[str, ...], bool, str]
MOST_PARAMETERS = 30_000


Question = tuple[Any, ...]
"""The text of a question, and a value for each of its `%s`."""


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows that this question finds. The same text on both databases: `%s` for each value, `(%s)` for a list of them."""
    return ask_together((sql, *values))[0]


def ask_together(*questions: Question) -> list[list[tuple[Any, ...]]]:
    """What each of these finds. On PostgreSQL they go out without waiting for each other's answers, and keys that were
    foreseen are drawn along with them."""
    drawing = keys.asks_foreseen()
    asked = [*questions, drawing] if drawing else [*questions]
    found = [answer(cursor) for cursor in _sent_together(asked)]
    if drawing:
        keys.keep(found.pop())
    return found


def _sent_together(questions: list[Question]) -> list[Cursor]:
    """Answers are read when all of them are there: reading one before costs a walk of its own."""
    if len(questions) == 1 or connection.vendor != "postgresql":
        return [_put(*question) for question in questions]
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        return [_put(*question) for question in questions]


def moment(found: datetime) -> datetime:
    """A moment as `ask` found it: SQLite keeps them in UTC and does not say so."""
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _put(sql: str, *values: Any) -> Cursor:
    parts, given = sql.split("%s"), []
    asked = parts[0]
    for value, part in zip(values, parts[1:], strict=True):
        many = value if isinstance(value, list) else [value]
        given += [_moment(one) if isinstance(one, datetime) else one for one in many]
        asked += ", ".join(["%s"] * len(many)) + part
    return sent(asked, given)


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def insert_rows(rows: Iterable[Row]) -> list[Row]:
    """Insert new rows; their keys are filled in, in order."""
    rows = list(rows)
    for batch in _batches(rows):
        for row, key in zip(batch, _write(batch, "", (), with_key=_has_own_key(batch)), strict=True):
            _keyed(row, key)
    return rows


def insert_later(rows: Sequence[Row]) -> Sequence[Row]:
    """Insert new rows with everything else that waits; their keys are filled in now. On PostgreSQL the keys are drawn from
    the table's sequence (see `keys`); SQLite waits for nobody, so there the rows go in at once."""
    if connection.vendor != "postgresql":
        return insert_rows(rows)
    for row, key in zip(rows, keys.take(type(rows[0]), len(rows)) if rows else (), strict=True):
        _keyed(row, key)
    write_later(rows)
    return rows


def _keyed(row: Model, key: Any) -> None:
    row.pk, row._state.adding = key, False


def write_later(rows: Iterable[Model], unique: str = "", fields: Sequence[str] = ()) -> None:
    """Insert (or put) these rows with everything else that waits, just before the commit: on PostgreSQL all of it goes out
    in one go, without waiting for each answer. No keys come back; who is about to read them calls `write_waiting`."""
    for batch in _batches(list(rows)):
        at_commit(_write_together, (batch, unique, tuple(fields)))


def write_waiting() -> None:
    flush_now(_write_together)


def _write_together(waiting: list[Waiting]) -> None:
    if connection.vendor == "postgresql":
        _send_joined(waiting)
        return
    with connection.cursor() as cursor:
        for one in waiting:
            cursor.execute(_sql_of([one]), _values(one))


_write_together.last = True  # type: ignore[attr-defined]


def _send_joined(waiting: list[Waiting]) -> None:
    """The last statement of an act that has written nothing before is a transaction by itself: all of it or nothing, without
    a commit. Otherwise the act's transaction begins here at the latest, and what is sent is answered together at its end,
    before the commit: a commit inside the pipeline was seen to hang."""
    first, *others = _joined(_in_one_order(waiting))
    if not (ending() and not others and not connection.needs_rollback):
        begin()
    if not others:
        _send_rows(first)
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        for statement in (first, *others):
            _send_rows(statement)


def _in_one_order(waiting: list[Waiting]) -> list[Waiting]:
    """Rows that may be there already are locked in one order by everybody, after all that is new: two acts that put the same
    two rows the other way round would wait for each other. What is said again of a row follows, when all of them are held."""
    ordered = [one for one in waiting if not one[1]]
    puts: dict[tuple[type[Model], str, tuple[str, ...]], list[Model]] = {}
    for rows, unique, fields in waiting:
        if unique:
            puts.setdefault((type(rows[0]), unique, fields), []).extend(rows)
    for (_, unique, fields), rows in sorted(puts.items(), key=lambda one: one[0][0]._meta.db_table):
        for once in _each_once(rows, unique.split(", ")):
            ordered += [(batch, unique, fields) for batch in _batches(once)]
    return ordered


def _each_once(rows: Iterable[Model], unique: Sequence[str]) -> list[list[Model]]:
    """In layers that have no row twice, each sorted."""
    layers: list[dict[tuple[Any, ...], Model]] = []
    for row in rows:
        key = tuple(getattr(row, name) for name in unique)
        layer = next((one for one in layers if key not in one), None)
        if layer is None:
            layers.append(layer := {})
        layer[key] = row
    return [[layer[key] for key in sorted(layer)] for layer in layers]


def _send_rows(statement: list[Waiting]) -> None:
    sent(_sql_of(statement), [value for one in statement for value in _values(one)]).close()


def _joined(waiting: list[Waiting]) -> Iterable[list[Waiting]]:
    """Batches that go out as one statement (its parts don't see each other's rows): as many as fit, each table of rows that
    may be there already once."""
    joined: list[Waiting] = []
    put: set[type[Model]] = set()
    count = 0
    for one in waiting:
        model, size = type(one[0][0]), len(one[0]) * len(one[0][0]._meta.concrete_fields)
        if joined and (model in put or count + size > MOST_PARAMETERS):
            yield joined
            joined, put, count = [], set(), 0
        joined.append(one)
        count += size
        put |= {model} if one[1] else set()
    yield joined


def save_rows(rows: Iterable[Row], fields: Sequence[str]) -> None:
    """Save these fields of rows that exist: many times quicker than one CASE for each row."""
    rows = list(rows)
    for batch in _batches(rows):
        if connection.vendor == "postgresql":
            _save_columns(batch, tuple(fields))
        else:
            _write(batch, _key(type(batch[0])), tuple(fields), with_key=True)


def _save_columns(rows: Sequence[Model], names: tuple[str, ...]) -> None:
    model = type(rows[0])
    adapters: Adapters = [(model._meta.pk.attname, None)]
    adapters += [
        (field.attname, _adapt(field, "postgresql"))
        for field in model._meta.concrete_fields
        if field.name in names
    ]
    sent(by_column.save(model, names), by_column.turned(_rows_of(rows, adapters))).close()


def _batches(rows: list[Row]) -> Iterable[list[Row]]:
    size = MOST_PARAMETERS // len(rows[0]._meta.concrete_fields) if rows else 1
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _has_own_key(rows: Sequence[Model]) -> bool:
    return rows[0].pk is not None


def _write(rows: Sequence[Model], unique: str, fields: tuple[str, ...], *, with_key: bool) -> list[Any]:
    sql = _sql(type(rows[0]), len(rows), unique, fields, with_key, connection.vendor)
    key = connection.ops.quote_name(_key(type(rows[0])))
    written = sent(f"{sql} RETURNING {key}", _values((rows, unique, fields), with_key=with_key))
    return [key for (key,) in answer(written)]


def _values(waiting: Waiting, *, with_key: bool | None = None) -> list[Any]:
    rows = waiting[0]
    columns = _adapters(
        type(rows[0]), _has_own_key(rows) if with_key is None else with_key, connection.vendor
    )
    values = _rows_of(rows, columns)
    if by_column.goes_as_columns(len(rows), connection.vendor):
        return by_column.turned(values)
    return [value for row in values for value in row]


def _rows_of(rows: Sequence[Model], columns: Adapters) -> list[list[Any]]:
    return [
        [adapt(row.__dict__[name]) if adapt else row.__dict__[name] for name, adapt in columns]
        for row in rows
    ]


def _sql_of(statement: list[Waiting]) -> str:
    most = by_column.MANY if connection.vendor == "postgresql" else MOST_PARAMETERS
    return _sql_together(
        tuple(
            (type(rows[0]), min(len(rows), most), unique, fields, _has_own_key(rows), connection.vendor)
            for rows, unique, fields in statement
        )
    )


@lru_cache(maxsize=512)
def _sql_together(shapes: tuple[Shape, ...]) -> str:
    """One statement for all: the first ones stand in WITH, the last one is the statement itself."""
    *before, last = [_sql(*shape) for shape in shapes]
    named = ", ".join(f"part{n} AS ({sql})" for n, sql in enumerate(before))
    return f"WITH {named} {last}" if named else last


@lru_cache(maxsize=512)
def _sql(
    model: type[Model], count: int, unique: str, fields: tuple[str, ...], with_key: bool, vendor: str
) -> str:
    quoted = connection.ops.quote_name
    columns = [quoted(str(field.column)) for field in _fields(model, with_key)]
    row = f"({', '.join(['%s'] * len(columns))})"
    many = by_column.goes_as_columns(count, vendor)
    rows = by_column.source(_fields(model, with_key)) if many else f"VALUES {', '.join([row] * count)}"
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(columns)}) {rows}"
    if unique:
        changed = [quoted(str(field.column)) for field in model._meta.concrete_fields if field.name in fields]
        update = ", ".join(f"{one} = EXCLUDED.{one}" for one in changed)
        sql += f" ON CONFLICT ({unique}) DO " + (f"UPDATE SET {update}" if fields else "NOTHING")
        sql += f" WHERE {condition}" if fields and (condition := getattr(model, "PUT_ONLY_IF", "")) else ""
    return sql


def _key(model: type[Model]) -> str:
    return str(model._meta.pk.column)


@lru_cache(maxsize=128)
def _adapters(model: type[Model], with_key: bool, vendor: str) -> Adapters:
    """Attribute names in the order of the columns, with what turns a value into the database's (None: as it is)."""
    return [(field.attname, _adapt(field, vendor)) for field in _fields(model, with_key)]


def _adapt(field: Field[Any, Any], vendor: str) -> Adapt | None:
    if isinstance(field, JSONField):
        return _json if vendor == "postgresql" else _json_text
    if isinstance(field, DateTimeField) and vendor == "sqlite":
        return connection.ops.adapt_datetimefield_value
    return None


def _json(value: Any) -> Any:
    """orjson writes what PostgreSQL keeps as values anyway."""
    return None if value is None else Jsonb(value, dumps=orjson.dumps)


def _json_text(value: Any) -> Any:
    return None if value is None else connection.ops.adapt_json_value(value, None)


def _fields(model: type[Model], with_key: bool) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if with_key or not field.primary_key]
