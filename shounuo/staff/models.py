"""An engineer's record. Certificates, training and leave grow here with the rooms that need them."""

from django.db import models

from shounuo.accounts.models import User


class Engineer(models.Model):
    """Level (L1 初级, L2 高级, L3 架构师), skills as {problem type or AWS service: grade 1..5}, and how much they may carry."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="engineer")
    level = models.CharField(max_length=2)
    skills = models.JSONField(default=dict)
    most_open = models.PositiveSmallIntegerField(default=8)
    phone = models.CharField(max_length=30, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.user.name} {self.level}"
