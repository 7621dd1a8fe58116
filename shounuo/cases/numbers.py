"""Case numbers: nine digits that tell nobody how many cases there are, easy to read out on the telephone."""

from __future__ import annotations

import re
import secrets

_NUMBER = re.compile(r"SN-?(\d{9})", re.IGNORECASE)

_ANY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,11}")


def draw() -> str:
    """A new number at random; the table's unique key refuses the rare second draw."""
    return f"SN-{secrets.randbelow(900_000_000) + 100_000_000}"


def find(text: str) -> str | None:
    """The first case number in a text, as it is stored."""
    match = _NUMBER.search(text)
    return f"SN-{match[1]}" if match else None


def could_be(text: str) -> bool:
    """Whether a case could have this number: ours, or one that history brought along."""
    return _ANY.fullmatch(text) is not None
