"""The timeline of a stream: each entry as the sentence its room gave the verb, in the reader's language. [5.3.1-document]"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from shounuo.kernel.words import Words, t
from shounuo.logbook.models import Entry, Stream


@dataclass(frozen=True)
class Line:
    """One line of a timeline: when it happened and was recorded, the verb, by what kind of actor, and the sentence."""

    seq: int
    happened_at: datetime
    recorded_at: datetime
    verb: str
    actor_kind: str
    by: str
    sentence: str
    facts: dict[str, Any]
    stream: str = ""
    reason: str = ""
    """Why it was done, where whoever did it said so."""


def timeline(
    stream: str, sentences: Mapping[str, Words], named: Mapping[str, Mapping[str, Words]], limit: int = 200
) -> list[Line]:
    """The latest entries of a stream, newest first. `named` gives words to facts that are codes (track → {"response": …})."""
    entries = Entry.objects.filter(stream=stream).select_related("private").order_by("-seq")[:limit]
    return [_line(entry, sentences, named) for entry in entries]


def happened(
    streams: Iterable[str],
    verbs: Iterable[str],
    sentences: Mapping[str, Words],
    named: Mapping[str, Mapping[str, Words]],
    limit: int = 200,
) -> list[Line]:
    """The latest entries of these verbs in any of these streams, newest first. One query."""
    entries = Entry.objects.filter(stream__in=list(streams), verb__in=list(verbs)).select_related("private")
    return [_line(entry, sentences, named) for entry in entries.order_by("-happened_at", "-id")[:limit]]


def after(
    stream: str, seq: int, verbs: Iterable[str], sentences: Mapping[str, Words], named: Mapping[str, Mapping[str, Words]]
) -> list[Line]:  # fmt: skip
    """The entries of these verbs that came after this one, the oldest first. One query."""
    entries = Entry.objects.filter(stream=stream, seq__gt=seq, verb__in=list(verbs)).select_related("private")
    return [_line(entry, sentences, named) for entry in entries.order_by("seq")]


def since(entry: int, most: int) -> list[tuple[int, str, str]]:
    """(number, stream, digest) of the entries after this one, of all streams, the oldest first. One query."""
    return list(
        Entry.objects.filter(pk__gt=entry).order_by("pk").values_list("pk", "stream", "digest")[:most]
    )


def newest() -> int:
    """The number of the latest entry of all; 0 where there is none."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def last_happened(stream: str, verbs: Iterable[str]) -> datetime | None:
    """When one of these verbs was done last in the stream; None where none ever was. One query."""
    found = Entry.objects.filter(stream=stream, verb__in=list(verbs)).aggregate(last=Max("happened_at"))
    last: datetime | None = found["last"]
    return last


def length(stream: str) -> int:
    """How many entries this stream has: whoever remembers it knows later whether anything has happened since."""
    return Stream.objects.filter(name=stream).values_list("length", flat=True).first() or 0


def _line(entry: Entry, sentences: Mapping[str, Words], named: Mapping[str, Mapping[str, Words]]) -> Line:
    values = dict(entry.private.values) if hasattr(entry, "private") else {}
    spoken = {key: _speak(named.get(key, {}), value) for key, value in (entry.facts | values).items()}
    by = str(values.get("by", "…"))
    pair = sentences.get(entry.verb, Words(entry.verb, entry.verb))
    sentence = str(pair).format_map(defaultdict(lambda: "…", spoken | {"by": by}))
    return Line(
        entry.seq,
        entry.happened_at,
        entry.recorded_at,
        entry.verb,
        entry.actor_kind,
        by,
        sentence,
        entry.facts,
        entry.stream,
        reason if isinstance(reason := values.get("reason"), str) else "",
    )


def _speak(names: Mapping[str, Words], value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return t(value["zh"], value["en"])  # words of the policy, written down in both languages
    return str(names.get(value, value)) if isinstance(value, str) else str(value)
