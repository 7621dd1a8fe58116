"""What `shounuo doctor`, the health page and the command line ask about mail coming in."""

from __future__ import annotations

from django.db.models import QuerySet

from shounuo.intake import mailbox
from shounuo.intake.models import Arrival, Mailbox


def left_over() -> QuerySet[Arrival]:
    """Messages that were not taken: kept aside, or about to be tried again."""
    return Arrival.objects.filter(state__in=("aside", "waiting")).order_by("pk")


def mailbox_now() -> Mailbox | None:
    """The mailbox of the settings, as it was last seen; None where it never was."""
    return Mailbox.objects.filter(name=mailbox.name()[:250]).first()
