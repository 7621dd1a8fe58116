"""Pages on their way to vendors: several at once, so that one vendor that is slow holds up no other.

As in `deliver`: claimed under a lease, begun by a second conditional update, submitted outside of any transaction, and the
answer written fenced, with what follows from it. [5.2-notify, 5.3.2-P0-notify]
"""

from __future__ import annotations

import logging
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.db import connection

from shounuo.channels.registry import ADAPTERS, account
from shounuo.channels.shape import Answer, Outgoing
from shounuo.channels.webpush.telling import tell_devices
from shounuo.kernel.clock import monotonic
from shounuo.kernel.refusal import Refusal
from shounuo.notifications import letters, rules
from shounuo.notifications.deliver import PAGE_LEASE, begin, claim_among, expire_leases, finish, let_go
from shounuo.notifications.ladder import MAIL
from shounuo.notifications.models import Delivery
from shounuo.notifications.page_words import Said
from shounuo.notifications.render import Rendered
from shounuo.notifications.spoken import words_of

log = logging.getLogger("shounuo.notifications")

AT_ONCE = 8
"""So many submissions are under way at the same time; only as many rows are claimed as there are free hands."""


class Hands:
    """The threads that submit. Each keeps a connection of its own to the database."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.at_once, self.busy = at_once, set[Future[None]]()
        self.pool = ThreadPoolExecutor(at_once, thread_name_prefix="submit")

    def submit_queued(self, at: datetime) -> int:
        """Hand out what is due and wait for nothing; how many were handed out."""
        self.busy = {one for one in self.busy if not one.done()}
        expire_leases(at)
        claimed = claim_pages(at, self.at_once - len(self.busy))
        for delivery in claimed:
            self.busy.add(self.pool.submit(_safely, delivery, at))
        return len(claimed)

    def until_free(self, longest: float) -> bool:
        """Wait for a hand to be free again; False where all are, and there is nothing to wait for."""
        if not self.busy:
            return False
        wait(self.busy, timeout=longest, return_when=FIRST_COMPLETED)
        return True

    def close(self) -> None:
        """What is under way comes to its end; its lease would say the same without us."""
        self.pool.shutdown(wait=True, cancel_futures=False)


def submit_now(at: datetime) -> int:
    """All that is due, one after the other in this thread: for a tick by hand and for tests."""
    claimed = claim_pages(at, AT_ONCE)
    for delivery in claimed:
        submit_one(delivery, at)
    return len(claimed)


def claim_pages(at: datetime, most: int) -> list[Delivery]:
    return claim_among(Delivery.objects.exclude(channel=MAIL), at, most, PAGE_LEASE)


def _safely(delivery: Delivery, at: datetime) -> None:
    """A submission that fails in a way nobody thought of is left to its lease."""
    try:
        submit_one(delivery, at)
    except Exception:
        log.exception("delivery %s could not be brought to its end", delivery.pk)
        connection.close()


def submit_one(delivery: Delivery, at: datetime) -> None:
    """This claimed row to its vendor, at most once."""
    words = words_of(delivery.message)
    kept = letters.without_secrets(delivery.message, words.text)
    if not begin(delivery, Rendered(words.title, words.text, "", kept), at):
        let_go(delivery, at)
        return
    outgoing, began = _outgoing(delivery, words), monotonic()
    answer = _answer(delivery, outgoing, at)
    finish(delivery, answer, at + timedelta(seconds=round(monotonic() - began, 3)))
    _tell_devices(delivery, outgoing, at)


def _tell_devices(delivery: Delivery, outgoing: Outgoing, at: datetime) -> None:
    """Beside the ladder, once for each call: a convenience, and whatever becomes of it nothing waits for it."""
    call = getattr(delivery.message, "call", None)
    first = (
        delivery.message.deliveries.exclude(channel=MAIL).order_by("pk").values_list("pk", flat=True).first()
    )
    if call is not None and first == delivery.pk:
        tell_devices(call.user, outgoing, at=at)


def _outgoing(delivery: Delivery, words: Said) -> Outgoing:
    return Outgoing(
        key=key_of(delivery), address=delivery.address, title=words.title, text=words.text, link=words.link,
        urgent=delivery.urgency <= 1, language=delivery.message.language, facts=words.facts,
    )  # fmt: skip


def _answer(delivery: Delivery, outgoing: Outgoing, at: datetime) -> Answer:
    provider = delivery.provider
    if provider is None or provider.ended_at or provider.kind not in ADAPTERS:
        return Answer("failed", "the account is not in use any more", code="ended")
    try:
        return ADAPTERS[provider.kind].submit(outgoing, account(provider), at=at)
    except Refusal as refusal:
        return Answer("failed", rules.one_line(refusal.sentence, 300), code=refusal.code)
    except Exception as error:  # an adapter's own fault: nobody knows how far it came
        log.exception("the adapter %s raised", provider.kind)
        return Answer("unknown", rules.one_line(f"{type(error).__name__}: {error}", 300), code="raised")


def key_of(delivery: Delivery) -> str:
    """What this submission is called outside: a receipt that names it finds it again."""
    return f"sn-{delivery.pk}"
