"""What follows from an answer or a receipt of a vendor: on record at once, and where a page may not have arrived, its next
path in the same transaction. [5.2-notify]"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from shounuo.channels.shape import Answer, Receipt
from shounuo.customers.terms import terms
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.notifications import ladder, whom
from shounuo.notifications.actions.pages import hurry_page
from shounuo.notifications.models import ENDED, Call, Delivery, Page

VERBS = {
    "sent": "message.sent", "again": "message.failed", "failed": "message.failed", "unknown": "message.unknown",
    "delivered": "message.delivered", "undelivered": "message.undelivered",
}  # fmt: skip
ALIVE = ("queued", "sending", "sent", "folded")
FATES = ("undelivered", "delivered", "acknowledged")
"""The later the more certain."""


def follow(delivery: Delivery, call: Call, answer: Answer, at: datetime) -> None:
    """A submission of a page has ended as `answer` says; inside the transaction that writes it."""
    note_fate(delivery, VERBS[answer.state], at)
    page = Page.objects.get(pk=call.page_id)
    if answer.state == "sent" or (page.state in ENDED and call.part == "ladder"):
        return
    gate = _other_gate(delivery, call, at)
    step = ladder.after(
        answer.state,
        spent=answer.spent,
        other_gate=gate is not None,
        tries=delivery.ordinal,
        alive=_alive(delivery, call),
    )
    if step == "elsewhere" and gate is not None:
        _queue_again(delivery, gate.id, at)
    elif step == "retry":
        _queue_again(delivery, delivery.provider_id, at + _wait(answer, delivery.ordinal))
    elif step == "climb":
        hurry_page(page, at)


def miss_digest(delivery: Delivery, at: datetime) -> None:
    """A digest did not surely arrive: pages that it spoke of climb on at once."""
    for page in Page.objects.filter(
        state="open", calls__message__deliveries__digest=delivery.message_id
    ).distinct():
        hurry_page(page, at)


def hear(delivery: Delivery, receipt: Receipt, at: datetime) -> bool:
    """A vendor's receipt for this submission, however late, however often and in whatever order; says whether it was news.
    What did not arrive moves its page on. Inside a transaction."""
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if not _is_news(held, receipt):
        return False
    held.fate, held.fate_at = receipt.fate, receipt.happened_at
    held.code = receipt.code or held.code
    held.save(update_fields=["fate", "fate_at", "code"])
    if receipt.fate in VERBS:
        note_fate(delivery, VERBS[receipt.fate], at)
    call = getattr(delivery.message, "call", None)
    if receipt.fate == "undelivered" and call is None:
        miss_digest(delivery, at)
    if receipt.fate == "undelivered" and call is not None:
        page = Page.objects.get(pk=call.page_id)
        if page.state == "open" and not _alive(held, call):
            hurry_page(page, at)
    return True


def note_asked(delivery: Delivery) -> bool:
    """The vendor is asked about it now; False where another process asks."""
    with atomic():
        asked = Delivery.objects.filter(pk=delivery.pk, asks=delivery.asks)
        return bool(asked.update(asks=delivery.asks + 1))


def _is_news(held: Delivery, receipt: Receipt) -> bool:
    """A fate only moves on: what happened earlier and is told later changes nothing any more, and an answer is the last word.
    At one and the same moment the more certain word counts."""
    if held.fate == "acknowledged" or held.fate == receipt.fate:
        return False
    if not held.fate or held.fate_at is None or receipt.fate == "acknowledged":
        return True
    told, known = (receipt.happened_at, FATES.index(receipt.fate)), (held.fate_at, FATES.index(held.fate))
    return told > known


def note_fate(delivery: Delivery, verb: str, at: datetime) -> None:
    message = delivery.message
    record(
        verb, stream=message.case.stream if message.case else "desk", by=SYSTEM, at=at, kind=message.kind,
        message=message.pk, channel=delivery.channel, ordinal=delivery.ordinal, private={"to": delivery.address},
    )  # fmt: skip


def _alive(delivery: Delivery, call: Call) -> bool:
    """Whether something else of this rung may still reach the person."""
    others = Delivery.objects.filter(message=call.message_id, rung=delivery.rung, state__in=ALIVE)
    return others.exclude(pk=delivery.pk).exclude(fate="undelivered").exclude(channel=ladder.MAIL).exists()


def _other_gate(delivery: Delivery, call: Call, at: datetime) -> ladder.Gate | None:
    """An account for the same channel that this rung has not tried for this person, with quota left."""
    if delivery.channel == ladder.MAIL or delivery.message.case is None:
        return None
    case = delivery.message.case
    tried = set(
        Delivery.objects.filter(
            message=call.message_id, channel=delivery.channel, rung=delivery.rung
        ).values_list("provider_id", flat=True)
    )
    gates = [
        one
        for one in whom.gates(terms(case.policy_hash, case.contract_id))
        if one.channel == delivery.channel and one.id not in tried
    ]
    way = ladder.Way(delivery.channel, delivery.address)
    used = ladder.Used(one for one in whom.used([way], gates, at) if one.provider_id not in tried)
    return next((one for one in gates if ladder.has_quota(one, delivery.address, used, at)), None)


def _queue_again(delivery: Delivery, provider_id: int | None, due_at: datetime) -> None:
    """The same words to the same person by the same channel, as a new ordinal after the last."""
    last = (
        Delivery.objects.filter(message=delivery.message_id, channel=delivery.channel)
        .order_by("-ordinal")
        .first()
    )
    Delivery.objects.create(
        message_id=delivery.message_id, channel=delivery.channel, address=delivery.address, provider_id=provider_id,
        ordinal=(last.ordinal if last else 0) + 1, urgency=delivery.urgency, rung=delivery.rung,
        due_at=due_at.replace(microsecond=0),
    )  # fmt: skip


def _wait(answer: Answer, tries: int) -> timedelta:
    jitter = 1 + 0.2 * (2 * random.random() - 1)  # noqa: S311 (jitter keeps no secret)
    backoff: timedelta = ladder.BACKOFF * (2.0 ** (tries - 1)) * jitter
    return max(answer.wait or timedelta(0), backoff)
