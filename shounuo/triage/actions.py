"""The only writer of lessons."""

from __future__ import annotations

import json
import zlib
from datetime import datetime

from shounuo.kernel.transaction import atomic
from shounuo.triage.learned import Learned
from shounuo.triage.models import Lesson

KEPT = 3
"""Lessons that are kept: the newest, and what it came from."""
MOST_PIECES = 20_000


def keep_lesson(model: Learned, corrected: int, *, at: datetime) -> Lesson:
    """The newest lesson; of its pieces those that tell levels apart the most."""
    telling = sorted(model.weights.items(), key=lambda each: -(max(each[1]) - min(each[1])))[:MOST_PIECES]
    octets = json.dumps(
        {piece: [round(one, 4) for one in row] for piece, row in telling}, ensure_ascii=False
    ).encode()
    with atomic():
        lesson = Lesson.objects.create(
            made_at=at, examples=model.count, corrected=corrected, weights=zlib.compress(octets, 6)
        )
        old = list(Lesson.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:])
        Lesson.objects.filter(pk__in=old).delete()
    return lesson


def opened(lesson: Lesson) -> Learned:
    weights = json.loads(zlib.decompress(bytes(lesson.weights)))
    return Learned({piece: tuple(row) for piece, row in weights.items()}, lesson.examples)
