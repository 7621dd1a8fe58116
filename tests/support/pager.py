"""Ways to be reached and accounts for stories of pages, and an adapter that keeps what it is given and answers as told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.channels.models import Provider
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.sealing import seal
from shounuo.channels.shape import Account, Answer, Field, Outgoing, Quota, Receipt
from shounuo.kernel.words import Words
from shounuo.staff.models import ContactWay


@dataclass
class Keeping:
    """An adapter whose vendor is this process: for rules of the ladder; vendors' own behaviour is tested over the wire."""

    kind: str
    channel: str
    vendor: str = "kept"
    name: Words = field(default_factory=lambda: Words("测试", "test"))
    fields: tuple[Field, ...] = ()
    quotas: tuple[Quota, ...] = ()
    documents: tuple[str, ...] = ()
    taken: list[Outgoing] = field(default_factory=list)
    says: Callable[[Outgoing], Answer] = lambda outgoing: Answer("sent", "ok", provider_id=outgoing.key)

    def problem(self, address: str) -> Words | None:
        return None

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        self.taken.append(outgoing)
        return self.says(outgoing)

    def ask(self, account: Account, provider_id: str, address: str, *, at: datetime) -> Receipt | None:
        return None


@contextmanager
def keeping(
    *channels: str, at: datetime, vendor: str = "kept", **also: object
) -> Iterator[dict[str, Keeping]]:
    """An account for each of these channels; gives the adapters by channel."""
    found = {}
    for rank, channel in enumerate(channels, 1):
        one = Keeping(f"{vendor}_{channel}", channel, vendor, **also)  # type: ignore[arg-type]
        ADAPTERS[one.kind] = one  # type: ignore[assignment]
        Provider.objects.create(
            kind=one.kind,
            channel=channel,
            vendor=vendor,
            name=one.kind,
            rank=rank,
            sealed=seal({}),
            added_at=at,
        )
        found[channel] = one
    try:
        yield found
    finally:
        for one in found.values():
            ADAPTERS.pop(one.kind, None)


def reachable(user: User, at: datetime, **ways: str) -> None:
    """Verified ways: reachable(world.duty, at, sms="+86…", wecom="zhou")."""
    for position, (channel, address) in enumerate(ways.items(), 2):
        ContactWay.objects.create(
            user=user, channel=channel, address=address, position=position, verified_at=at
        )
