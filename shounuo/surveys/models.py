"""One survey for each case, with its answer and what followed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.customers.models import Contact


class Survey(models.Model):
    """planned → sent → answered.

    `seal` is the digest of the link's secret; the secret itself is kept nowhere. `score` 1..5. A low score opens a follow-up:
    `owner`, `followed_at` and the words that were said to the customer.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="survey")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    seal = models.CharField(max_length=64, blank=True, default="")
    closes_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True, default="")
    first_answered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    follow_up_at = models.DateTimeField(null=True)
    followed_at = models.DateTimeField(null=True)
    followed_by_name = models.CharField(max_length=80, blank=True, default="")
    followed_words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal"], condition=~Q(seal=""), name="surveys_seal")]
        indexes = [
            models.Index(fields=["sent_at"], name="surveys_sent"),
            models.Index(fields=["contact", "sent_at"], name="surveys_of_contact"),
            models.Index(
                fields=["follow_up_at"],
                condition=Q(follow_up_at__isnull=False, followed_at=None),
                name="surveys_to_follow",
            ),
        ]

    @property
    def waits_for_follow_up(self) -> bool:
        return self.follow_up_at is not None and self.followed_at is None
