"""Which accounts with which vendors this house has."""

from django.db import models
from django.db.models import Q


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
