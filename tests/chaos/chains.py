"""The product's side of the chains: a handler of the waiting engine that writes one event for each step, and acts that raise
and close chains beside it. Runs inside the forked processes. The table of events has no unique key: what is done twice shows."""

from __future__ import annotations

import contextlib
import os
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection

from shounuo.kernel import clock
from shounuo.kernel.transaction import atomic
from shounuo.waiting.actions import Wake, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due
from tests.chaos.model import Plan

KIND = "chaos.step"
LENGTH = int(os.environ.get("CHAOS_LENGTH", "1"))
Held = dict[int, tuple[int, int]]
"""Chain -> its generation and how many steps it has done."""


def generations(ids: list[int]) -> dict[int, int]:
    return {chain: generation for chain, (generation, _) in _hold(ids).items()}


@handles(KIND, generations=generations)
def step(rows: list[Due], at: datetime) -> Outcome:
    held, outcome = _hold([row.subject_id for row in rows]), Outcome()
    _write(
        [(row.subject_id, "step", row.generation, held[row.subject_id][1] + 1, row.due_at) for row in rows]
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE chaos_chain SET step = step + 1 WHERE id = %s", [[r.subject_id] for r in rows]
        )
    for row in rows:
        if held[row.subject_id][1] + 1 < LENGTH:
            outcome.again[row.id] = row.due_at + timedelta(seconds=Plan.gap(row.subject_id))
    return outcome


def act(dice: random.Random) -> None:
    """Raise a chain (it begins anew in a moment) or, one time in five, close it: its row is left to fire as nothing."""
    with contextlib.suppress(DatabaseError), atomic():
        chain = dice.randint(1, _count())
        generation = _hold([chain])[chain][0] + 1
        start = clock.now() + timedelta(seconds=dice.randint(0, 2))
        closes = dice.random() < 0.2
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE chaos_chain SET generation = %s, step = 0 WHERE id = %s", [generation, chain]
            )
        _write([(chain, "close" if closes else "raise", generation, 0, start)])
        if not closes:
            wake([Wake(KIND, chain, start, generation)])


def _hold(ids: list[int]) -> Held:
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    places = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, generation, step FROM chaos_chain WHERE id IN ({places}) ORDER BY id{lock}", ids
        )
        return {chain: (generation, step) for chain, generation, step in cursor.fetchall()}


def _write(events: list[tuple[int, str, int, int, datetime]]) -> None:
    rows = [[*event[:4], int(event[4].astimezone(UTC).timestamp())] for event in events]
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    flat: list[Any] = [value for row in rows for value in row]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO chaos_event (chain, what, generation, step, due) VALUES {values}", flat)


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM chaos_chain")
        return int(cursor.fetchone()[0])
