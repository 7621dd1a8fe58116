"""What is decided about deliveries without a network: what an answer means, when to try again, what may stand in a header."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from datetime import timedelta
from typing import Literal

Verdict = Literal["again", "failed"]

AFTER = tuple(timedelta(minutes=n) for n in (1, 2, 5, 10, 20, 40, 80, 80))
"""How long after the first, second … failed try the next one follows: nearly four hours in all."""
JITTER = 0.2
TOKEN_LENGTH = 16


def meaning(code: int) -> Verdict:
    """A refusal by SMTP code: 4xx is for now, everything else for good. (RFC 5321, 4.2.1)"""
    return "again" if 400 <= code < 500 else "failed"


def retry_after(ordinal: int, luck: float) -> timedelta | None:
    """The wait before the try after number `ordinal`, give or take a fifth (luck 0..1); None: that was the last."""
    if ordinal > len(AFTER):
        return None
    return AFTER[ordinal - 1] * (1 + JITTER * (2 * luck - 1))


def one_line(text: str, longest: int) -> str:
    """Fit for a header: one line, no control characters, cut at `longest` characters with an ellipsis."""
    plain = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") else letter for letter in text
    )
    squeezed = " ".join(plain.split())
    return squeezed if len(squeezed) <= longest else squeezed[: longest - 1].rstrip() + "…"


def reply_token(number: str, key: str) -> str:
    """What proves that a reply address was given out by us: 16 hex characters for this case number and no other."""
    return hmac.new(key.encode(), f"reply:{number}".encode(), hashlib.sha256).hexdigest()[:TOKEN_LENGTH]


def reply_local_part(mailbox: str, number: str, key: str) -> str:
    """`support+482177305.0f3a…`"""
    return f"{mailbox}+{number.removeprefix('SN-')}.{reply_token(number, key)}"


def number_in(local_part: str, mailbox: str, key: str) -> str | None:
    """The case number of a reply address of ours; None where the token is missing, forged or another number's."""
    match = re.fullmatch(
        rf"{re.escape(mailbox.lower())}\+(\d{{9}})\.([0-9a-f]{{{TOKEN_LENGTH}}})", local_part.lower()
    )
    if match is None:
        return None
    number = f"SN-{match[1]}"
    return number if hmac.compare_digest(match[2], reply_token(number, key)) else None


def masked(address: str) -> str:
    """`wa***@blue.example`: enough to recognise somebody one knows."""
    local, _, domain = address.partition("@")
    return f"{local[:2]}***@{domain}" if domain else f"{local[:2]}***"
