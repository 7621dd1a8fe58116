"""Does the logbook still say what it said? Walks every chain and names each place where it does not. [5.3.1-document]"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from shounuo.kernel.words import Words
from shounuo.logbook import rules
from shounuo.logbook.models import Checkpoint, Entry, Private, Stream


@dataclass(frozen=True)
class Finding:
    """One place where the chain is broken: which stream, at which number, and what is wrong there."""

    stream: str
    seq: int
    what: Words


CHANGED = Words("内容被改动", "changed")
GAP = Words("有条目被删除或插入", "an entry was removed or inserted")
CUT = Words("末尾被截断", "entries at the end are cut off")
GROWN = Words("末尾多出未入链的条目", "entries at the end were added outside the chain")
PRIVATE = Words("姓名或正文被改动", "a name or text was changed")
VANISHED = Words("姓名或正文不见了，却没有删除记录", "a name or text is gone without a record of its erasure")
LOST = Words("整条流不见了", "the whole stream is gone")
REWRITTEN = Words("与存档的检查点不符", "does not match the checkpoint")


def verify(checkpoints: Iterable[dict[str, Any]] | None = None) -> list[Finding]:
    """All findings, none when whole. `checkpoints` are those kept outside (else those in the database)."""
    findings: list[Finding] = []
    heads = {row.name: row for row in Stream.objects.all().iterator()}
    digests: dict[tuple[str, int], str] = {}
    wanted = _wanted(checkpoints)
    seen: set[str] = set()
    for stream, entries in _by_stream():
        seen.add(stream)
        findings += _walk(stream, entries, heads.get(stream), wanted, digests)
    findings += [Finding(name, 0, LOST) for name, head in heads.items() if name not in seen and head.length]
    findings += _against(wanted, digests)
    return findings


def export(out: IO[str]) -> int:
    """Write every entry as one JSON line, oldest first; returns how many."""
    count = 0
    for entry in Entry.objects.select_related("private").order_by("id").iterator():
        out.write(json.dumps(_as_line(entry), ensure_ascii=False) + "\n")
        count += 1
    return count


def checkpoint_line(checkpoint: Checkpoint) -> str:
    """One checkpoint as a JSON line, to be kept outside."""
    return json.dumps({"heads": checkpoint.heads, "digest": checkpoint.digest}, ensure_ascii=False)


def _by_stream() -> Iterator[tuple[str, list[Entry]]]:
    batch: list[Entry] = []
    for entry in Entry.objects.select_related("private").order_by("stream", "seq", "id").iterator():
        if batch and batch[0].stream != entry.stream:
            yield batch[0].stream, batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch[0].stream, batch


def _walk(
    stream: str,
    entries: list[Entry],
    head: Stream | None,
    wanted: Mapping[tuple[str, int], str],
    digests: dict[tuple[str, int], str],
) -> Iterator[Finding]:
    before, erased = rules.start_of(stream), _erased(entries)
    for place, entry in enumerate(entries, start=1):
        if entry.seq != place:
            yield Finding(stream, place, GAP)
            return
        if rules.seal(before, _line(entry)) != entry.digest:
            yield Finding(stream, entry.seq, CHANGED)
        yield from _private(entry, erased)
        before = entry.digest
        if (stream, entry.seq) in wanted:
            digests[stream, entry.seq] = entry.digest
    yield from _end(stream, entries[-1], head)


def _end(stream: str, last: Entry, head: Stream | None) -> Iterator[Finding]:
    if head is None or head.length < last.seq:
        yield Finding(stream, last.seq, GROWN)
    elif head.length > last.seq:
        yield Finding(stream, last.seq + 1, CUT)
    elif head.head != last.digest:
        yield Finding(stream, last.seq, CHANGED)


def _private(entry: Entry, erased: set[int]) -> Iterator[Finding]:
    try:
        side = entry.private
    except Private.DoesNotExist:
        if entry.seq not in erased:
            yield Finding(entry.stream, entry.seq, VANISHED)
        return
    if rules.seal_private(side.salt, side.values) != entry.private_digest:
        yield Finding(entry.stream, entry.seq, PRIVATE)


def _erased(entries: list[Entry]) -> set[int]:
    return {entry.facts["seq"] for entry in entries if entry.verb == "logbook.erased"}


def _line(entry: Entry) -> rules.Line:
    return rules.Line(
        entry.stream, entry.seq, entry.verb, entry.happened_at, entry.recorded_at,
        entry.actor_kind, entry.actor_id, entry.facts, entry.private_digest,
    )  # fmt: skip


def _wanted(checkpoints: Iterable[dict[str, Any]] | None) -> dict[tuple[str, int], str]:
    points = Checkpoint.objects.order_by("id").values("heads") if checkpoints is None else checkpoints
    return {(name, head[0]): head[1] for point in points for name, head in point["heads"].items()}


def _against(wanted: dict[tuple[str, int], str], digests: dict[tuple[str, int], str]) -> Iterator[Finding]:
    for (stream, seq), digest in wanted.items():
        if digests.get((stream, seq)) != digest:
            yield Finding(stream, seq, REWRITTEN if (stream, seq) in digests else CUT)


def _as_line(entry: Entry) -> dict[str, Any]:
    side = getattr(entry, "private", None)
    values = dict(side.values) if side else {}
    return {
        "stream": entry.stream, "seq": entry.seq, "verb": entry.verb,
        "happened_at": entry.happened_at.isoformat(), "recorded_at": entry.recorded_at.isoformat(),
        "actor": {"kind": entry.actor_kind, "id": entry.actor_id, "name": values.pop("by", None)},
        "facts": entry.facts, "private": values, "digest": entry.digest,
    }  # fmt: skip
