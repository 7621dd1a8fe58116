"""Ways to be reached and accounts for stories of pages, and an adapter that keeps what it is given and answers as told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.channels.models import Provider
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.sealing import seal
from shounuo.channels.shape import Account, Answer, Field, Forged, Heard, Outgoing, Quota, Receipt
from shounuo.kernel.words import Words
from shounuo.notifications.models import Call
from shounuo.staff.models import ContactWay
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import opened
from tests.support.incident import team_is_there
from tests.support.world import World


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

    def receipts(
        self, account: Account, body: bytes, headers: Mapping[str, str], query: Mapping[str, Any]
    ) -> Heard:
        """[{"fate", "key" or "provider_id", "at", "code"?}], signed with one word in a header."""
        if headers.get("Signature") != "kept":
            raise Forged("the signature is not the vendor's")
        told = json.loads(body) if body else []
        found = tuple(
            Receipt(
                one["fate"], datetime.fromisoformat(one["at"]), provider_id=one.get("provider_id", ""),
                key=one.get("key", ""), code=one.get("code", ""),
            )
            for one in told
        )  # fmt: skip
        return Heard(
            found, 202, f'{{"taken": {len(found)}, "hello": "{query.get("hello", "")}"}}', "application/json"
        )

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
        ADAPTERS[one.kind] = one
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


def everybody_reachable(world: World, at: datetime) -> None:
    """By chat, SMS and telephone."""
    for user, number in ((world.duty, "1"), (world.senior, "2"), (world.lead, "3"), (world.second, "4")):
        sms = f"+861380000000{number}"
        reachable(user, at, wecom=f"w{number}", sms=sms, voice=sms)


def climb(clock: StandingClock, minutes: float = 0) -> None:
    """The watch at work until `minutes` from now, looking every half minute; the clock stands there afterwards."""
    while True:
        while tick(clock.now):
            pass
        if minutes <= 0:
            return
        minutes -= 0.5
        clock.forward(seconds=30)


def calling(world: World, clock: StandingClock, level: str = "P0", **said: Any) -> tuple[Case, Call]:
    """A case that calls whoever it was given to, and nobody else; their call."""
    case = opened(world, clock, problem_type="outage", impact="all_users", choice=level, **said)
    team_is_there(case, world.admin, clock.now)
    climb(clock)
    return case, Call.objects.get(page__case=case, user=case.assignee)


SMS = {"key_id": "LTAI-test", "sign": "守诺", "template": "SMS_1", "variables": "number,priority,subject"}
VOICE = {
    "key_id": "LTAI-test", "template": "TTS_1", "variables": "number,priority,subject",
    "show_number": "057100000001", "thanks_template": "TTS_2", "key": "1",
}  # fmt: skip


def aliyun_accounts(url: str, at: datetime) -> None:
    """An account for SMS and one for calls with the local Alibaba Cloud that listens there, without limits of our own."""
    for kind, given in (("aliyun_sms", SMS), ("aliyun_voice", VOICE)):
        Provider.objects.create(
            kind=kind, channel=kind.removeprefix("aliyun_"), vendor="aliyun", name=kind, rank=1, added_at=at,
            settings=given | {"endpoint": url}, sealed=seal({"key_secret": "not-so-secret"}),
            quotas=[{"scope": "callee", "most": 10_000, "within": 60}],
        )  # fmt: skip
