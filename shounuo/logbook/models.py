"""Four tables that only ever grow (a private row may be erased, and then says so)."""

from django.db import models


class Stream(models.Model):
    """Where a stream stands: how many entries it has and the digest of the last. Locked while it is written."""

    name = models.CharField(max_length=80, primary_key=True)
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)


class Entry(models.Model):
    """One verb that was done. `facts` hold nothing personal; names and texts lie in Private."""

    stream = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=64)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    facts = models.JSONField()
    private_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="logbook_entry_place")]
        indexes = [models.Index(fields=["recorded_at", "id"], name="logbook_entry_when")]


class Private(models.Model):
    """What may have to be erased one day: the actor's name and the texts of an entry, salted into its digest."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="private")
    salt = models.CharField(max_length=32)
    values = models.JSONField()


class Checkpoint(models.Model):
    """Heads and lengths of the streams written since the checkpoint before, chained; meant to be kept outside too."""

    taken_at = models.DateTimeField()
    last_entry = models.BigIntegerField()
    heads = models.JSONField()
    digest = models.CharField(max_length=64)
