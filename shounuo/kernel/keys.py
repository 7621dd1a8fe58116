"""Keys of new rows before they are written, so that rows which point at each other can all go out together.

Only for PostgreSQL, where each question costs a walk to another process and back; on SQLite a row has its key as soon as
it is written, which costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

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
        with along():
            pass
    taken, held[:count] = held[:count], []
    return taken


@contextmanager
def along() -> Iterator[None]:
    """What is asked inside goes out together with the drawing of keys that were foreseen, if any were."""
    wanted = _wanted()
    if not wanted:
        yield
        return
    models, counts = list(wanted), list(wanted.values())
    wanted.clear()
    with connection.wrap_database_errors, connection.connection.pipeline(), connection.cursor() as cursor:
        cursor.execute(_draw(models), counts)
        yield
        for place, key in cursor.fetchall():
            _held().setdefault(models[place], []).append(key)


def _draw(models: list[type[Model]]) -> str:
    """One row for each key: the place of its table in `models`, the key."""
    return " UNION ALL ".join(
        f"SELECT {place}, nextval(pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}'))"  # noqa: S608
        " FROM generate_series(1, %s)"
        for place, model in enumerate(models)
    )


def _wanted() -> Wanted:
    wanted: Wanted = of_act("keys wanted")
    return wanted


def _held() -> Held:
    held: Held = of_act("keys held")
    return held
