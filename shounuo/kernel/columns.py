"""Many rows of one table as one array for each column, on PostgreSQL: the text of the statement is the same for ten rows and
for ten thousand, so it is read once, and nobody looks for thousands of placeholders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from types import NoneType
from typing import Any

import orjson
from django.db import connection
from django.db.models import Field, Model
from psycopg.types.json import Jsonb

MANY = 16
"""From so many rows on; fewer are quicker as plain values."""


def goes_as_columns(count: int, vendor: str) -> bool:
    return vendor == "postgresql" and count >= MANY


def source(fields: Sequence[Field[Any, Any]]) -> str:
    """Rows out of one parameter for each field."""
    return f"SELECT * FROM {_unnested(fields)}"  # noqa: S608 (names of our own)


def turned(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The values of rows, by column, each as the text of an array: the driver takes ten times as long to write one."""
    return [_literal(column) for column in zip(*rows, strict=True)]


def _literal(column: Sequence[Any]) -> Any:
    """The column itself where a value is of a kind that is not spelled here; then the driver does it."""
    try:
        return f"{{{','.join([_SPELLED[type(value)](value) for value in column])}}}"
    except KeyError:
        return list(column)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_SPELLED: dict[type, Callable[[Any], str]] = {
    NoneType: lambda value: "NULL",
    bool: lambda value: "t" if value else "f",
    int: str,
    str: _quoted,
    datetime: lambda value: f'"{value.isoformat()}"',
    Jsonb: lambda value: _quoted(orjson.dumps(value.obj).decode()),
}
"""Exactly these types; how each is spelled inside an array (PostgreSQL 8.15.6)."""


@lru_cache(maxsize=128)
def save(model: type[Model], names: tuple[str, ...]) -> str:
    """The statement that saves these fields of rows that are there; parameters: the keys, then one array for each field."""
    key = model._meta.pk
    fields = [field for field in model._meta.concrete_fields if field.name in names]
    table, quoted = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name
    columns = [quoted(str(field.column)) for field in (key, *fields)]
    held = f"{_unnested([key, *fields])} AS held({', '.join(columns)})"
    changed = ", ".join(f"{column} = held.{column}" for column in columns[1:])
    return f"UPDATE {table} SET {changed} FROM {held} WHERE {table}.{columns[0]} = held.{columns[0]}"  # noqa: S608


def _unnested(fields: Sequence[Field[Any, Any]]) -> str:
    return f"unnest({', '.join(map(_array, fields))})"


def _array(field: Field[Any, Any]) -> str:
    """Without the length of a text: a cast would cut what is too long, where the column itself refuses it."""
    kind = str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
    return f"%s::{kind.partition('(')[0]}[]"
