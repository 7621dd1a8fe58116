"""How long a receiver wants to be left alone: Retry-After in seconds or as a date (RFC 9110, 10.2.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from shounuo.channels.wire import Reply

BREATH = timedelta(seconds=30)
"""Where nothing is said."""
LONGEST = timedelta(hours=1)
"""Whoever asks for more patience than a page has is asked again after this."""


def retry_after(reply: Reply, at: datetime) -> timedelta:
    """`at`: this moment as the world outside has it."""
    written = {name.lower(): value for name, value in reply.headers.items()}.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", written):
        return min(timedelta(seconds=int(written)), LONGEST)
    try:
        until = parsedate_to_datetime(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return BREATH
    return min(max(until - at, timedelta(0)), LONGEST)
