"""The versions of the standard that were ever in force, as text, and when each came into force; changes that somebody proposes."""

from django.db import models


class PolicyVersion(models.Model):
    """One text of the standard, kept for good under the hash of its content."""

    content_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    text = models.TextField()
    adopted_at = models.DateTimeField()
    adopted_by_name = models.CharField(max_length=200)

    class Meta:
        db_table = "policy_version"

    def __str__(self) -> str:
        return f"{self.name} {self.content_hash[:12]}"


class PolicyAdoption(models.Model):
    """One coming into force; the last one says which version new cases are opened under."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="adoptions")
    adopted_at = models.DateTimeField()
    adopted_by_name = models.CharField(max_length=200)

    class Meta:
        db_table = "policy_adoption"

    def __str__(self) -> str:
        return f"{self.version_id} {self.adopted_at:%Y-%m-%d %H:%M}"


class PolicyProposal(models.Model):
    """A changed standard that somebody wants to have adopted. States: open · adopted · declined · withdrawn. `against` is the hash of
    the version that was in force when it was proposed."""

    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    against = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, default="open")
    proposed_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    words = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "policy_proposal"

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class PolicyTrial(models.Model):
    """A period of history under a proposal, a slice of cases at a time. States: running · done · called_off. `found` is what came out
    so far, as plain JSON; `after_case` is the last case that is in it; `until` the moment history is looked at from."""

    proposal = models.ForeignKey(PolicyProposal, on_delete=models.PROTECT, related_name="trials")
    begin = models.DateTimeField()
    end = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, default="running")
    seen = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    after_case = models.BigIntegerField(default=0)
    found = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "policy_trial"

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
