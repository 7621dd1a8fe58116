"""What was brought in: each run of an import, each case with what its source recorded, and everything that could not be mapped."""

from __future__ import annotations

from django.db import models

from shounuo.cases.models import Case
from shounuo.customers.models import Customer


class Import(models.Model):
    """One run over one file. `digest` is the file's, so that a run that was broken off is known again; `state`: running, done.
    Counts: incidents and events read, cases made, extended and left as they were."""

    source = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    zone = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default="running")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    incidents = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    extended = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    by_name = models.CharField(max_length=80)


class Imported(models.Model):
    """What the source recorded of a case, as it recorded it: nothing here is computed anew. `made_sla` None: it did not say.
    `rows` log rows are in, `digest` is theirs: a later file that begins with the same rows only adds to them."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="imported")
    run = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="cases")
    source = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    made_sla = models.BooleanField(null=True)
    reassignments = models.PositiveIntegerField()
    reopenings = models.PositiveIntegerField()
    state = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="history_once")]


class Remark(models.Model):
    """Something in the file that could not be taken as it stands: which line, what, and what became of it."""

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="remarks")
    line = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True, default="")
    code = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "line", "code", "facts"], name="history_said_once")
        ]
