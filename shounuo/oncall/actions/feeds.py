"""The secret address of a personal calendar: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.oncall.models import FeedSecret


def renew_feed(user: User, *, at: datetime) -> str:
    """A new secret in clear, told this once; the address before it is a page that is not found from now on."""
    clear = secrets.token_urlsafe(24)
    with atomic():
        FeedSecret.objects.filter(user=user, ended_at=None).update(ended_at=at)
        FeedSecret.objects.create(user=user, hashed=hash_secret(clear), made_at=at)
        record("oncall.feed_renewed", stream=f"account:{user.pk}", by=user.actor, at=at)
    return clear


def hash_secret(clear: str) -> str:
    return hashlib.sha256(clear.encode()).hexdigest()
