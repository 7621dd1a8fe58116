"""Asking a vendor later what became of a submission of which nobody knows. Its page has gone on meanwhile; the answer is for
the record, and for whoever reads who was reached. Calls the network: never inside a transaction. [5.2-notify]
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from shounuo.channels.registry import ADAPTERS, account
from shounuo.kernel.transaction import atomic
from shounuo.notifications.actions.fates import hear, note_asked
from shounuo.notifications.models import Delivery

log = logging.getLogger("shounuo.notifications")

WHEN = tuple(timedelta(minutes=n) for n in (1, 5, 30))
"""How long after its end a submission is asked about for the first, second and third time."""
AT_ONCE = 4


def ask_about_unknown(at: datetime) -> int:
    """Ask about a few that are due for it; how many were asked about."""
    due = [one for asks, after in enumerate(WHEN) for one in _waiting(asks, at - after)][:AT_ONCE]
    for delivery in due:
        _ask(delivery, at)
    return len(due)


def _waiting(asks: int, before: datetime) -> list[Delivery]:
    unknown = Delivery.objects.filter(state="unknown", fate="", asks=asks, provider__isnull=False)
    ours = unknown.filter(finished_at__lte=before, finished_at__gt=before - timedelta(days=1))
    return list(
        ours.select_related("provider", "message__case", "message__call").order_by("finished_at")[:AT_ONCE]
    )


def _ask(delivery: Delivery, at: datetime) -> None:
    """Whoever notes the question asks it, so that it is asked once; a vendor that can't be asked is not asked again."""
    provider = delivery.provider
    if provider is None or not note_asked(delivery):
        return
    adapter = ADAPTERS.get(provider.kind)
    if adapter is None:
        return
    named = delivery.provider_ref or f"sn-{delivery.pk}"
    try:
        receipt = adapter.ask(account(provider), named, delivery.address, at=at)
    except Exception:
        log.exception("asking %s about delivery %s failed", provider.kind, delivery.pk)
        return
    if receipt is not None:
        with atomic():
            hear(delivery, receipt, at)
