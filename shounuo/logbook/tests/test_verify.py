"""A logbook that somebody has touched does not verify, and says where. [5.3.1-document]"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import erase_private, record, take_checkpoint
from shounuo.logbook.models import Entry, Private, Stream
from shounuo.logbook.verify import (
    CHANGED,
    CUT,
    GAP,
    GROWN,
    LOST,
    PRIVATE,
    REWRITTEN,
    VANISHED,
    export,
    verify,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.1-document")]
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ZHOU = Actor("staff", 7, "周值班")


@pytest.fixture(autouse=True)
def _three_entries() -> None:
    for n in range(3):
        with atomic():
            record("case.replied", stream="case:A", by=ZHOU, at=AT, n=n, private={"body": f"第 {n} 句"})
            record("case.noted", stream="case:B", by=ZHOU, at=AT, n=n)


def _found() -> list[tuple[str, int, object]]:
    return [(finding.stream, finding.seq, finding.what) for finding in verify()]


def _second() -> Entry:
    return Entry.objects.get(stream="case:A", seq=2)


def test_an_untouched_logbook_is_whole() -> None:
    assert _found() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("verb", "case.closed"),
        ("actor_id", 8),
        ("facts", {"n": 9}),
        ("happened_at", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_changed_entry_is_found(field: str, value: object) -> None:
    Entry.objects.filter(pk=_second().pk).update(**{field: value})
    assert _found() == [("case:A", 2, CHANGED)]


def test_an_entry_that_was_changed_and_sealed_again_breaks_the_next() -> None:
    Entry.objects.filter(pk=_second().pk).update(digest="0" * 64)
    assert _found() == [("case:A", 2, CHANGED), ("case:A", 3, CHANGED)]


def test_a_removed_entry_is_found() -> None:
    Private.objects.filter(entry=_second()).delete()
    _second().delete()
    assert _found() == [("case:A", 2, GAP)]


def test_an_inserted_entry_is_found() -> None:
    extra = _second()
    extra.pk, extra.seq = None, 4
    extra.save()
    assert (("case:A", 4, GROWN)) in _found()


def test_a_cut_off_end_is_found() -> None:
    last = Entry.objects.get(stream="case:A", seq=3)
    Private.objects.filter(entry=last).delete()
    last.delete()
    assert _found() == [("case:A", 3, CUT)]


def test_a_lost_stream_is_found() -> None:
    Private.objects.filter(entry__stream="case:B").delete()
    Entry.objects.filter(stream="case:B").delete()
    assert _found() == [("case:B", 0, LOST)]


def test_a_changed_text_is_found() -> None:
    Private.objects.filter(entry=_second()).update(values={"by": "周值班", "body": "别的话"})
    assert _found() == [("case:A", 2, PRIVATE)]


def test_a_text_that_vanished_is_found_but_an_erased_one_leaves_the_chain_whole() -> None:
    erase_private([_second().pk], because="客户要求删除", by=ZHOU, at=AT)
    assert _found() == []
    Private.objects.filter(entry__stream="case:A", entry__seq=1).delete()
    assert _found() == [("case:A", 1, VANISHED)]


def test_a_checkpoint_kept_outside_finds_an_end_that_was_cut_off_with_its_head() -> None:
    point = take_checkpoint(at=AT)
    kept = [{"heads": point.heads, "digest": point.digest}]
    last = Entry.objects.get(stream="case:A", seq=3)
    Private.objects.filter(entry=last).delete()
    last.delete()
    Stream.objects.filter(name="case:A").update(length=2, head=_second().digest)
    assert [finding.what for finding in verify(kept)] == [CUT]


def test_a_checkpoint_kept_outside_finds_a_chain_that_was_made_anew() -> None:
    kept = [{"heads": {"case:A": [3, "f" * 64]}, "digest": ""}]
    assert [finding.what for finding in verify(kept)] == [REWRITTEN]


def test_a_failed_act_leaves_no_entry() -> None:
    with pytest.raises(ValueError, match="no"), atomic():
        _fail(lambda: record("case.noted", stream="case:C", by=ZHOU, at=AT))
    assert not Entry.objects.filter(stream="case:C").exists()


def test_export_gives_every_entry_as_a_line() -> None:
    out = io.StringIO()
    assert export(out) == 6
    first = json.loads(out.getvalue().splitlines()[0])
    assert (first["verb"], first["actor"]["name"], first["private"]["body"]) == (
        "case.replied",
        "周值班",
        "第 0 句",
    )


def _fail(after: Callable[[], None]) -> None:
    after()
    raise ValueError("no")
