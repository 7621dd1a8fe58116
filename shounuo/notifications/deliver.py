"""Delivering what is queued: each row of Delivery is at most one submission of one message to one provider.

1. Claim a batch by a conditional update under a lease, and commit.
2. Begin each: a second conditional update, which whoever lost the lease can't pass. Only then the network is called,
   outside of any transaction.
3. Write the result, fenced by the lease.

A lease that runs out after step 2 leaves a mail of which nobody knows: `unknown`, an alarm, never submitted again. One that
runs out before step 2 is known not to have been submitted: a new ordinal follows at once. Leases run on real time.
"""

from __future__ import annotations

import logging
import os
import random
import secrets
import socket
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q, QuerySet

from shounuo.channels.shape import Answer
from shounuo.kernel import clock
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.notifications import addresses, rules
from shounuo.notifications.actions import raise_alarm
from shounuo.notifications.actions.fates import follow, miss_digest, note_fate
from shounuo.notifications.actions.sift import DIGEST, sift
from shounuo.notifications.ladder import MAIL
from shounuo.notifications.mail import Line, compose
from shounuo.notifications.models import ENDED, Delivery, Message
from shounuo.notifications.render import Rendered, render
from shounuo.notifications.words import KINDS

log = logging.getLogger("shounuo.notifications")

LEASE = timedelta(minutes=4)
"""Longer than all timeouts of one submission together (mail.TALK three times, mail.TAKE twice)."""
CLAIM_LEASE = timedelta(seconds=60)
"""For waiting one's turn in a batch: what nobody has begun by then is known not to have left, and goes out anew."""
PAGE_LEASE = timedelta(seconds=45)
"""The same for vendors (channels.wire.LONGEST): whose call was lost with its process is called otherwise within a minute."""
BATCH = 20
PATIENCE = 5.0
"""Seconds after which a batch goes on in the next tick."""
_NEVER_BEGUN = Answer("again", "claimed, and never submitted: the process was lost")


def deliver_queued(at: datetime) -> int:
    """Deliver what is due at `at`; returns how many rows moved. Without a mail server, mails stay queued."""
    expired = expire_leases(at)
    if not settings.SMTP_HOST:
        return expired
    return expired + _deliver(claim(at), at)


def expire_leases(at: datetime) -> int:
    """What becomes of rows whose process was lost."""
    lost = Delivery.objects.filter(state="sending", lease_until__lt=clock.real_now())
    if not lost.exists():
        return 0
    with atomic():
        rows = list(_with_message(lost).select_for_update(skip_locked=True, of=("self",)))
        for row in rows:
            unknown = Answer("unknown", "the lease ran out during the submission")
            finish(row, unknown if row.submitted_at else _NEVER_BEGUN, at, at_once=True)
    return len(rows)


def claim(at: datetime, most: int = BATCH) -> list[Delivery]:
    """Take up to `most` due rows under a lease. Whoever changed a row from queued to sending may go on with it."""
    return claim_among(Delivery.objects.filter(channel=MAIL), at, most)


def claim_among(
    wanted: QuerySet[Delivery], at: datetime, most: int, lease: timedelta = CLAIM_LEASE
) -> list[Delivery]:
    """The same for rows of other channels: the most urgent first; what people are spared just now stays."""
    due = wanted.filter(state="queued", due_at__lte=at).order_by("urgency", "due_at", "id")
    if most < 1 or not due.exists():
        return []
    holder = f"{socket.gethostname()[:24]}:{os.getpid()}:{secrets.token_hex(8)}"
    kept: set[int] = set()
    while True:
        with atomic():
            among = due.exclude(pk__in=kept).select_related("message__user")
            rows = list(among.select_for_update(skip_locked=True, of=("self",))[:most])
            spared = sift(wanted, rows, at)
            ids = [row.pk for row in rows if row.pk not in spared]
            Delivery.objects.filter(id__in=ids, state="queued").update(
                state="sending", lease_by=holder, lease_until=clock.real_now() + lease
            )
        if ids or not spared:
            break
        kept |= spared  # nothing but what is spared: whatever is due behind it must not wait for it
    taken = Delivery.objects.filter(id__in=ids, state="sending", lease_by=holder)
    return list(_with_message(taken).order_by("urgency", "due_at", "id"))


def _deliver(claimed: list[Delivery], at: datetime) -> int:
    """Deliver these on one line; when the server is slow, the rest is put back, so that the watch looks at promises again."""
    line, until = Line(), clock.monotonic() + PATIENCE
    try:
        for done, delivery in enumerate(claimed):
            if done and clock.monotonic() > until:
                _put_back(claimed[done:])
                return done
            _deliver_one(delivery, line, at)
    finally:
        line.close()
    return len(claimed)


def _put_back(claimed: list[Delivery]) -> None:
    """Ours and never begun, so they may be queued as if nobody had claimed them."""
    with atomic():
        for delivery in claimed:
            mine(delivery).filter(submitted_at=None).update(state="queued", lease_by="", lease_until=None)


def mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, as long as our lease on it holds."""
    return Delivery.objects.filter(pk=delivery.pk, state="sending", lease_by=delivery.lease_by)


def _deliver_one(delivery: Delivery, line: Line, at: datetime) -> None:
    try:
        rendered = render(delivery.message, at=at)
        content = compose(delivery.message, rendered, to=delivery.address, at=at).as_bytes()
    except DatabaseError:
        raise  # not the message's fault; its lease runs out, and it is tried again
    except Exception as error:
        log.exception("message %s can't be put into words", delivery.message_id)
        return finish(delivery, Answer("failed", rules.one_line(f"{type(error).__name__}: {error}", 500)), at)
    problem = line.open()
    if problem:
        return finish(delivery, problem, at)
    if not begin(delivery, rendered, at):
        return let_go(delivery, at)
    return finish(delivery, line.submit(addresses.sender(), delivery.address, content), at)


def begin(delivery: Delivery, rendered: Rendered, at: datetime) -> bool:
    """The point of no return: False where the lease was lost, and nothing may be submitted."""
    with atomic():
        ours = mine(delivery).filter(submitted_at=None).exclude(_over)
        lease = LEASE if delivery.channel == MAIL else PAGE_LEASE
        begun = ours.update(submitted_at=at, lease_until=clock.real_now() + lease)
        if begun:
            Message.objects.filter(pk=delivery.message_id).update(
                subject=rules.one_line(rendered.subject, 300), text=rendered.kept or rendered.text
            )
    return bool(begun)


_over = Q(message__call__part="ladder", message__call__page__state__in=ENDED)
"""Calls of a page that was answered or withdrawn: nobody needs to come any more."""


def let_go(delivery: Delivery, at: datetime) -> None:
    """Not to be submitted: its page has ended meanwhile, or another process has taken it over."""
    with atomic():
        ours = mine(delivery).filter(submitted_at=None).filter(_over)
        if not ours.update(state="withdrawn", finished_at=at):
            log.warning("delivery %s was taken over by another process", delivery.pk)


def finish(delivery: Delivery, answer: Answer, at: datetime, *, at_once: bool = False) -> None:
    """Write what became of it, if it is still ours; what follows from it stands in the same transaction: for a page its next
    path, for another message its next ordinal, or the desk is told."""
    state = "failed" if answer.state == "again" else answer.state
    call = getattr(delivery.message, "call", None)
    with atomic():
        if not mine(delivery).update(
            state=state,
            finished_at=at,
            answer=answer.words,
            code=answer.code[:80],
            provider_ref=answer.provider_id[:120],
        ):
            return
        if call is not None:
            follow(delivery, call, answer, at)
            return
        wait = rules.retry_after(delivery.ordinal, random.random())  # noqa: S311 (jitter keeps no secret)
        if answer.state == "again" and wait is not None:
            _queue_next(delivery, at if at_once else at + wait)
            return
        _note(delivery, f"message.{state}", at)
        if answer.state != "sent" and delivery.message.kind == DIGEST:
            miss_digest(delivery, at)


def _queue_next(delivery: Delivery, due_at: datetime) -> None:
    Delivery.objects.create(
        message_id=delivery.message_id, channel=delivery.channel, address=delivery.address,
        provider_id=delivery.provider_id, urgency=delivery.urgency, ordinal=delivery.ordinal + 1,
        due_at=due_at.replace(microsecond=0),
    )  # fmt: skip


def _note(delivery: Delivery, verb: str, at: datetime) -> None:
    """On record; and what did not surely arrive is an alarm."""
    message = delivery.message
    note_fate(delivery, verb, at)
    if verb != "message.sent":
        key = f"{verb}:{message.pk}:{delivery.ordinal}"
        raise_alarm(key, verb, _alarm(delivery, verb), case=message.case, at=at)


def _alarm(delivery: Delivery, verb: str) -> Words:
    message, kind = delivery.message, KINDS[delivery.message.kind]
    number = message.case.number if message.case else "–"
    if verb == "message.unknown":
        return Words(
            f"{number}：发给 {delivery.address} 的“{kind.zh}”不知是否送达，请确认",
            f"{number}: nobody knows whether the message “{kind.en}” reached {delivery.address}; please make sure",
        )
    return Words(
        f"{number}：发给 {delivery.address} 的“{kind.zh}”未能送出",
        f"{number}: the message “{kind.en}” to {delivery.address} could not be sent",
    )


def _with_message(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related(
        "message__case__customer", "message__case__requester", "message__case__assignee", "message__user",
        "message__call__page", "provider",
    )  # fmt: skip
