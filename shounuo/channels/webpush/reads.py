"""What others ask about devices."""

from __future__ import annotations

from django.db.models import QuerySet

from shounuo.accounts.models import User
from shounuo.channels.models import PushSubscription


def devices(user: User) -> QuerySet[PushSubscription]:
    """The devices this person is told on, the first one first; none once their access has ended."""
    living = PushSubscription.objects.filter(user=user, ended_at=None, user__is_active=True)
    return living.select_related("user").order_by("pk")
