"""Keys of new rows before they are written, so that rows which point at each other can all go out together.

Only for PostgreSQL, where each question costs a walk to another process and back; on SQLite a row has its key as soon as
it is written, which costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

from shounuo.kernel.sending import answer, sent
from shounuo.kernel.transaction import of_act

Wanted = dict[type[Model], int]
Held = dict[type[Model], list[int]]


def foresee(wanted: Mapping[type[Model], int]) -> None:
    """This act will insert about so many new rows: their keys come along with the answer to its next question."""
    if connection.vendor == "postgresql":
        _wanted().update(wanted)


def take(model: type[Model], count: int) -> list[int]:
    """Keys for new rows: foreseen ones, and where these are too few some that are drawn now."""
    held = _held().setdefault(model, [])
    if len(held) < count:
        _wanted()[model] = count - len(held)
        if question := asks_foreseen():
            keep(answer(sent(question[0], question[1:])))
    taken, held[:count] = held[:count], []
    return taken


def asks_foreseen() -> tuple[Any, ...] | None:
    """The question that draws the keys which were foreseen, to go out with another one; None where there are none."""
    wanted = _wanted()
    if not wanted:
        return None
    models, counts = tuple(wanted), tuple(wanted.values())
    wanted.clear()
    return _draw(models), *counts


def keep(drawn: list[tuple[Any, ...]]) -> None:
    """The answer to it."""
    for table, key in drawn:
        _held().setdefault(_model_of(table), []).append(key)


@cache
def _draw(models: tuple[type[Model], ...]) -> str:
    """One row for each key: its table, the key."""
    return " UNION ALL ".join(
        f"SELECT '{model._meta.label}', nextval(pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}'))"  # noqa: S608
        " FROM generate_series(1, %s)"
        for model in models
    )


@cache
def _model_of(label: str) -> type[Model]:
    return apps.get_model(label)


def _wanted() -> Wanted:
    wanted: Wanted = of_act("keys wanted")
    return wanted


def _held() -> Held:
    held: Held = of_act("keys held")
    return held
