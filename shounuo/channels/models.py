"""Which accounts with which vendors this house has, and which devices their people are told on besides."""

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User


class Provider(models.Model):
    """One account with a vendor. `kind` names its adapter; lower `rank` goes first; `sealed` holds its secrets.

    `quotas`: [{"scope": "callee" or "provider", "most": n, "within": seconds}]; empty: what the vendor's documents say.
    """

    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    vendor = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField(default=1)
    settings = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    quotas = models.JSONField(default=list)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(ended_at=None), name="channels_provider_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PushSubscription(models.Model):
    """A device whose browser its person allowed to tell them. `mark` is the digest of its endpoint, `sealed` the
    subscription itself; `why` it ended: "person", "gone" (the push service said so), "other" (somebody else uses it), "left"."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="push_subscriptions")
    mark = models.CharField(max_length=64)
    service = models.CharField(max_length=255)
    device = models.CharField(max_length=80)
    sealed = models.TextField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mark"], condition=Q(ended_at=None), name="channels_push_subscription_once"
            )
        ]

    def __str__(self) -> str:
        return self.device
