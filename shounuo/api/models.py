"""The one table of this door: what was answered to an idempotency key."""

from django.db import models

from shounuo.accounts.models import ApiToken


class Remembered(models.Model):
    """The answer that a token's key got, written in the transaction of the act it answers. `digest` is of the request."""

    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(default="")
    remembered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_remembered_once")]
        indexes = [models.Index(fields=["token", "remembered_at"], name="api_remembered_age")]
