"""What somebody has read in their inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.notifications.models import Message


def mark_read(user: User, message_ids: Iterable[int], *, at: datetime) -> int:
    """These messages of theirs are read; what was read before stays as it was. How many were new."""
    return Message.objects.filter(user=user, pk__in=list(message_ids), read_at=None).update(read_at=at)


def mark_all_read(user: User, newest: int, *, at: datetime) -> int:
    """Everything up to the newest one that the page showed: what came since then is still unread."""
    return Message.objects.filter(user=user, pk__lte=newest, read_at=None).update(read_at=at)
