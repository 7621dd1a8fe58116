"""One push to one browser, shaped like every other submission, and marked as what nothing counts on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shounuo.channels import wire
from shounuo.channels.patience import retry_after
from shounuo.channels.shape import Account, Answer, Field, Forged, Heard, Outgoing, Quota, Receipt
from shounuo.channels.webpush.encryption import MOST, encrypted
from shounuo.channels.webpush.subscription import Subscription
from shounuo.channels.webpush.vapid import authorization
from shounuo.kernel.words import Words, t

GONE = frozenset({"404", "410"})
"""Codes that say: this subscription has ended, forget it (RFC 8030, 7.3)."""
URGENT_LIFE, LIFE = 600, 86_400
"""Seconds a push service keeps a push for a device that is away: an urgent one is soon overtaken by the ladder."""
MOST_TITLE, MOST_BODY = 120, 700
"""Characters; more is shown by no system."""


class WebPush:
    """A convenience: it has the shape of an adapter, and no place in the registry."""

    kind = "webpush"
    channel = "webpush"
    vendor = "webpush"
    convenience = True
    """Never a rung of a ladder, and never a way that is counted on."""
    name = Words("浏览器通知", "Browser notification")
    fields: tuple[Field, ...] = ()
    quotas: tuple[Quota, ...] = ()
    documents: tuple[str, ...] = (
        "RFC 8030: Generic Event Delivery Using HTTP Push",
        "RFC 8188: Encrypted Content-Encoding for HTTP",
        "RFC 8291: Message Encryption for Web Push",
        "RFC 8292: Voluntary Application Server Identification (VAPID) for Web Push",
    )

    def problem(self, address: str) -> Words | None:
        try:
            Subscription.of(address)
        except ValueError:
            return Words("这不是浏览器给出的订阅", "This is no subscription of a browser")
        return None

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        try:
            to = Subscription.of(outgoing.address)
        except ValueError:
            return Answer("failed", t("订阅无效", "This is no subscription"), "address")
        at = wire.outside(at)
        headers = {
            "Authorization": authorization(to.endpoint, at=at),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(URGENT_LIFE if outgoing.urgent else LIFE),
            "Urgency": "high" if outgoing.urgent else "normal",
        }
        body = encrypted(_shown(outgoing), to.theirs, to.auth)
        reply = wire.call("POST", to.endpoint, content=body, headers=headers)
        return reply if isinstance(reply, Answer) else _judged(reply, at)

    def receipts(
        self, account: Account, body: bytes, headers: Mapping[str, str], query: Mapping[str, Any]
    ) -> Heard:
        """No push service calls us."""
        raise Forged("push services send no receipts")

    def ask(self, account: Account, provider_id: str, address: str, *, at: datetime) -> Receipt | None:
        """Nobody can be asked."""
        return None


def _shown(outgoing: Outgoing) -> bytes:
    """What the service worker shows, short enough for one record: {"title", "body", "url", "tag", "urgent"}."""
    said = {
        "title": outgoing.title[:MOST_TITLE],
        "body": outgoing.text[:MOST_BODY],
        "url": outgoing.link,
        "tag": outgoing.facts.get("number", "") or outgoing.key,
        "urgent": outgoing.urgent,
    }
    while len(body := _json(said)) > MOST and said["body"]:
        said["body"] = str(said["body"])[: len(str(said["body"])) // 2]
    return body if len(body) <= MOST else _json({"title": outgoing.title[:MOST_TITLE], "body": "", "url": ""})


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _judged(reply: wire.Reply, at: datetime) -> Answer:
    """201 is a push that the service took; nobody tells whether a device ever showed it."""
    code, words = (
        str(reply.status),
        f"HTTP {reply.status} {reply.body[:120].decode('utf-8', 'replace')}".strip(),
    )
    if 200 <= reply.status < 300:
        named = {name.lower(): value for name, value in reply.headers.items()}.get("location", "")
        return Answer("sent", words, code, named[:200])
    if code in GONE:
        return Answer("failed", t("这台设备已不再接收", "This device takes no more"), code)
    if reply.status == 429:
        return Answer("again", words, code, wait=retry_after(reply, at), spent=True)
    if reply.status in (502, 504):
        return Answer("unknown", words, code)
    if reply.status >= 500:
        return Answer("again", words, code, wait=retry_after(reply, at))
    return Answer("failed", words, code)
