"""What others ask about rows that wait."""

from __future__ import annotations

from collections.abc import Iterable

from shounuo.kernel.rows import write_waiting
from shounuo.waiting.models import Due


def waiting_among(kinds: Iterable[str], subject_ids: Iterable[int]) -> set[tuple[str, int]]:
    """Which of these subjects wait under which of these kinds; one query, what this act has set included."""
    write_waiting()
    found = Due.objects.filter(kind__in=list(kinds), subject_id__in=list(subject_ids), dead=False)
    return set(found.values_list("kind", "subject_id"))
