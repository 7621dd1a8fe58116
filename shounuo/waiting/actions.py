"""Setting, moving and dropping rows that wait. Creating twice does nothing but move the row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shounuo.kernel.actor import Actor
from shounuo.kernel.rows import write_later, write_waiting
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.waiting.models import Due


@dataclass(frozen=True)
class Wake:
    """Wake this subject at this moment; `generation` is the one its track has now, and only ever grows."""

    kind: str
    subject_id: int
    due_at: datetime
    generation: int = 1


def wake(wakes: Iterable[Wake]) -> None:
    """Set these rows, in one statement; a row that is there already is moved (and revived), unless it is of a newer
    generation. The last word on a subject counts; rows are taken in one order, so that two acts never wait in a circle."""
    last = {(one.kind, one.subject_id): one for one in wakes}
    rows = [
        Due(kind=kind, subject_id=subject, due_at=one.due_at, generation=one.generation)
        for (kind, subject), one in sorted(last.items())
    ]
    write_later(rows, "kind, subject_id", ["due_at", "generation", "tries", "dead"])


def drop(kind: str, subject_ids: Iterable[int]) -> None:
    """These subjects wait no longer."""
    write_waiting()
    Due.objects.filter(kind=kind, subject_id__in=list(subject_ids)).delete()


def drop_all(kinds: Iterable[str], subject_id: int) -> None:
    """This subject waits under none of these kinds any longer."""
    write_waiting()
    Due.objects.filter(kind__in=list(kinds), subject_id=subject_id).delete()


def hurry(kind: str, subject_id: int, at: datetime) -> None:
    """What waits until later is due now; what does not wait is left alone."""
    write_waiting()
    Due.objects.filter(kind=kind, subject_id=subject_id, due_at__gt=at, dead=False).update(due_at=at)


def revive(ids: Iterable[int], *, by: Actor, at: datetime) -> list[Due]:
    """Rows that were given up are due again at once, with all their tries; gives those that were dead."""
    with atomic():
        dead = Due.objects.select_for_update().filter(id__in=list(ids), dead=True)
        rows = list(dead.order_by("id"))
        for row in rows:
            row.dead, row.tries, row.due_at = False, 0, at
            row.save(update_fields=["dead", "tries", "due_at"])
            record(
                "waiting.revived",
                stream="waiting",
                by=by,
                at=at,
                kind=row.kind,
                subject=row.subject_id,
                row=row.pk,
            )
        return rows
