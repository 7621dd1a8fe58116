"""Many rows that go out as columns come back as they were, whatever stands in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DataError, connection

from shounuo.kernel.columns import MANY
from shounuo.kernel.rows import save_rows, write_later
from shounuo.kernel.transaction import atomic
from shounuo.logbook.models import Entry
from tests.support.world import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = [
    "",
    "NULL",
    "null",
    "{}",
    '"',
    "\\",
    '\\"',
    "a,b",
    "'; --",
    "守诺",
    " leading",
    "line\nbreak",
    "%s",
    "$1",
    "🙂",
    "\t",
]


def entries(count: int = MANY) -> list[Entry]:
    return [
        Entry(
            stream="test:1", seq=n, verb=TEXTS[n % len(TEXTS)], happened_at=MONDAY + timedelta(microseconds=n), recorded_at=MONDAY,
            actor_kind="staff", actor_id=None if n % 2 else 2**40 + n, facts={"text": TEXTS[n % len(TEXTS)], "n": [n, None, True]},
            private_digest="p", digest="d",
        )
        for n in range(count)
    ]  # fmt: skip


def spoken(rows: list[Entry]) -> list[tuple[object, ...]]:
    return [(row.seq, row.verb, row.happened_at, row.actor_id, row.facts) for row in rows]


@pytest.mark.parametrize("count", [1, MANY - 1, MANY, 3 * MANY])
def test_inserted_as_they_were(count: int) -> None:
    with atomic():
        write_later(entries(count))
    assert spoken(list(Entry.objects.order_by("seq"))) == spoken(entries(count))


@pytest.mark.parametrize("count", [1, 3 * MANY])
def test_saved_as_they_were_and_only_what_was_named(count: int) -> None:
    with atomic():
        write_later(entries(count))
    rows = list(Entry.objects.order_by("seq"))
    for row, text in zip(rows, TEXTS * count, strict=False):
        row.facts, row.actor_id, row.digest, row.verb = {"was": text}, None, text, "not saved"
    with atomic():
        save_rows(rows, ["facts", "actor_id", "digest"])
    found = list(Entry.objects.order_by("seq"))
    assert [(row.facts["was"], row.actor_id, row.digest) for row in found] == [
        (text, None, text) for text in (TEXTS * count)[:count]
    ]
    assert [row.verb for row in found] == [row.verb for row in entries(count)]


@pytest.mark.postgres
@pytest.mark.parametrize("count", [1, MANY])
def test_what_is_too_long_is_refused_and_not_cut(count: int) -> None:
    assert connection.vendor == "postgresql"
    rows = entries(count)
    rows[-1].actor_kind = "x" * 11
    with pytest.raises(DataError), atomic():
        write_later(rows)
    assert not Entry.objects.exists()
