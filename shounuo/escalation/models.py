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


class AwsCase(models.Model):
    """A case at AWS Support. `way`: api (opened, written to and read by the line) or manual (a colleague does it, and records it here).

    wanted → open → closed; failed where AWS will not take it, until a person sends it again. `next_at`: when the line looks at it again.
    `begun_at`: a request to open it was begun, so that whoever tries again looks first whether AWS has it. [6.2-L3-AWS]
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="aws_cases")
    way = models.CharField(max_length=6)
    partition = models.CharField(max_length=12)
    account_id = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(max_length=6, default="wanted")
    subject = models.CharField(max_length=250)
    body = models.TextField()
    severity = models.CharField(max_length=10)
    aws_id = models.CharField(max_length=120, blank=True, default="")
    display_id = models.CharField(max_length=40, blank=True, default="")
    status = models.CharField(max_length=40, blank=True, default="")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    closing = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="escalation_aws_next")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=("wanted", "open")), name="escalation_aws_once"
            )
        ]


class AwsWord(models.Model):
    """One communication with AWS Support. Ours: wanted → sent, or failed. Theirs are `there` as soon as they are known."""

    aws_case = models.ForeignKey(AwsCase, on_delete=models.PROTECT, related_name="words")
    ours = models.BooleanField()
    key = models.CharField(max_length=80)
    body = models.TextField()
    files = models.JSONField(default=list)
    by_name = models.CharField(max_length=80)
    said_at = models.DateTimeField()
    state = models.CharField(max_length=6)
    begun_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["aws_case", "key"], name="escalation_aws_word_once")]
