"""The duty list."""

from django.db import models

from shounuo.accounts.models import User


class Shift(models.Model):
    """This person answers in this role from `begins_at` until `ends_at` (half-open)."""

    role = models.CharField(max_length=30)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["role", "begins_at", "ends_at"], name="oncall_shift_when")]
