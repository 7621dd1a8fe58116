"""What others ask about providers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from shounuo.channels.events import SENTENCES
from shounuo.channels.models import Provider
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.rules import as_quotas
from shounuo.channels.sealing import unseal
from shounuo.channels.shape import Field, Quota, State
from shounuo.kernel.refusal import Refusal
from shounuo.logbook import reads as logbook


def providers(channel: str | None = None) -> QuerySet[Provider]:
    """The accounts in use, first choice first; of one channel where it is named."""
    living = Provider.objects.filter(ended_at=None).order_by("channel", "rank", "pk")
    return living.filter(channel=channel) if channel else living


def quotas_of(provider: Provider) -> tuple[Quota, ...]:
    """The account's own quotas; where it has none, what the vendor's documents say."""
    adapter = ADAPTERS.get(provider.kind)
    return as_quotas(provider.quotas) or (adapter.quotas if adapter else ())


@dataclass(frozen=True)
class Held:
    """One field of an account as it may be shown: a secret only as set or not."""

    field: Field
    value: str
    is_set: bool


@dataclass(frozen=True)
class Opened:
    """An account's fields; `readable` is False where its secrets were sealed with another key."""

    fields: tuple[Held, ...]
    readable: bool


def opened(provider: Provider) -> Opened:
    """What is set. No secret leaves this function."""
    adapter = ADAPTERS.get(provider.kind)
    try:
        names, readable = frozenset(name for name, value in unseal(provider.sealed).items() if value), True
    except Refusal:
        names, readable = frozenset[str](), False
    fields = adapter.fields if adapter else ()
    return Opened(tuple(_held(one, provider, names) for one in fields), readable)


def _held(one: Field, provider: Provider, sealed: frozenset[str]) -> Held:
    value = "" if one.secret else str(provider.settings.get(one.name, ""))
    return Held(one, value, one.name in sealed if one.secret else bool(value))


@dataclass(frozen=True)
class Try:
    """The latest test message of an account."""

    at: datetime
    state: State
    sentence: str


def latest_tries(accounts: Iterable[Provider]) -> dict[int, Try]:
    """By the account's number. One query."""
    streams = [f"provider:{one.pk}" for one in accounts]
    found: dict[int, Try] = {}
    for line in logbook.happened(streams, ["provider.tried"], SENTENCES, {}):
        number = int(line.stream.rpartition(":")[2])
        found.setdefault(number, Try(line.happened_at, line.facts["state"], line.sentence))
    return found


def history(provider: Provider, limit: int = 20) -> list[logbook.Line]:
    return logbook.timeline(f"provider:{provider.pk}", SENTENCES, {}, limit=limit)
