"""A report and the preventive actions it decides on."""

from __future__ import annotations

from django.db import models

from shounuo.accounts.models import User
from shounuo.cases.models import Attachment, Case

OPEN = ("draft", "in_review", "approved")


class Report(models.Model):
    """draft → in_review → approved → sent; returned for a reason it is a draft again. `sections` are its texts by name, `chronology`
    rows {at, words, public} and `kept` rows of the promises; what was sent stays as the PDF that was sent."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    ordinal = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(max_length=2)
    state = models.CharField(max_length=10, default="draft")
    sections = models.JSONField(default=dict)
    chronology = models.JSONField(default=list)
    kept = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review_words = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    pdf = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "ordinal"], name="postmortems_once")]


class PreventiveAction(models.Model):
    """What is done so that it does not come again: by whom, by when. open → done | dropped (with the reason)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="actions")
    words = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="preventive_actions")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    ended_at = models.DateTimeField(null=True)
    ended_words = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="postmortems_actions")]

    @property
    def stream(self) -> str:
        return f"action:{self.pk}"
