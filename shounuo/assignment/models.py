"""A case offered by whoever has it to somebody else. [5.2-assign]"""

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case


class Offer(models.Model):
    """`giver` has the case and stays responsible until `taker` accepts. `kind`: "off_duty" (the giver's duty ended) or "by_hand".
    `answer` is empty while it is open, then accepted, declined, expired or withdrawn (the case went another way meanwhile).

    `reason` is what the taker reads ({zh, en}), `why` the choice as it is kept with assignments, `note` why it was declined.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offers")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    reason = models.JSONField(default=dict)
    why = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(answer=""), name="assignment_offer_one_open")
        ]
        indexes = [
            models.Index(fields=["taker"], condition=Q(answer=""), name="assignment_offered_to"),
            models.Index(fields=["case", "asked_at"], name="assignment_offers_of"),
        ]
