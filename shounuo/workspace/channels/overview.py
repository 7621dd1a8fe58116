"""渠道: the accounts of each channel in order of choice, and e-mail, which stands in the settings. [5.2-notify]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.channels import reads
from shounuo.channels.models import Provider
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.shape import State
from shounuo.channels.words import CHANNELS, STATES
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import legible
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.logbook import reads as logbook
from shounuo.notifications.events import SENTENCES
from shounuo.notifications.try_mail import STREAM, try_mail
from shounuo.policy import reads as policies
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette

MANAGE = "manage_channels"
TONES: dict[str, str] = {"sent": "kept", "again": "risk", "failed": "broken", "unknown": "risk"}


@dataclass(frozen=True)
class Row:
    """One account as the list shows it."""

    provider: Provider
    kind: str
    tried: reads.Try | None
    readable: bool

    @property
    def outcome(self) -> str:
        return str(STATES[self.tried.state]) if self.tried else ""

    @property
    def tone(self) -> str:
        return TONES[self.tried.state] if self.tried else ""


@dataclass(frozen=True)
class Section:
    """One channel: its accounts, and the levels whose pages go through it."""

    channel: str
    name: str
    rows: tuple[Row, ...]
    levels: str

    @property
    def several(self) -> bool:
        return len(self.rows) > 1


@shows
def channels(request: Asked) -> HttpResponse:
    return page(request)


@does(MANAGE)
def mail_trial(request: Asked) -> HttpResponse:
    """A test mail, and what the server said."""
    address = legible(request.POST.get("address", "")).strip()[:200]
    try:
        answer = try_mail(address, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return page(request, refused=refusal.sentence, address=address, status=refusal.status)
    tell(request, answer.state, answer.words)
    return Arrived("/desk/channels", "desk-channels-mail")


def page(request: Asked, *, refused: str = "", address: str = "", status: int = 200) -> HttpResponse:
    used = levels()
    facts = frame(request) | {
        "sections": sections(used), "mail_levels": used.get("email", ""), "refused": refused,
        "address": address or request.user.email, "mail": _mail(),
    }  # fmt: skip
    return render(request, "workspace/channels/overview.html", facts, status=status)


def frame(request: Asked) -> dict[str, Any]:
    deeds = deeds_of(request.user)
    return {"deeds": deeds, "palette": palette(deeds), "manages": MANAGE in deeds}


def sections(used: dict[str, str]) -> list[Section]:
    """Every channel that an adapter serves or a ladder calls for, in the order of CHANNELS."""
    accounts = list(reads.providers())
    tried = reads.latest_tries(accounts)
    served = {one.channel for one in ADAPTERS.values()} | {one.channel for one in accounts}
    served |= used.keys() - {"email"}
    order = [*CHANNELS, *sorted(served - CHANNELS.keys())]
    return [
        Section(name, str(CHANNELS.get(name, name)), _rows(accounts, name, tried), used.get(name, ""))
        for name in order
        if name in served
    ]


def _rows(accounts: Iterable[Provider], channel: str, tried: dict[int, reads.Try]) -> tuple[Row, ...]:
    return tuple(
        Row(one, kind_of(one), tried.get(one.pk), reads.opened(one).readable)
        for one in accounts
        if one.channel == channel
    )


def kind_of(provider: Provider) -> str:
    """What its kind is called; the bare word where an earlier release knew one that is gone."""
    return str(ADAPTERS[provider.kind].name) if provider.kind in ADAPTERS else provider.kind


def levels() -> dict[str, str]:
    """By channel the levels whose ladder goes through it."""
    found: dict[str, list[str]] = {}
    for level, flow in policies.current().notifications.items():
        for channel in {one for rung in flow.ladder for one in rung.channels}:
            found.setdefault(channel, []).append(level)
    return {channel: t("、", ", ").join(sorted(names)) for channel, names in found.items()}


def tell(request: Asked, state: State, words: str) -> None:
    """What became of a test message, above the page."""
    said = t("测试消息：{state}。{words}", "Test message: {state}. {words}", state=STATES[state], words=words)
    (messages.success if state == "sent" else messages.error)(request, said)


def _mail() -> dict[str, Any]:
    """E-mail as it is set; its password is set or not."""
    lines = logbook.happened([STREAM], ["message.tried"], SENTENCES, {}, limit=1)
    tls = {"tls": t("TLS 加密", "TLS"), "starttls": t("STARTTLS 加密", "STARTTLS")}
    return {
        "host": settings.SMTP_HOST, "port": settings.SMTP_PORT, "sender": settings.MAIL_FROM, "user": settings.SMTP_USER,
        "encrypted": tls.get(settings.SMTP_TLS, t("未加密", "not encrypted")), "has_password": bool(settings.SMTP_PASSWORD),
        "tried": lines[0] if lines else None,
        "outcome": STATES[lines[0].facts["state"]] if lines else "", "tone": TONES[lines[0].facts["state"]] if lines else "",
    }  # fmt: skip
