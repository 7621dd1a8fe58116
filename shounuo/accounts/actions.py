"""Enrolling people, granting roles, issuing and revoking tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from shounuo.accounts.models import ApiToken, RoleGrant, User
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record

TOKEN_LIFE = timedelta(days=365)


def enrol(
    email: str,
    name: str,
    *,
    staff: bool,
    password: str | None,
    roles: list[str],
    by: Actor,
    at: datetime,
    language: str = "zh-hans",
) -> User:
    """A new person who may sign in. Without a password the account can't sign in by one."""
    with atomic():
        user = User(email=email.lower(), name=name, is_staff_member=staff, joined_at=at, language=language)
        user.set_password(password)
        user.save()
        record(
            "account.enrolled",
            stream=f"account:{user.pk}",
            by=by,
            at=at,
            staff=staff,
            private={"email": user.email},
        )
        for role in roles:
            grant(user, role, by=by, at=at)
    return user


def grant(user: User, role: str, *, by: Actor, at: datetime) -> None:
    with atomic():
        RoleGrant.objects.create(user=user, role=role, granted_at=at, granted_by_name=by.name)
        record("account.role_granted", stream=f"account:{user.pk}", by=by, at=at, role=role)


def issue_token(user: User, name: str, *, by: Actor, at: datetime, life: timedelta = TOKEN_LIFE) -> str:
    """A new token in clear, told this once; only its hash is kept."""
    clear = "sn_" + secrets.token_urlsafe(32)
    with atomic():
        ApiToken.objects.create(
            user=user, name=name, hashed=hash_token(clear), created_at=at, expires_at=at + life
        )
        record("account.token_issued", stream=f"account:{user.pk}", by=by, at=at, token=name)
    return clear


def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    with atomic():
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record("account.token_revoked", stream=f"account:{token.user_id}", by=by, at=at, token=token.name)


def hash_token(clear: str) -> str:
    return hashlib.sha256(clear.encode()).hexdigest()


def note_sign_in(user: User, *, at: datetime) -> None:
    """Sign-ins belong in the logbook too; who came from where is the door's to know, not the chain's."""
    with atomic():
        record("account.signed_in", stream=f"account:{user.pk}", by=user.actor, at=at)


def choose_language(user: User, language: str, *, at: datetime) -> None:
    """From now on pages and mails speak this language to the person."""
    if user.language == language:
        return
    with atomic():
        user.language = language
        user.save(update_fields=["language"])
        record(
            "account.language_chosen", stream=f"account:{user.pk}", by=user.actor, at=at, language=language
        )
