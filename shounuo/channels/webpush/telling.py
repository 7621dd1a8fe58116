"""A word on a person's devices, beside the ladder and after it: whatever comes of it, no rung waits and none is skipped.

Calls the network: never inside a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.channels.models import PushSubscription
from shounuo.channels.sealing import unseal
from shounuo.channels.shape import Account, Answer, Outgoing
from shounuo.channels.webpush.actions import end
from shounuo.channels.webpush.adapter import GONE, WebPush
from shounuo.channels.webpush.reads import devices
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal

PUSH = WebPush()
NO_ACCOUNT = Account(WebPush.kind, {}, {})


def tell_devices(user: User, outgoing: Outgoing, *, at: datetime) -> list[Answer]:
    """Once on each of this person's devices; those that are gone are forgotten."""
    return push_to(devices(user), outgoing, at=at)


def push_to(held: Iterable[PushSubscription], outgoing: Outgoing, *, at: datetime) -> list[Answer]:
    return [_push(one, outgoing, at) for one in held]


def _push(held: PushSubscription, outgoing: Outgoing, at: datetime) -> Answer:
    try:
        address = unseal(held.sealed).get("address", "")
    except Refusal as refusal:  # sealed under another signing key, for which no browser ever subscribed
        answer = Answer("failed", refusal.sentence, "410")
    else:
        answer = PUSH.submit(replace(outgoing, address=address), NO_ACCOUNT, at=at)
    if answer.code in GONE:
        end(held, "gone", by=SYSTEM, at=at)
    return answer
