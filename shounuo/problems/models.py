"""A problem, the cases tied to it, and which cases were found alike."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.customers.models import Customer

OPEN = ("open", "known", "planned")


class Problem(models.Model):
    """open → known (its root cause is) → planned (its fix is, by `target_at`) → fixed | closed (without a fix, `closed_words` say why)."""

    title = models.CharField(max_length=200)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="problems")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="problems")
    state = models.CharField(max_length=10, default="open")
    root_cause = models.TextField(blank=True, default="")
    workaround = models.TextField(blank=True, default="")
    permanent_fix = models.TextField(blank=True, default="")
    target_at = models.DateTimeField()
    closed_words = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by_name = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "target_at"], name="problems_by_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"PB-{self.pk:05d}"

    @property
    def stream(self) -> str:
        return f"problem:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ProblemCase(models.Model):
    """A case is tied to a problem. `why`: repeat, reopened, long_term, by_hand. At most one tie of a case holds."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="ties")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="problem_ties")
    why = models.CharField(max_length=12)
    tied_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="problems_tied_once")
        ]


class Likeness(models.Model):
    """Two cases of a customer that were found alike: the later one, the earlier one, how alike (0..100)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="likenesses")
    earlier = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "earlier"], name="problems_alike_once")]
