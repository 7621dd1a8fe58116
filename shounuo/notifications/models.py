"""What is to be told to whom (Message), each single submission of it (Delivery), and what the desk must look at (Alarm)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case


class Message(models.Model):
    """One thing told once to one address: `key` makes sure of it. Words are made when it leaves, and kept as they left."""

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

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="notifications_of_case")]


class Delivery(models.Model):
    """At most one submission of one message to one provider.

    queued → sending (claimed under a lease) → sent | failed | unknown; withdrawn when it is no longer wanted. An expired
    lease becomes unknown, never queued again: a repetition is a new ordinal.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=12, default="mail")
    address = models.CharField(max_length=254)
    ordinal = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default="queued")
    due_at = models.DateTimeField()
    lease_by = models.CharField(max_length=60, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel", "address", "ordinal"], name="notifications_delivery_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="notifications_queued"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="notifications_leases"),
        ]


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
