"""What a message says by chat, SMS or voice, whatever its kind: a digest its lines, a letter its code, everything else a page."""

from __future__ import annotations

from shounuo.kernel.words import Words, speaking, t
from shounuo.notifications import letters
from shounuo.notifications.digests import said_at_once
from shounuo.notifications.models import Message
from shounuo.notifications.page_words import Said, said

CODE = Words("守诺：验证联系方式", "Shounuo: verify this way to reach you")


def words_of(message: Message) -> Said:
    """Put together when it leaves, in the reader's language."""
    with speaking(message.language):
        if message.kind == "digest":
            return said_at_once(message)
        return _code(message) if message.case is None else said(message)


def _code(message: Message) -> Said:
    """A code for the address that it proves."""
    facts = letters.facts_of(message)
    text = t(
        "验证码 {code}，{minutes} 分钟内有效", "Your code is {code}, good for {minutes} minutes", **facts
    )
    return Said(
        str(CODE), (text,), "", {"code": str(facts["code"]), "title": str(CODE), "name": str(facts["name"])}
    )
