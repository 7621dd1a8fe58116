"""One row for each time a case was escalated, or help was asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case


class Escalation(models.Model):
    """`kind`: path (the case went to the next level), urgent (to the architect on call), consult, invite (they help, the holder
    stays), aws, risk (somebody had to know). `trigger` is the policy's, or no_progress.

    asked → accepted | declined; done where nothing is asked; proposed (AWS) → done. `handed` is what was handed over: the open
    promises, the last notes.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="escalations")
    kind = models.CharField(max_length=10)
    step = models.CharField(max_length=20, blank=True, default="")
    trigger = models.CharField(max_length=20)
    from_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    from_level = models.CharField(max_length=3, blank=True, default="")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="escalations")
    to_role = models.CharField(max_length=40, blank=True, default="")
    to_level = models.CharField(max_length=3, blank=True, default="")
    why = models.TextField(blank=True, default="")
    handed = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="done")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True)
    answer_words = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["to_user"], condition=Q(state="asked"), name="escalation_asked"),
            models.Index(fields=["case", "-id"], name="escalation_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "to_user", "kind"], condition=Q(state="asked"), name="escalation_asked_once"
            )
        ]
