"""Case numbers: nine digits that tell nobody how many cases there are, easy to read out on the telephone."""

from __future__ import annotations

import re
import secrets

_NUMBER = re.compile(r"SN-?(\d{9})", re.IGNORECASE)


def draw() -> str:
    """A new number at random; the table's unique key refuses the rare second draw."""
    return f"SN-{secrets.randbelow(900_000_000) + 100_000_000}"


def find(text: str) -> str | None:
    """The first case number in a text, as it is stored."""
    match = _NUMBER.search(text)
    return f"SN-{match[1]}" if match else None
