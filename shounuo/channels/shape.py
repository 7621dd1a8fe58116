"""The one shape of all channels: what goes out, through which account, and what the vendor made of it.

An answer is judged by its body, never by the HTTP status alone: chat robots answer 200 with an error code. What was
surely not taken may go again; what may have been taken is `unknown`, and nobody submits it a second time. [5.2-notify]
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, runtime_checkable

from shounuo.kernel.words import Words

State = Literal["sent", "again", "failed", "unknown"]
Fate = Literal["delivered", "undelivered", "acknowledged"]


@dataclass(frozen=True)
class Outgoing:
    """What one submission says. `key` names the submission for ever (page, person, channel, ordinal): a vendor that
    takes an id of ours gets it, and gives it back in receipts."""

    key: str
    address: str
    title: str
    text: str
    """Plain words, lines apart by \\n; an adapter shortens them to what its vendor takes."""
    link: str = ""
    """Where one acknowledges or reads on; empty where there is nothing to open."""
    urgent: bool = False
    language: str = "zh-hans"
    facts: Mapping[str, str] = field(default_factory=dict)
    """Short values by name for templates of SMS and voice: number, priority, subject, due, name."""


@dataclass(frozen=True)
class Account:
    """One account with a vendor, opened: what is not secret, and what is."""

    kind: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What became of a submission. again: surely not taken, for now (`wait`: not before); failed: surely not taken, and
    won't be; unknown: it was under way when the line broke."""

    state: State
    words: str
    code: str = ""
    """The vendor's own code, as it stands in the body."""
    provider_id: str = ""
    """What the vendor calls this submission; receipts name it."""
    wait: timedelta | None = None
    spent: bool = False
    """The vendor takes no more from this account or for this person now: another one should go first."""


@dataclass(frozen=True)
class Receipt:
    """What a vendor tells later: it arrived, it did not, or somebody pressed the key that says "I have it"."""

    fate: Fate
    happened_at: datetime
    provider_id: str = ""
    key: str = ""
    code: str = ""
    words: str = ""


@dataclass(frozen=True)
class Field:
    """One setting of a provider as the form asks for it; a secret is sealed and never shown again."""

    name: str
    label: Words
    hint: Words
    secret: bool = False
    default: str = ""
    required: bool = True
    choices: tuple[tuple[str, Words], ...] = ()
    """What may be chosen; empty: anything may be written."""
    check: Callable[[str], Words | None] | None = None
    """Why a written value can't be used, where the form alone can't tell."""


_GROUPS = (
    ("auto", Words("自动", "Automatic")),
    ("yes", Words("发到这个群", "This group")),
    ("no", Words("不发", "Not here")),
)
GROUP_NEWS = Field(
    "incidents",
    Words("同步 P0/P1 进展", "Tells of P0 and P1"),
    Words(
        "事件的里程碑发到哪个群；都选“自动”时用优先顺序最前的机器人",
        "Which group hears the milestones; where all say “automatic”, the first choice does",
    ),
    required=False,
    default="auto",
    choices=_GROUPS,
)


@dataclass(frozen=True)
class Quota:
    """At most so many submissions within that time, for each callee or for the whole account."""

    scope: Literal["callee", "provider"]
    most: int
    within: timedelta


class Adapter(Protocol):
    """One kind of provider: a vendor's way to one channel."""

    kind: str
    channel: str
    """sms, voice, wecom, dingtalk, feishu, webhook, webpush: what a person's way to be reached is called."""
    vendor: str
    name: Words
    fields: tuple[Field, ...]
    quotas: tuple[Quota, ...]
    """What the vendor's documents say it takes; a provider may be given others."""
    documents: tuple[str, ...]
    """The vendor's documents this is written after."""

    def problem(self, address: str) -> Words | None:
        """Why nobody can be reached at this address; None where somebody may be."""

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        """Submit once, within `wire.LONGEST`; never raises for what a network or a vendor does. `at` is the
        product's; what a vendor holds against its own clock goes through `wire.outside`."""

    def receipts(
        self, account: Account, body: bytes, headers: Mapping[str, str], query: Mapping[str, Any]
    ) -> Heard:
        """What a vendor's call to us says. Raises Forged for one that is not the vendor's."""

    def ask(self, account: Account, provider_id: str, address: str, *, at: datetime) -> Receipt | None:
        """Ask the vendor what became of a submission; None where it does not know (yet) or can't be asked. Where the line
        broke and no `provider_id` is known, the submission's key is given instead: some vendors list our keys."""


@runtime_checkable
class Foresighted(Protocol):
    """An adapter whose vendor can be asked beforehand whether the next page would go out."""

    def unready(self, account: Account, *, at: datetime) -> tuple[Words, ...]:
        """What stands in its way; empty where nothing is known to."""


@dataclass(frozen=True)
class Heard:
    """The receipts in a vendor's call, and the words it wants to hear back."""

    receipts: tuple[Receipt, ...] = ()
    status: int = 200
    reply: str = "ok"
    content_type: str = "text/plain"


class Forged(Exception):
    """A call that is not signed by the vendor whose name it uses."""


def short(key: str, most: int) -> str:
    """The key for a vendor that takes so many bytes: as it is where it fits, otherwise a digest of it. Receipts bring
    back what was given, so whoever looks a submission up compares both."""
    if len(key.encode()) <= most:
        return key
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode().lower()[:most]
