"""Duty where rooms meet: a changed plan finds its gaps at once, whoever is asked to swap is told. [5.2-assign, 5.3.2-P0-team]"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from shounuo.accounts.models import User
from shounuo.casework.gaps import look_for_gaps
from shounuo.casework.handing_over import wake_for_handover
from shounuo.kernel.transaction import atomic
from shounuo.notifications.actions import Tell, tell
from shounuo.oncall import actions as oncall
from shounuo.oncall.models import Schedule, Swap

Done = TypeVar("Done")


def planned(deed: Callable[[], Done], *, at: datetime) -> Done:
    """An act on the plan, with what follows from it: gaps that opened or closed, the next hand-over."""
    with atomic():
        done = deed()
        look_for_gaps(at)
        wake_for_handover(at)
    return done


def ask_swap(
    schedule: Schedule, asker: User, colleague: User, begins_at: datetime, ends_at: datetime, *,
    note: str = "", at: datetime,
) -> Swap:  # fmt: skip
    with atomic():
        swap = oncall.ask_swap(schedule, asker, colleague, begins_at, ends_at, note=note, at=at)
        facts = _facts(swap) | {"asker": asker.name, "note": note}
        _tell(colleague, "oncall.swap_asked", f"swap:{swap.pk}:asked", facts, at)
    return swap


def accept_swap(swap: Swap, *, user: User, at: datetime) -> Swap:
    """One tap: the duty is the colleague's, and whoever asked is told."""
    held = planned(lambda: oncall.accept_swap(swap, user=user, at=at), at=at)
    _tell_answer(held, at, accepted=True)
    return held


def decline_swap(swap: Swap, *, user: User, at: datetime) -> Swap:
    held = oncall.decline_swap(swap, user=user, at=at)
    _tell_answer(held, at, accepted=False)
    return held


def _tell_answer(swap: Swap, at: datetime, *, accepted: bool) -> None:
    facts = _facts(swap) | {"colleague": swap.colleague.name, "accepted": accepted}
    with atomic():
        _tell(swap.asker, "oncall.swap_answered", f"swap:{swap.pk}:answered", facts, at)


def _facts(swap: Swap) -> dict[str, Any]:
    return {
        "schedule": swap.schedule.name, "begins_at": swap.begins_at.isoformat(), "ends_at": swap.ends_at.isoformat(),
        "page": "/desk/on-call/swaps",
    }  # fmt: skip


def _tell(user: User, kind: str, key: str, facts: dict[str, Any], at: datetime) -> None:
    tell([Tell(key, kind, user.email, None, user, user.language, facts)], at=at)
