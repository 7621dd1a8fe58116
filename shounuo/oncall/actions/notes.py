"""What whoever leaves duty tells whoever comes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.oncall.models import HandoverNote, Schedule


def draft_note(
    schedule: Schedule, leaving: User, when: datetime, cases: list[dict[str, Any]]
) -> HandoverNote:
    """The note of the hand-over at `when`, with these cases in it; words that are there already stay. Inside an act."""
    note, _ = HandoverNote.objects.update_or_create(
        schedule=schedule, leaving=leaving, at=when, defaults={"cases": cases}
    )
    return note


def write_note(note: HandoverNote, words: str, *, by: Actor, at: datetime) -> None:
    """The leaving person's own words; written again, they replace the ones before."""
    with atomic():
        note.words, note.written_at = words, at
        note.save(update_fields=["words", "written_at"])
        record(
            "oncall.note_written", stream=f"schedule:{note.schedule_id}", by=by, at=at, note=note.pk,
            private={"words": words},
        )  # fmt: skip
