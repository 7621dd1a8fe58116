"""One message of a mailbox: read whole, and taken."""

from __future__ import annotations

from shounuo.intake.actions import Spot
from shounuo.intake.keeping import NOTHING, keep_too_large, not_read, take_at
from shounuo.intake.line import Line
from shounuo.intake.trouble import Trouble
from shounuo.kernel.clock import now

MOST_BYTES = 80 * 1024 * 1024
"""A larger message is not read."""


def read_one(line: Line, spot: Spot, size: int) -> None:
    """Taken, or kept aside. A line that breaks over a message counts against the message too, so that the next round goes
    on with the others; then Trouble is raised."""
    try:
        if size > MOST_BYTES:
            return keep_too_large(spot, line.fetch(spot.uid, head_only=True) or b"", size, at=now())
        raw = line.fetch(spot.uid)
    except Trouble as trouble:
        not_read(spot, trouble.words, at=now())
        if trouble.kind == "refused":
            return None
        raise
    if raw is None:
        return not_read(spot, NOTHING, at=now())
    return take_at(spot, raw, at=now())
