"""Setting, moving and dropping rows that wait. Creating twice does nothing but move the row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shounuo.kernel.rows import write_later, write_waiting
from shounuo.waiting.models import Due


@dataclass(frozen=True)
class Wake:
    """Wake this subject at this moment; `generation` is the one its track has now."""

    kind: str
    subject_id: int
    due_at: datetime
    generation: int = 1


def wake(wakes: Iterable[Wake]) -> None:
    """Set these rows, in one statement; a row that is there already is moved (and revived)."""
    rows = [
        Due(kind=w.kind, subject_id=w.subject_id, due_at=w.due_at, generation=w.generation) for w in wakes
    ]
    write_later(rows, "kind, subject_id", ["due_at", "generation", "tries", "dead"])


def drop(kind: str, subject_ids: Iterable[int]) -> None:
    """These subjects wait no longer."""
    write_waiting()
    Due.objects.filter(kind=kind, subject_id__in=list(subject_ids)).delete()


def hurry(kind: str, subject_id: int, at: datetime) -> None:
    """What waits until later is due now; what does not wait is left alone."""
    write_waiting()
    Due.objects.filter(kind=kind, subject_id=subject_id, due_at__gt=at, dead=False).update(due_at=at)
