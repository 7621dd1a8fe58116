"""One row for each promise: what, to whom, by whom, by when, by which clause – and how it ended."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q

from shounuo.calendars.reads import hours as load_hours
from shounuo.cases.models import Case
from shounuo.commitments.rules import Clock


class Commitment(models.Model):
    """A promise (承诺) and the clock that runs against it.

    States: running · met · missed (an update that never came) · superseded (replaced under another level or cadence) ·
    withdrawn (no longer owed). `broken_at` is the due time that passed; once recorded it is never taken back.
    A standing promise (常设承诺) has no case but says what it is `about`: "training:12", "account:7/onboarding:3".
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="commitments")
    about = models.CharField(max_length=60, blank=True, default="")
    track = models.CharField(max_length=60)
    ordinal = models.PositiveIntegerField(default=1)
    level = models.CharField(max_length=2)
    clause = models.CharField(max_length=40)
    audience = models.CharField(max_length=10)
    owner_roles = models.JSONField(default=list)
    calendar = models.CharField(max_length=40, default="always")
    started_at = models.DateTimeField()
    budget_seconds = models.PositiveBigIntegerField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveBigIntegerField(default=0)
    warned = models.PositiveSmallIntegerField(default=0)
    broken_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="running")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "track", "ordinal"], name="commitments_once"),
            models.UniqueConstraint(
                fields=["about", "track", "ordinal"], condition=~Q(about=""), name="commitments_standing_once"
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(state="running"), name="commitments_running"),
            models.Index(fields=["ended_at", "level", "track"], name="commitments_ended"),
        ]

    @property
    def clock(self) -> Clock:
        budget = timedelta(seconds=self.budget_seconds)
        return Clock(self.started_at, budget, self.due_at, self.paused_at, load_hours(self.calendar))

    @property
    def runs(self) -> bool:
        return self.state == "running"
