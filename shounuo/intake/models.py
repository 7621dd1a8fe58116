"""Every mail that came in, once; the mailbox that is read, and where each of its messages stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.cases.models import Case


class Mail(models.Model):
    """A mail by its Message-ID and what it says, and what was done with it: opened · replied · noted · closed · automatic ·
    stranger. Two mails under one Message-ID that say different things are two mails.

    `case` is the one it belongs to; later mails that refer to this one find it so. `digest` is empty on rows from before
    it was kept.
    """

    mail_id = models.CharField(max_length=250)
    digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=10)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mail_id", "digest"], name="intake_mail_once")]


class Mailbox(models.Model):
    """A folder that is read over IMAP. UIDs mean something under one `validity` only.

    `base`: the last UID that was there when this validity was first seen; of those only what came since the day `since`
    is taken. `high`: everything up to it has its row, or has gone. Times are real, not the product's.
    """

    name = models.CharField(max_length=250, unique=True)
    validity = models.BigIntegerField(default=0)
    base = models.BigIntegerField(default=0)
    since = models.DateField(null=True)
    high = models.BigIntegerField(default=0)
    succeeded_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)
    alarmed = models.BooleanField(default=False)


class Arrival(models.Model):
    """One message of a mailbox: taken · waiting (tried again at `retry_at`, real time) · aside (a person has to look) ·
    gone (from the server, before it could be read) · dropped (a person has looked).

    `filed`: what is to become of it at the server has been done there. `kept`: the file under which a message that was not
    taken is stored as it came.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="arrivals")
    validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    state = models.CharField(max_length=8)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, null=True, related_name="arrivals")
    filed = models.BooleanField(default=False)
    came_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)
    sender = models.CharField(max_length=254, blank=True, default="")
    kept = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "validity", "uid"], name="intake_arrival_once")
        ]
        indexes = [
            models.Index(fields=["mailbox", "retry_at"], condition=Q(state="waiting"), name="intake_waiting"),
            models.Index(fields=["mailbox", "uid"], condition=Q(filed=False), name="intake_unfiled"),
            models.Index(fields=["mailbox", "uid"], condition=Q(state="aside"), name="intake_aside"),
        ]
