"""One outgoing message and the accounts it goes through, for the tests of every chat vendor."""

from __future__ import annotations

from typing import Any

from shounuo.channels.shape import Account, Outgoing

LINK = "https://desk.example/a/TOKEN-1"


def outgoing(address: str, **said: Any) -> Outgoing:
    """A P0 page, unless the test says otherwise."""
    usual: dict[str, Any] = {
        "key": "page-1:7:wecom:1", "title": "P0 SN-260302-0001 支付全部失败", "text": "客户：云上科技\n请立即受理，目标 10:05 前。",
        "link": LINK, "urgent": True, "facts": {"number": "SN-260302-0001", "priority": "P0"},
    }  # fmt: skip
    return Outgoing(address=address, **(usual | said))


def account(kind: str, url: str, secrets: dict[str, str], **settings: str) -> Account:
    return Account(kind, {"gateway": url, **settings}, secrets)
