"""What is to be told to whom (Message), each single submission of it (Delivery), who is called to a case (Page, Call), and
what the desk must look at (Alarm)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.channels.models import Provider


class Message(models.Model):
    """One thing told once to one address: `key` makes sure of it. Words are made when it leaves, and kept as they left.
    A colleague finds it in the inbox too: `read_at` is when they said so, or answered its call."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=10, default="zh-hans")
    facts = models.JSONField(default=dict)
    queued_at = models.DateTimeField()
    subject = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="notifications_of_case"),
            models.Index(fields=["user", "-id"], name="notifications_inbox"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notifications_unread"),
        ]


class Delivery(models.Model):
    """At most one submission of one message to one provider.

    queued → sending (claimed under a lease) → sent | failed | unknown; withdrawn when it is no longer wanted; folded when it
    became a line of a `digest`. What is held back over quiet hours (`held_at`) is queued with a later `due_at`. An expired
    lease becomes unknown, never queued again: a repetition is a new ordinal. `urgency` is the level's number, 5 for what has
    none; `rung` names the step of the ladder that called for it; `fate` is what the vendor told later
    (channels.shape.Fate), `asks` how often it was asked.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=12, default="mail")
    address = models.CharField(max_length=254)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, related_name="+")
    urgency = models.PositiveSmallIntegerField(default=5, db_default=5)
    rung = models.CharField(max_length=30, blank=True, default="", db_default="")
    ordinal = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default="queued")
    due_at = models.DateTimeField()
    lease_by = models.CharField(max_length=60, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    code = models.CharField(max_length=80, blank=True, default="", db_default="")
    provider_ref = models.CharField(max_length=120, blank=True, default="", db_default="")
    fate = models.CharField(max_length=12, blank=True, default="", db_default="")
    fate_at = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0, db_default=0)
    held_at = models.DateTimeField(null=True)
    digest = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="folded")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel", "ordinal"], name="notifications_delivery_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["urgency", "due_at", "id"], condition=Q(state="queued"), name="notifications_queued"
            ),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="notifications_leases"),
            models.Index(
                fields=["channel", "address", "due_at"],
                condition=~Q(channel="mail"),
                name="notifications_callee",
            ),
            models.Index(
                fields=["finished_at"], condition=Q(state="unknown", fate=""), name="notifications_unknown"
            ),
            models.Index(
                fields=["provider_ref"], condition=~Q(provider_ref=""), name="notifications_provider_ref"
            ),
            models.Index(
                fields=["address", "submitted_at"],
                condition=Q(submitted_at__isnull=False),
                name="notifications_submitted_to",
            ),
        ]


ENDED = ("acknowledged", "withdrawn")
"""States of a page that nobody needs to come for; one that was `told` climbed to its end, and what it queued still leaves."""


class Page(models.Model):
    """People are called to a case, one after the other, until somebody answers.

    `occasion`: new_case, one of the policy's, or "join:<role>" where an incident calls a role of its team. open → acknowledged |
    withdrawn (no longer wanted) | told (climbed once, as the policy says). At most one is open for each occasion of a case.
    `step` counts the rungs that were climbed in this `round`; its waiting row says when the next one is due.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pages")
    occasion = models.CharField(max_length=40)
    ordinal = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(max_length=2)
    state = models.CharField(max_length=14, default="open")
    round = models.PositiveSmallIntegerField(default=1)
    step = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_via = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "occasion", "ordinal"], name="notifications_page_once"),
            models.UniqueConstraint(
                fields=["case", "occasion"], condition=Q(state="open"), name="notifications_page_open_once"
            ),
        ]


class Call(models.Model):
    """One person called by a page, and their answer. `part`: ladder (an answer stops it) or notice (they were to know)."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="calls")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calls")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="call")
    part = models.CharField(max_length=8, default="ladder")
    whom = models.CharField(max_length=30)
    called_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_via = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="notifications_call_once")]
        indexes = [models.Index(fields=["user", "-called_at"], name="notifications_calls_of")]


class Alarm(models.Model):
    """Something somebody must look at now; stays until it is cleared. One for each key."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="alarms")
    words = models.JSONField()
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    cleared_by_name = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["-raised_at"], condition=Q(cleared_at=None), name="notifications_alarms")
        ]
