"""One row for each change of level that was proposed, and for each time a customer asked for a higher one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.customers.models import Contact

WAITING = ("proposed", "in_force")
"""States in which an approver's word is wanted."""


class LevelChange(models.Model):
    """A step up or down: proposed by whom, on what grounds, approved by whom.

    A raise is in_force at once where it acts at once (then → approved | reverted); what waits is proposed (→ approved | refused |
    withdrawn). `trigger` is the policy's (raises), `conditions` are (reductions). `turn` counts the approvers who were asked.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="level_changes")
    from_level = models.CharField(max_length=2)
    to_level = models.CharField(max_length=2)
    origin = models.CharField(max_length=30)
    trigger = models.CharField(max_length=40, blank=True, default="")
    conditions = models.JSONField(default=list)
    reason = models.TextField()
    evidence = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by_name = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True)
    turn = models.PositiveSmallIntegerField(default=0)
    asked_until = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_as = models.CharField(max_length=40, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answer_words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=WAITING, asked_until__isnull=False),
                name="levels_one_waits",
            )
        ]
        indexes = [
            models.Index(
                fields=["asked_until"], condition=Q(asked_until__isnull=False), name="levels_waiting"
            )
        ]

    @property
    def is_raise(self) -> bool:
        return self.to_level < self.from_level


class UpgradeRequest(models.Model):
    """A customer asked for a higher level: by the button, by telephone, or through their success manager. At most one waits."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="upgrade_requests")
    way = models.CharField(max_length=30)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    caller = models.CharField(max_length=80)
    phone = models.CharField(max_length=30, blank=True, default="")
    wanted = models.CharField(max_length=2, blank=True, default="")
    words = models.TextField()
    asked_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=80, blank=True, default="")
    answer = models.CharField(max_length=10, blank=True, default="")
    answer_words = models.TextField(blank=True, default="")
    answered_by_name = models.CharField(max_length=80, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(answer=""), name="levels_one_request")
        ]
