"""Writing many rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def save_rows(rows: Iterable[Row], fields: Sequence[str]) -> None:
    """Save these fields of whole rows that exist, in one upsert by key: many times quicker than one CASE for each row.

    Only for the room that owns the rows, and only where it holds them locked.
    """
    rows = list(rows)
    if rows:
        manager = type(rows[0])._default_manager
        manager.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=list(fields))
