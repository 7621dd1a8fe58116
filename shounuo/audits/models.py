"""Audits of a period, what is looked at in each, what was answered, and what was found."""

from __future__ import annotations

from django.db import models

from shounuo.accounts.models import User
from shounuo.cases.models import Case


class Audit(models.Model):
    """One audit of one period: open → done; `nothing` where there was nothing to audit, and then it has neither owner nor due time.

    `population` are the numbers that were drawn from, in order, `digest` is theirs, `seed` what they were drawn with.
    `evidence` are the figures of the period as they were when it opened. No `owner`: nobody may audit it yet.
    """

    kind = models.CharField(max_length=10)
    period = models.CharField(max_length=10)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    policy_hash = models.CharField(max_length=64)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seed = models.CharField(max_length=64, blank=True, default="")
    population = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True, default="")
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="open")
    conclusion = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "period"], name="audits_once")]
        indexes = [models.Index(fields=["state", "due_at"], name="audits_by_state")]

    @property
    def stream(self) -> str:
        return f"audit:{self.pk}"


class Item(models.Model):
    """One case of an audit, or (without a case) the period itself; and who looks at it: never somebody who worked on it."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    auditor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "case"], name="audits_item_once")]


class Answer(models.Model):
    """What the auditor says to one question (yes, no, na), and what the machine had seen then: `seen`, and why in `words`."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=40)
    seen = models.CharField(max_length=8)
    words = models.JSONField(default=dict)
    said = models.CharField(max_length=8)
    reason = models.TextField(blank=True, default="")
    said_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "question"], name="audits_answer_once")]


class Finding(models.Model):
    """What was found or, of a quarter, is improved (`plan`): open → done (by its owner) → verified (by somebody else)."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="findings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="audit_findings")
    plan = models.BooleanField(default=False)
    words = models.TextField()
    severity = models.CharField(max_length=10)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="audit_findings")
    found_at = models.DateTimeField()
    found_by_name = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    done_words = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by_name = models.CharField(max_length=80, blank=True, default="")
    returned_words = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="audits_findings")]

    @property
    def stream(self) -> str:
        return f"finding:{self.pk}"
