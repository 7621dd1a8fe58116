"""Organisations, the people who speak for them, and what was agreed with them."""

from __future__ import annotations

from django.db import models

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.staff.models import Team


class Customer(models.Model):
    """An organisation whose cases nobody else may see."""

    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40)
    success_manager = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="looks_after")
    aws_accounts = models.JSONField(default=list)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="customers")
    """The fixed team, where one was agreed: its engineers come first."""

    def __str__(self) -> str:
        return self.short_name


class Contract(models.Model):
    """What was agreed otherwise than the standard: targets by level, the calendar. The latest holds for new cases;
    a case stays under the one it was opened under. [4.2-24x7]"""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    overrides = models.JSONField()
    agreed_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)


class Contact(models.Model):
    """A person of a customer. Those without an account are known by name, address and telephone only."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="contact")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["email"], name="customers_contact_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """Who acts where this person does, with an account or without."""
        return self.user.actor if self.user else Actor("customer", None, self.name)
