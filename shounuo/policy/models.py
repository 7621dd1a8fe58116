"""The versions of the standard that were ever in force, as text, and when each came into force."""

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
