"""Writing the logbook: a verb is collected while its act goes on and chained in just before the commit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shounuo.kernel.actor import Actor
from shounuo.kernel.rows import insert_later, write_later
from shounuo.kernel.transaction import at_commit, atomic
from shounuo.logbook import rules
from shounuo.logbook.models import Checkpoint, Entry, Private, Stream


@dataclass(frozen=True)
class _Note:
    verb: str
    stream: str
    by: Actor
    recorded_at: datetime
    happened_at: datetime
    facts: dict[str, Any]
    private: dict[str, Any]
    begins: bool


def record(
    verb: str, *, stream: str, by: Actor, at: datetime, happened: datetime | None = None,
    private: dict[str, Any] | None = None, begins: bool = False, **facts: Any,
) -> None:  # fmt: skip
    """Note a verb in the act that is under way. `happened` differs from `at` when settling or importing.

    facts are plain JSON without anything personal; names and texts go into `private`. `begins` says that
    the stream starts with this verb, so that no head is looked for. [5.3.1-document]
    """
    at_commit(
        _append, _Note(verb, stream, by, at, happened or at, facts, {"by": by.name} | (private or {}), begins)
    )


def _append(notes: list[_Note]) -> None:
    """Chain the notes into their streams: lock the heads (in one order, so nobody deadlocks), seal, insert, move the heads."""
    heads = _heads(notes)
    entries, sides = [], []
    for note in notes:
        salt = secrets.token_hex(16)
        entries.append(_seal(note, heads[note.stream], rules.seal_private(salt, note.private)))
        sides.append(Private(salt=salt, values=note.private))
    for entry, side in zip(insert_later(entries), sides, strict=True):
        side.entry_id = entry.id
    write_later(sides)
    write_later(heads.values(), "name", ["length", "head"])


def _heads(notes: list[_Note]) -> dict[str, Stream]:
    """Where each stream stands: locked, or at its start."""
    begun = {note.stream for note in notes if note.begins}
    going_on = sorted({note.stream for note in notes} - begun)
    found = _locked(going_on) if going_on else {}
    fresh = [*begun, *(name for name in going_on if name not in found)]
    return found | {name: Stream(name=name, length=0, head=rules.start_of(name)) for name in fresh}


def _locked(names: list[str]) -> dict[str, Stream]:
    return {
        head.name: head for head in Stream.objects.select_for_update().filter(name__in=names).order_by("name")
    }


def _seal(note: _Note, head: Stream, private_digest: str) -> Entry:
    line = rules.Line(
        note.stream, head.length + 1, note.verb, note.happened_at, note.recorded_at,
        note.by.kind, note.by.id, note.facts, private_digest,
    )  # fmt: skip
    head.length, head.head = line.seq, rules.seal(head.head, line)
    return Entry(**vars(line), digest=head.head)


def erase_private(entry_ids: list[int], *, because: str, by: Actor, at: datetime) -> None:
    """Erase names and texts of these entries; the chain stays whole and says who erased them and why."""
    with atomic():
        for entry in Entry.objects.filter(id__in=entry_ids).order_by("id"):
            Private.objects.filter(entry=entry).delete()
            record("logbook.erased", stream=entry.stream, by=by, at=at, seq=entry.seq, because=because)


def take_checkpoint(*, at: datetime) -> Checkpoint:
    """Write down the heads of all streams that grew since the last checkpoint, chained to it."""
    with atomic():
        before = Checkpoint.objects.order_by("-id").first()
        since = before.last_entry if before else 0
        grown = Entry.objects.filter(id__gt=since).values_list("stream", flat=True).distinct()
        rows = Stream.objects.filter(name__in=grown).values_list("name", "length", "head")
        heads = {name: [length, head] for name, length, head in rows}
        last = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        digest = rules.seal_checkpoint(before.digest if before else "", heads)
        return Checkpoint.objects.create(taken_at=at, last_entry=last, heads=heads, digest=digest)
