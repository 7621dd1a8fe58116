"""Rounds: what is looked at again and again whatever happens – gaps in the duty list, certificates that end, next year's
holidays. Each is one waiting row that moves on to its next time; the watch sets out those that have none. [7.1-workflow]"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from shounuo.kernel.transaction import atomic
from shounuo.waiting.actions import Wake, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

Look = Callable[[datetime], None]
NextTime = Callable[[datetime], datetime]
_rounds: dict[str, NextTime | None] = {}
"""When a round first comes by; None: at once."""
ONLY = 0
"""A round is about nothing in particular, so its row's subject is this."""


def round_of(kind: str, next_time: NextTime, *, at_once: bool = True) -> Callable[[Look], Look]:
    """Do this when the round comes by, then again at `next_time(at)`; it runs inside the transaction that claimed the row,
    and finds out for itself what was said already. Without `at_once` a house that sets it out waits for its next time."""

    def register(look: Look) -> Look:
        @handles(kind)
        def come_by(rows: list[Due], at: datetime) -> Outcome:
            look(at)
            return Outcome(again={row.id: next_time(at) for row in rows})

        _rounds[kind] = None if at_once else next_time
        return look

    return register


def set_out(at: datetime) -> None:
    """Rounds that have no row yet come by now; those that wait are left alone."""
    with atomic():
        known = set(
            Due.objects.filter(kind__in=list(_rounds), subject_id=ONLY).values_list("kind", flat=True)
        )
        fresh = sorted(_rounds.keys() - known)
        wake([Wake(kind, ONLY, first(at) if (first := _rounds[kind]) else at) for kind in fresh])
