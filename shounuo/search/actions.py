"""The only writer of the index. Putting the same again changes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from shounuo.kernel import clock
from shounuo.kernel.transaction import atomic
from shounuo.search import words
from shounuo.search.models import DOCUMENTS, LENGTH, MEANINGS, Document, Meaning, Reading, Term

EXCERPT = 4_000
LEASE = timedelta(seconds=60)
MOST_WORDS = 3_000
"""Words of one document; a log of a megabyte is not read to its end."""


@dataclass(frozen=True)
class Entry:
    """What is to be found. `keys` (numbers, codes, names) count like the title; `marks` say what it is and who may read it."""

    kind: str
    subject_id: int
    title: str
    text: str
    at: datetime
    keys: Sequence[str] = ()
    marks: Sequence[str] = ()
    worth: int = 0


def put(entries: Iterable[Entry]) -> int:
    """Into the index, or anew where something is another; how many were."""
    wanted = {(one.kind, one.subject_id): one for one in entries}
    if not wanted:
        return 0
    with atomic():
        ids = [key[1] for key in wanted]
        found = Document.objects.select_for_update().filter(
            kind__in={key[0] for key in wanted}, subject_id__in=ids
        )
        known = {(one.kind, one.subject_id): one for one in found.order_by("pk")}
        made = [
            _document(one, known.get(key))
            for key, one in wanted.items()
            if _digest(one) != _digest_of(known.get(key))
        ]
        change: Counter[str] = Counter()
        for document, before, was in made:
            change.update(_terms(document.lexemes))
            change.subtract(_terms(before))
            change.update({DOCUMENTS: not before, LENGTH: document.length - was})
        fresh = [document for document, _, _ in made if document._state.adding]
        Document.objects.bulk_create(fresh, batch_size=500)
        fields = ["title", "excerpt", "lexemes", "length", "worth", "at", "digest"]
        Document.objects.bulk_update([one for one, before, _ in made if before], fields, batch_size=200)
        _count(change)
    return len(made)


def take_out(kind: str, subject_ids: Iterable[int]) -> None:
    with atomic():
        gone = list(Document.objects.filter(kind=kind, subject_id__in=list(subject_ids)))
        change: Counter[str] = Counter()
        for one in gone:
            change.subtract([*_terms(one.lexemes), DOCUMENTS])
            change.subtract({LENGTH: one.length})
        Document.objects.filter(pk__in=[one.pk for one in gone]).delete()
        _count(change)


def forget_everything() -> None:
    """Before it is built anew."""
    with atomic():
        Meaning.objects.all().delete()
        Document.objects.all().delete()
        Term.objects.all().delete()


def keep_meaning(document: Document, vector: bytes) -> None:
    Meaning.objects.update_or_create(
        document=document, defaults={"digest": document.digest, "vector": vector}
    )
    _count(Counter({MEANINGS: 1}))


def begin_reading(name: str) -> Reading | None:
    """The place in the logbook, under a lease; None while somebody else reads."""
    Reading.objects.get_or_create(name=name)
    with atomic():
        held = (
            Reading.objects.select_for_update(skip_locked=True)
            .filter(name=name)
            .exclude(lease_until__gte=clock.real_now())
            .first()
        )
        if held:
            held.lease_until = clock.real_now() + LEASE
            held.save(update_fields=["lease_until"])
    return held


def end_reading(held: Reading, entry: int) -> None:
    held.entry, held.lease_until = max(held.entry, entry), None
    held.save(update_fields=["entry", "lease_until"])


# ------------------------------------------------------------------ inside


def _document(one: Entry, known: Document | None) -> tuple[Document, str, int]:
    """The row as it is to be, and the lexemes and the length it had before."""
    before, was = (known.lexemes, known.length) if known else ("", 0)
    document = known or Document(kind=one.kind, subject_id=one.subject_id)
    titled = words.of_document(" ".join([one.title, *one.keys]))
    inside = words.of_document(one.text)[:MOST_WORDS]
    said = words.once([*titled, *inside, *words.pairs(one.title)])
    lexemes = [
        *(f"_{mark}" for mark in (one.kind, *one.marks)),
        *(f"^{word}" for word in words.once(titled)),
        *said,
    ]
    document.title, document.excerpt = one.title[:300], one.text[:EXCERPT]
    document.lexemes, document.length = " ".join(word[:60] for word in lexemes), len(titled) + len(inside)
    document.worth, document.at, document.digest = min(one.worth, 100), one.at, _digest(one)
    return document, before, was


def _digest(one: Entry) -> str:
    said = "\x1f".join(
        [one.title, one.text, *one.keys, "\x1e", *one.marks, str(one.worth), one.at.isoformat()]
    )
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _digest_of(known: Document | None) -> str:
    return known.digest if known else ""


def _terms(lexemes: str) -> list[str]:
    return [word for word in lexemes.split() if word[0] not in "_^"]


def _count(change: Counter[str]) -> None:
    """In one order, so that two who count never wait in a circle."""
    rows = [(term, by, *_ends(term)) for term, by in sorted(change.items()) if by]
    table = Term._meta.db_table
    more = f"ON CONFLICT (term) DO UPDATE SET documents = {table}.documents + EXCLUDED.documents"
    sql = f"INSERT INTO {table} (term, documents, size, head, tail) VALUES (%s, %s, %s, %s, %s) {more}"  # noqa: S608 - our own table
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 5_000):
            cursor.executemany(sql, rows[start : start + 5_000])


def _ends(term: str) -> tuple[int, str, str]:
    if term[0] == "_" or any(letter.isdigit() for letter in term):
        return len(term), "", ""
    return len(term), term[0], term[-1]
