"""A signed POST to a system of the house's own, and its word that somebody has the page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from shounuo.channels import wire
from shounuo.channels.patience import BREATH, retry_after
from shounuo.channels.shape import Account, Answer, Fate, Field, Forged, Heard, Outgoing, Quota, Receipt
from shounuo.channels.webhook.signature import Unsigned, key, signed, verify
from shounuo.kernel.clock import real_now
from shounuo.kernel.words import Words, t

MOST_TEXT = 4000
"""Characters; the specification asks for small bodies, below 20 kB."""
FATES: dict[str, Fate] = {
    "acknowledged": "acknowledged",
    "delivered": "delivered",
    "undelivered": "undelivered",
}


def secrets_problem(written: str) -> Words | None:
    """One secret, or two while one is being changed."""
    try:
        known = [key(secret) for secret in written.split()]
    except ValueError:
        known = []
    if 1 <= len(known) <= 2:
        return None
    return Words(
        "应以 whsec_ 开头，后接 24 到 64 字节的 base64",
        "It begins with whsec_, followed by 24 to 64 bytes in base64",
    )


def url_problem(written: str) -> Words | None:
    parts = urlsplit(written)
    if parts.scheme in ("http", "https") and parts.hostname and not parts.username:
        return None
    return Words("请填写 https:// 开头的地址", "An address that begins with https://, please")


class Webhook:
    """One endpoint with one secret: the specification wants a key for each."""

    kind = "webhook"
    channel = "webhook"
    vendor = "webhook"
    name = Words("通用 Webhook", "Webhook")
    fields: tuple[Field, ...] = (
        Field(
            "url", Words("接收地址", "URL"), Words("以 https 开头，每次发送一个 POST", "Begins with https; gets one POST for each page"),
            check=url_problem,
        ),
        Field(
            "secret", Words("签名密钥", "Signing secret"),
            Words(
                "以 whsec_ 开头；更换期间可写新旧两个，用空格分开", "Begins with whsec_; two with a space while it is changed"
            ),
            secret=True, check=secrets_problem,
        ),
    )  # fmt: skip
    quotas: tuple[Quota, ...] = ()
    documents: tuple[str, ...] = (
        "Standard Webhooks 1.0.0: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    )

    def problem(self, address: str) -> Words | None:
        """The address is whatever the receiving system calls the person or the group."""
        if re.fullmatch(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?", address):
            return None
        return Words("请填写接收系统认识的名称或 ID", "A name or id that the receiving system knows, please")

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        body = json.dumps(_said(outgoing, at), ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "replace"
        )
        try:
            headers = signed(outgoing.key, body, account.secrets.get("secret", ""), at=wire.outside(at))
        except ValueError:
            words = t("签名密钥无效，应以 whsec_ 开头", "The signing secret is none; it begins with whsec_")
            return Answer("failed", words, "settings", spent=True)
        headers |= {"Content-Type": "application/json", "User-Agent": "Shounuo"}
        reply = wire.call("POST", account.settings.get("url", ""), content=body, headers=headers)
        return reply if isinstance(reply, Answer) else _judged(reply, outgoing.key, at)

    def receipts(
        self,
        account: Account,
        body: bytes,
        headers: Mapping[str, str],
        query: Mapping[str, Any],
        *,
        at: datetime | None = None,
    ) -> Heard:
        """`{"type": "acknowledged", "key": …}`, signed with the same secret within five minutes of now."""
        try:
            _, moment = verify(headers, body, account.secrets.get("secret", ""), at=at or real_now())
        except (Unsigned, ValueError) as error:
            raise Forged(str(error)) from None
        receipt = _receipt(body, moment)
        if receipt is None:
            return Heard(status=422, reply='{"error":"no receipt"}', content_type="application/json")
        return Heard((receipt,), reply='{"ok":true}', content_type="application/json")

    def ask(self, account: Account, provider_id: str, address: str, *, at: datetime) -> Receipt | None:
        """Nobody can be asked."""
        return None


def _said(outgoing: Outgoing, at: datetime) -> dict[str, Any]:
    """The body, as docs/channels-webhook.md describes it."""
    return {
        "type": "page.submitted",
        "timestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "data": {
            "key": outgoing.key,
            "to": outgoing.address,
            "title": outgoing.title,
            "text": outgoing.text[:MOST_TEXT],
            "link": outgoing.link,
            "urgent": outgoing.urgent,
            "language": outgoing.language,
            "facts": dict(outgoing.facts),
        },
    }


def _judged(reply: wire.Reply, name: str, at: datetime) -> Answer:
    """By the status alone: the specification gives a body no meaning. What is not 2xx was not taken; only a gateway that
    lost the answer (502, 504) may have passed the page on. Whatever goes again goes under a new ordinal, with a new id."""
    status, words = reply.status, f"HTTP {reply.status} {reply.body[:120].decode('utf-8', 'replace')}".strip()
    if 200 <= status < 300:
        return Answer("sent", words, str(status), name)
    if status in (429, 503):
        return Answer("again", words, str(status), wait=retry_after(reply, wire.outside(at)), spent=True)
    if status == 410:
        ended = t("对方已不再接收（410）", "The receiver wants no more (410)")
        return Answer("failed", ended, "410", spent=True)
    if status in (502, 504):
        return Answer("unknown", words, str(status))
    if status >= 500:
        return Answer("again", words, str(status), wait=BREATH)
    return Answer("failed", words, str(status), spent=status in (401, 403, 404) or status < 400)


def _receipt(body: bytes, moment: datetime) -> Receipt | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    fate, name, by = FATES.get(str(said.get("type"))), said.get("key"), said.get("by")
    if fate is None or not isinstance(name, str) or not name:
        return None
    return Receipt(fate, moment, key=name, words=by[:200] if isinstance(by, str) else "")
