"""How accounts are read, what was pulled, which alarms ring."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.cases.models import Case
from shounuo.customers.models import AwsAccount, Contact, Customer

KINDS = ("metrics", "alarms", "logs", "traces", "trail", "health", "advisor")
SOURCES = ("sns", "eventbridge", "alertmanager", "zabbix")


class AccountAccess(models.Model):
    """Our way into one account, read-only. `way`: role (assumed with `external_id`) or keys (sealed)."""

    account = models.OneToOneField(
        AwsAccount, on_delete=models.PROTECT, primary_key=True, related_name="access"
    )
    way = models.CharField(max_length=5)
    role = models.CharField(max_length=64, blank=True, default="")
    external_id = models.CharField(max_length=64, blank=True, default="")
    sealed = models.TextField(blank=True, default="")
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=80)
    tried_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")


class Snapshot(models.Model):
    """What was asked of AWS for a case and what it said then. wanted → done | failed; absent where the partition does not offer it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="snapshots")
    account = models.ForeignKey(AwsAccount, on_delete=models.PROTECT, null=True, related_name="snapshots")
    kind = models.CharField(max_length=10)
    asked = models.JSONField()
    begin = models.DateTimeField()
    end = models.DateTimeField()
    state = models.CharField(max_length=8, default="wanted")
    rows = models.JSONField(default=list)
    trouble = models.CharField(max_length=400, blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="diagnostics_wanted")
        ]


class AlarmSource(models.Model):
    """Where alarms of a customer come from; its address holds a secret, of which only the hash is kept. `level`: at least so urgent."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="alarm_sources")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    hashed = models.CharField(max_length=64, unique=True)
    topic = models.CharField(max_length=256, blank=True, default="")
    level = models.CharField(max_length=2, blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=80)
    confirmed_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    @property
    def stream(self) -> str:
        return f"alarms:{self.pk}"


class AlarmSeries(models.Model):
    """One alarm, however often it rings: its case, and whether it rings now. `hushed`: how often it rang during maintenance."""

    source = models.ForeignKey(AlarmSource, on_delete=models.PROTECT, related_name="series")
    key = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="alarm_series")
    ringing = models.BooleanField(default=False)
    count = models.PositiveIntegerField(default=0)
    hushed = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    recovered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="diagnostics_series_once")]
