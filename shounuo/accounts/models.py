"""Users, granted roles, tokens. Passwords and tokens are kept as hashes only."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property

from shounuo.accounts.roles import CUSTOMER_ROLES
from shounuo.kernel.actor import Actor


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in by e-mail address: an engineer or manager of ours, or a contact of a customer."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    is_staff_member = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="zh-hans")
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    joined_at = models.DateTimeField()

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.grants.filter(ended_at=None).values_list("role", flat=True))

    @property
    def is_customer(self) -> bool:
        return not self.is_staff_member

    @property
    def sees_whole_company(self) -> bool:
        return "customer_manager" in self.roles and self.roles <= CUSTOMER_ROLES

    @property
    def actor(self) -> Actor:
        return Actor("staff" if self.is_staff_member else "customer", self.pk, self.name)

    @property
    def stream(self) -> str:
        return f"account:{self.pk}"

    def forget_roles(self) -> None:
        """The roles have changed: whoever holds this object asks anew."""
        self.__dict__.pop("roles", None)

    def has(self, *roles: str) -> bool:
        """Whether one of these roles (or administrator) is granted."""
        return bool(self.roles & {*roles, "administrator"})


class RoleGrant(models.Model):
    """A role given to a person by somebody at some time; ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30)
    granted_at = models.DateTimeField()
    granted_by_name = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(ended_at=None), name="accounts_role_once"
            )
        ]


class ApiToken(models.Model):
    """How a machine speaks for a person: shown once, kept as a hash, with an end."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    hashed = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def usable(self, at: Any) -> bool:
        return self.revoked_at is None and at < self.expires_at
