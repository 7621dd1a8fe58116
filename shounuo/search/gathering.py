"""Candidates from the database: the same expression, spelt for FTS5 and for tsquery. [7.3-search]"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from shounuo.search.rules import Alternative, Group

FTS, TABLE = "search_fts", "search_document"
Row = tuple[int, str, int, str, str, str, int, int, Any]
"""id, kind, subject, title, excerpt, lexemes, length, worth, at."""
COLUMNS = "d.id, d.kind, d.subject_id, d.title, d.excerpt, d.lexemes, d.length, d.worth, d.at"


def every(groups: Sequence[Group], marks: Sequence[Sequence[str]], *, title: bool = False) -> str:
    """All groups, and of each list of marks one."""
    return _and([*_marks(marks), *(_or([_alternative(one, title) for one in group]) for group in groups)])


def some(groups: Sequence[Group], marks: Sequence[Sequence[str]]) -> str:
    """Any of the groups, and of each list of marks one."""
    return _and([*_marks(marks), _or([_or([_alternative(one, False) for one in group]) for group in groups])])


def found(expression: str, most: int) -> list[Row]:
    """The latest documents that answer. One query."""
    if connection.vendor == "postgresql":
        where = f"{TABLE} d WHERE d.lexeme_index @@ %s::tsquery"
    else:
        where = f"{FTS} f JOIN {TABLE} d ON d.id = f.rowid WHERE {FTS} MATCH %s"
    sql = f"SELECT {COLUMNS} FROM {where} ORDER BY d.at DESC, d.id DESC LIMIT %s"  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression, most])
        return list(cursor.fetchall())


def _marks(marks: Sequence[Sequence[str]]) -> list[str]:
    return [_or([_word(f"_{mark}") for mark in one]) for one in marks if one]


def _alternative(one: Alternative, title: bool) -> str:
    return _and([_word(f"^{word}" if title else word) for word in one.words])


def _word(word: str) -> str:
    """Words hold letters and digits only (`words.PIECE`), marks an underscore, titles a caret: nothing here needs escaping, and what
    would is left out."""
    safe = "".join(letter for letter in word if letter.isalnum() or letter in "_^")
    return f"'{safe}'" if connection.vendor == "postgresql" else f'"{safe}"'


def _and(parts: Sequence[str]) -> str:
    return (
        parts[0]
        if len(parts) == 1
        else "(" + (" & " if connection.vendor == "postgresql" else " AND ").join(parts) + ")"
    )


def _or(parts: Sequence[str]) -> str:
    return (
        parts[0]
        if len(parts) == 1
        else "(" + (" | " if connection.vendor == "postgresql" else " OR ").join(parts) + ")"
    )
