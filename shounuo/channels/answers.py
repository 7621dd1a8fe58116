"""What chat vendors have in common: JSON goes out, JSON with a code comes back, and the code alone says what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shounuo.channels import wire
from shounuo.channels.shape import Account, Answer, Forged, Heard, Receipt, State
from shounuo.kernel.words import Words, t

MOST_WORDS = 300
"""Characters of a vendor's own words that are kept."""


@dataclass(frozen=True)
class Meaning:
    """What a vendor's code means. `spent`: whatever else goes through this account fails alike, so another goes first."""

    state: State
    words: Words
    wait: timedelta | None = None
    spent: bool = False


def again(zh: str, en: str, *, seconds: int) -> Meaning:
    """The vendor took nothing and takes none for so long; another account is free to go at once."""
    return Meaning("again", Words(zh, en), timedelta(seconds=seconds), spent=True)


def failed(zh: str, en: str) -> Meaning:
    """This message, or this person, is refused; the account is well."""
    return Meaning("failed", Words(zh, en))


def shut(zh: str, en: str) -> Meaning:
    """The account is refused: nothing goes through it until somebody mends it."""
    return Meaning("failed", Words(zh, en), spent=True)


def post(url: str, body: Mapping[str, Any], **wanted: Any) -> dict[str, Any] | Answer:
    """The vendor's JSON object; an Answer where there is none. An answer that can't be read tells nothing: unknown."""
    octets = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    reply = wire.call(
        "POST", url, content=octets, headers={"Content-Type": "application/json; charset=utf-8"}, **wanted
    )
    return reply if isinstance(reply, Answer) else read(reply)


def read(reply: wire.Reply) -> dict[str, Any] | Answer:
    try:
        found = json.loads(reply.body)
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    words = t(
        "对方的回答无法辨认（HTTP {status}），不知是否收下", "HTTP {status} with an answer nobody can read: taken or not is not known",
        status=reply.status,
    )  # fmt: skip
    return Answer("unknown", words, code=f"http {reply.status}")


def told(code: object, said: object, meanings: Mapping[str, Meaning], otherwise: Meaning) -> Answer:
    """The answer that a code stands for, with the vendor's own words behind ours."""
    meaning = meanings.get(str(code), otherwise)
    own = " ".join(str(said or "").split())[:MOST_WORDS]
    words = t("{words}（{code} {own}）", "{words} ({code} {own})", words=meaning.words, code=code, own=own)
    return Answer(meaning.state, words, code=str(code), wait=meaning.wait, spent=meaning.spent)


class OneWay:
    """A vendor that answers once and tells nothing later."""

    def receipts(
        self, account: Account, body: bytes, headers: Mapping[str, str], query: Mapping[str, Any]
    ) -> Heard:
        raise Forged("this vendor sends no receipts")

    def ask(self, account: Account, provider_id: str, address: str, *, at: datetime) -> Receipt | None:
        return None
