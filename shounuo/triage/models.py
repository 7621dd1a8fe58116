"""What triage has learnt, as one row for each lesson: the newest one holds."""

from __future__ import annotations

from django.db import models


class Lesson(models.Model):
    """`weights` are JSON, compressed: piece → five numbers. `examples` tickets were learnt from, of which engineers corrected so many."""

    made_at = models.DateTimeField()
    examples = models.PositiveIntegerField()
    corrected = models.PositiveIntegerField()
    weights = models.BinaryField()
