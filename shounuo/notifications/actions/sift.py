"""What people are spared: notices below P1 wait until the quiet hours are over, and many are one digest. [5.2-notify]

1. It is decided when a notice is about to leave, in the transaction that claims it; whoever claims holds the person's row, so
   that two processes never count past each other. Where somebody else holds it, the notices stay for the next tick.
2. Whoever is not on duty and has quiet hours just now hears of it when they end. What has become untrue by then is withdrawn.
3. Of the rest, more than the policy's number to one person by one channel become lines of a digest: its message, its one
   delivery, and the folded deliveries are written together.

Customers' mails, letters about no case, and what the policy says is never held back pass untouched.
"""

from __future__ import annotations

import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from shounuo.accounts.models import User
from shounuo.customers.terms import terms
from shounuo.notifications.models import Delivery, Message
from shounuo.notifications.quiet import Told, quiet_until, share
from shounuo.notifications.truth import untrue
from shounuo.oncall.reads import duty
from shounuo.policy.model.quiet import Quiet
from shounuo.policy.reads import current

DIGEST = "digest"
MOST = 1000
"""So many notices to one person are looked at together; the others find the digest that these began."""


def sift(wanted: QuerySet[Delivery], candidates: Iterable[Delivery], at: datetime) -> set[int]:
    """Which of these due, locked rows must not leave now. `wanted`: the rows that the claim is among."""
    many = [one for one in candidates if _is_subject(one)]
    if not many:
        return set()
    policy = current().quiet
    subject = [one for one in many if one.urgency > policy.over]
    people = {one.message.user_id for one in subject if one.message.user_id}
    held = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=people)
    leaving = {pk for user in held.order_by("pk") for pk in _of_one(user, wanted, policy, at)}
    return {one.pk for one in subject} - leaving


def _is_subject(one: Delivery) -> bool:
    message, user = one.message, one.message.user
    return bool(user and user.is_staff_member and (message.case_id or message.kind == DIGEST))


def _of_one(user: User, wanted: QuerySet[Delivery], policy: Quiet, at: datetime) -> set[int]:
    """What may leave now of all that is due to this person."""
    ours = wanted.filter(state="queued", due_at__lte=at, urgency__gt=policy.over, message__user=user)
    ours = ours.filter(Q(message__case__isnull=False) | Q(message__kind=DIGEST))
    locked = ours.select_for_update(skip_locked=True, of=("self",)).select_related("message__case")
    rows = _without_untrue(list(locked.order_by("urgency", "due_at", "pk")[:MOST]), at)
    until = quiet_until(at, zoneinfo.ZoneInfo(user.time_zone), *policy.span)
    if rows and until and user.pk not in duty(at).users:
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=until, held_at=at)
        return set()
    leaving = {row.pk for row in rows if row.message.kind == DIGEST}
    by_channel: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.message.kind != DIGEST:
            by_channel[row.channel].append(row)
    for channel, many in by_channel.items():
        leaving |= _fold(user, channel, many, policy, at)
    return leaving


def _without_untrue(rows: list[Delivery], at: datetime) -> list[Delivery]:
    """What waited and is not so any more is withdrawn; a digest with all of its lines."""
    digests = [row.message_id for row in rows if row.message.kind == DIGEST]
    lines = list(_lines(digests)) if digests else []
    waited = [row for row in rows if row.held_at]
    gone = {row.pk for row in untrue([*lines, *waited])} if lines or waited else set()
    alive = {line.digest_id for line in lines if line.pk not in gone}
    gone |= {row.pk for row in rows if row.message.kind == DIGEST and row.message_id not in alive}
    if gone:
        Delivery.objects.filter(pk__in=gone).update(state="withdrawn", finished_at=at)
    return [row for row in rows if row.pk not in gone]


def _lines(digests: list[int]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(digest__in=digests, state="folded").select_related("message__case")


def _fold(user: User, channel: str, rows: list[Delivery], policy: Quiet, at: datetime) -> set[int]:
    """Which of these leave singly; the others are lines of the digest that waits, or of a new one."""
    waiting = _waiting_digest(user, channel)
    if waiting:
        _into(waiting, rows, max(waiting.due_at, at), at)
        return set()
    shared = share(
        len(rows), _told(user, channel, rows, policy, at), at, policy.digest_over, policy.digest_every
    )
    singly, folded = rows[: shared.singly], rows[shared.singly :]
    if folded:
        _into(_digest(user, folded, shared.digest_at, at), folded, shared.digest_at, at)
    return {row.pk for row in singly}


def _waiting_digest(user: User, channel: str) -> Delivery | None:
    ours = Delivery.objects.filter(message__user=user, message__kind=DIGEST, channel=channel, state="queued")
    return ours.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()


def _told(user: User, channel: str, rows: list[Delivery], policy: Quiet, at: datetime) -> Told:
    """What left, or is leaving, to this person by this channel lately."""
    since = at - policy.digest_every
    lately = Delivery.objects.filter(Q(state="sending") | Q(submitted_at__gt=since)).filter(
        address__in={row.address for row in rows},
        channel=channel,
        urgency__gt=policy.over,
        message__user=user,
    )
    lately = lately.filter(state__in=("sending", "sent", "unknown"))
    singles, digests = [], []
    for kind, case, left, due in lately.values_list(
        "message__kind", "message__case", "submitted_at", "due_at"
    ):
        if kind == DIGEST:
            digests.append(left or due)
        elif case:
            singles.append(left or due)
    return Told(singles, max(digests, default=None))


def _digest(user: User, folded: list[Delivery], due_at: datetime, at: datetime) -> Delivery:
    """The one message for all of these. A notice is folded once, so its first line names it."""
    first = folded[0]
    message = Message.objects.create(
        key=f"digest:{first.pk}",
        kind=DIGEST,
        user=user,
        address=user.email,
        language=user.language,
        queued_at=at,
    )
    return Delivery.objects.create(
        message=message, channel=first.channel, address=first.address, provider_id=first.provider_id,
        urgency=first.urgency, due_at=due_at,
    )  # fmt: skip


def _into(digest: Delivery, rows: list[Delivery], due_at: datetime, at: datetime) -> None:
    """No line waits for longer than its level is told within."""
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state="folded", digest=digest.message_id, finished_at=at
    )
    digest.due_at = max(at, min([due_at, *(row.due_at + _within(row) for row in rows)]))
    digest.urgency = min(digest.urgency, *(row.urgency for row in rows))
    digest.save(update_fields=["due_at", "urgency"])


def _within(row: Delivery) -> timedelta:
    case = row.message.case
    assert case is not None, "only notices about a case are folded"
    return terms(case.policy_hash, case.contract_id).notifications[f"P{row.urgency}"].within  # type: ignore[index]
