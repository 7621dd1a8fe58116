"""One row for each thing that waits. The pending set stays small: a thing that waits again moves its row on."""

from django.db import models
from django.db.models import Q


class Due(models.Model):
    """Wakes `kind`'s handler for `subject_id` at `due_at`. A row of an older generation than its subject fires as nothing."""

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    generation = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    dead = models.BooleanField(default=False)
    last_error = models.TextField(blank=True, default="")

    PUT_ONLY_IF = "waiting_due.generation <= EXCLUDED.generation"
    """A row that is there already is moved by its own generation or a newer one, never by an older."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="waiting_due_once")]
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(dead=False), name="waiting_due_next")]

    @property
    def trouble(self) -> str:
        """The last line of what was raised last."""
        return self.last_error.strip().rpartition("\n")[2][:300]
