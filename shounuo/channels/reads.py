"""What others ask about providers."""

from __future__ import annotations

from django.db.models import QuerySet

from shounuo.channels.models import Provider


def providers(channel: str | None = None) -> QuerySet[Provider]:
    """The accounts in use, first choice first; of one channel where it is named."""
    living = Provider.objects.filter(ended_at=None).order_by("channel", "rank", "pk")
    return living.filter(channel=channel) if channel else living
