"""Organisations, the people who speak for them, their AWS accounts, and what was agreed with them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.staff.models import Team


class Customer(models.Model):
    """An organisation whose cases nobody else may see."""

    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40)
    success_manager = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="looks_after")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="customers")
    """The fixed team, where one was agreed: its engineers come first."""

    def __str__(self) -> str:
        return self.short_name


class AwsAccount(models.Model):
    """An AWS account of a customer: cases refer to it by its account id. Ended, not deleted."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="aws_accounts")
    partition = models.CharField(max_length=12)
    region = models.CharField(max_length=30)
    account_id = models.CharField(max_length=20)
    alias = models.CharField(max_length=60, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "account_id"],
                condition=Q(ended_at=None),
                name="customers_aws_account_once",
            )
        ]


class Contract(models.Model):
    """What was agreed otherwise than the standard: targets by level, the calendar. The latest holds for new cases;
    a case stays under the one it was opened under. [4.2-24x7]"""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    overrides = models.JSONField()
    agreed_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)


class Contact(models.Model):
    """A person of a customer. Those without an account are known by name, address and telephone only; `position` is what
    they do there, in the customer's words. Ended, not deleted: their cases go on naming them."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="contact")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    position = models.CharField(max_length=60, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["email"], name="customers_contact_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """Who acts where this person does, with an account or without."""
        return self.user.actor if self.user else Actor("customer", None, self.name)


class EmergencyContact(models.Model):
    """Who is called when nobody else answers, by whom that was written down; the lowest `place` first."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="emergencies")
    place = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(ended_at=None), name="customers_emergency_once"
            )
        ]


class RecoveryAuthority(models.Model):
    """This person, by name, may authorise a data recovery: since when and who wrote it down; ended, never deleted."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="authorities")
    since = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(ended_at=None), name="customers_recovery_once"
            )
        ]
