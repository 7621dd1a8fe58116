"""The case and the rows that say who did what to it, and when. State with author and time, not flags."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q

from shounuo.accounts.models import User
from shounuo.customers.models import Contact, Contract, Customer
from shounuo.kernel.actor import Actor

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
OPEN = ("new", "working", "waiting")


class Case(models.Model):
    """A customer's request under one version of the standard. Texts of its conversation are messages; this is the head."""

    number = models.CharField(max_length=12, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="cases")
    requester = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="cases")
    channel = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    description = models.TextField()
    problem_type = models.CharField(max_length=20)
    impact = models.CharField(max_length=20)
    environment = models.CharField(max_length=20)
    services = models.JSONField(default=list)
    account = models.CharField(max_length=60, blank=True, default="")
    resources = models.TextField(blank=True, default="")
    priority = models.CharField(max_length=2)
    priority_source = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="new")
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="cases")
    policy_hash = models.CharField(max_length=64)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    next_due_at = models.DateTimeField(default=NEVER)
    revision = models.PositiveIntegerField(default=1)
    drill = models.BooleanField(default=False, db_default=False)
    """Rehearsed: marked everywhere, counted nowhere. [5.3.2-P0-team]"""

    class Meta:
        indexes = [
            models.Index(
                fields=["priority", "next_due_at", "id"], condition=Q(state__in=OPEN), name="cases_open_queue"
            ),
            models.Index(
                fields=["assignee", "priority", "next_due_at", "id"],
                condition=Q(state__in=OPEN),
                name="cases_mine",
            ),
            models.Index(fields=["state", "updated_at", "id"], name="cases_by_state"),
            models.Index(fields=["customer", "updated_at", "id"], name="cases_of_customer"),
            models.Index(
                fields=["assignee", "problem_type", "updated_at"],
                condition=Q(state="closed"),
                name="cases_known_kinds",
            ),
            models.Index(
                fields=["customer", "assignee", "updated_at"],
                condition=Q(state="closed"),
                name="cases_known_customers",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        return f"case:{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class PriorityDecision(models.Model):
    """One word spoken on the priority: the machine judged, the customer chose, an engineer confirmed or changed it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    level = models.CharField(max_length=2)
    source = models.CharField(max_length=10)
    reason = models.JSONField(default=dict)
    judgement = models.JSONField(null=True)
    decided_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)


class Assignment(models.Model):
    """Who has the case, since when, and why this person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    why = models.JSONField(default=dict)
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["user", "assigned_at"], name="cases_given")]


class Message(models.Model):
    """Something said on a case: publicly, inside the house, or as a note of the diagnosis."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10)
    body = models.TextField()
    via = models.CharField(max_length=10)
    said_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    mail_id = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["mail_id"], condition=~Q(mail_id=""), name="cases_message_mail")]

    @property
    def is_public(self) -> bool:
        return self.kind == "public"

    @property
    def actor(self) -> Actor:
        return Actor(self.by_kind, self.by_id, self.by_name)  # type: ignore[arg-type]


class Attachment(models.Model):
    """A file kept under a safe name; what the person called it is only shown, never used as a path."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="attachments")
    name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80)
    content_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    public = models.BooleanField()
    added_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)


class Wait(models.Model):
    """The case waits for the customer from `began_at` until `ended_at` (half-open)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="waits")
    asked = models.TextField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Resolution(models.Model):
    """How the case was solved, and what the customer said to it: confirmed, denied, or silent."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="resolutions")
    kind = models.CharField(max_length=10)
    solution = models.TextField()
    root_cause = models.TextField(blank=True, default="")
    prevention = models.TextField(blank=True, default="")
    resolved_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    answer = models.CharField(max_length=10, blank=True, default="")
    answered_at = models.DateTimeField(null=True)


class Submission(models.Model):
    """A sending of the form by a person: the same `key` again gives the same case, however often the button is pressed.
    `digest` is of what was sent, so that other words under an old key are noticed."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="cases_submission_once")]


class MaintenanceWindow(models.Model):
    """A time agreed with a customer in which planned work is done: planned → announced (the customer has been told) →
    running → done; or cancelled. [5.3.3-P3]"""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="windows")
    title = models.CharField(max_length=120)
    work = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="planned")
    agreed_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="cases_window_forward")
        ]
        indexes = [models.Index(fields=["begins_at", "id"], name="cases_windows")]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        return f"maintenance:{self.pk}"


class Plan(models.Model):
    """When a case that can wait is to be worked on: at the beginning of working hours, in a maintenance window, or as a
    colleague says. The one that is not ended holds; its promises run on all the same. [5.3.3-P3]"""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    starts_at = models.DateTimeField()
    window = models.ForeignKey(MaintenanceWindow, on_delete=models.PROTECT, null=True, related_name="plans")
    why = models.JSONField(default=dict)
    planned_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_name = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="cases_plan_once")
        ]
