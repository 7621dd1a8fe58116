"""Every mail that came in, once."""

from django.db import models

from shounuo.cases.models import Case


class Mail(models.Model):
    """A mail by its Message-ID and what was done with it: opened · replied · noted · closed · automatic · stranger.

    `case` is the one it belongs to; later mails that refer to this one find it so.
    """

    mail_id = models.CharField(max_length=250, unique=True)
    outcome = models.CharField(max_length=10)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
