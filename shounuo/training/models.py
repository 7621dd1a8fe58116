"""Onboardings, sessions, plans and learning: each state with its author and time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.staff.models import Certification
from shounuo.training import rules
from shounuo.training.rules import Period, TaskState


class Onboarding(models.Model):
    """A newcomer's curriculum, as the standard had it on the day it was assigned. One runs for a person at a time.

    `overridden_at`: a lead let the person stand duty alone before the end, and said why; the tasks stay owed.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="onboardings")
    assigned_at = models.DateTimeField()
    assigned_by_name = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    overridden_at = models.DateTimeField(null=True)
    overridden_by_name = models.CharField(max_length=80, blank=True, default="")
    override_reason = models.CharField(max_length=500, blank=True, default="")
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(completed_at=None), name="training_onboarding_once"
            )
        ]

    @property
    def about(self) -> str:
        return f"account:{self.user_id}/onboarding:{self.pk}"


class Task(models.Model):
    """One task of an onboarding: done by the person, signed by somebody else."""

    onboarding = models.ForeignKey(Onboarding, on_delete=models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    part = models.JSONField()
    name = models.CharField(max_length=40)
    words = models.JSONField()
    signed_by_roles = models.JSONField()
    done_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by_name = models.CharField(max_length=80, blank=True, default="")
    returned_at = models.DateTimeField(null=True)
    returned_by_name = models.CharField(max_length=80, blank=True, default="")
    returned_why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["onboarding", "name"], name="training_task_once")]

    @property
    def state(self) -> TaskState:
        return rules.task_state(self.done_at is not None, self.signed_at is not None)


class Session(models.Model):
    """A training of a period, or the second chance for those who missed one (`makes_up`).

    Planned; arranged (it has a time); held. Called off it is planned again: it stays owed. `edition` counts the meetings that
    were announced under it, `sequence` the changes of the present one, as a calendar counts them.
    """

    kind = models.CharField(max_length=12)
    period = models.CharField(max_length=8)
    makes_up = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="make_up_session"
    )
    planned_at = models.DateTimeField()
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    topic = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    material = models.URLField(max_length=500, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    edition = models.PositiveSmallIntegerField(default=1)
    sequence = models.PositiveSmallIntegerField(default=0)
    held_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period"], condition=Q(makes_up=None), name="training_session_once"
            )
        ]
        indexes = [models.Index(fields=["begins_at"], name="training_session_when")]

    @property
    def about(self) -> str:
        return f"training:{self.pk}"

    @property
    def span(self) -> Period:
        return rules.period_from(self.period)

    @property
    def state(self) -> str:
        return "held" if self.held_at else "arranged" if self.begins_at else "planned"


class Attendance(models.Model):
    """Somebody who is invited to a session, and whether they came (None: nobody has said yet)."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attendances")
    invited_at = models.DateTimeField()
    came = models.BooleanField(null=True)
    marked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="training_attendance_once")]


class SharedCase(models.Model):
    """A case that is spoken about in a session, why it was chosen, and what was learned from it."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="shared_cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12)
    chosen_at = models.DateTimeField()
    chosen_by_name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "case"], name="training_shared_case_once")]


class Plan(models.Model):
    """Somebody means to earn a certificate by a day. `result`: passed · failed · dropped, once it is closed."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="certification_plans")
    name = models.CharField(max_length=80)
    by_day = models.DateField()
    planned_at = models.DateTimeField()
    result = models.CharField(max_length=10, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(closed_at=None), name="training_plan_once"
            )
        ]

    @property
    def about(self) -> str:
        return f"account:{self.user_id}/certification:{self.pk}"


class Milestone(models.Model):
    """A step on the way to a certificate."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="milestones")
    words = models.CharField(max_length=200)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)


class Learning(models.Model):
    """A conference, a course, a talk, something read: how long, and what was learned."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="learning")
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    on_day = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    learned = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "title", "on_day"], name="training_learning_once")
        ]
        indexes = [models.Index(fields=["user", "-on_day"], name="training_learning_of")]
