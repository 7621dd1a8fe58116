"""What of two receipts counts: they come late, twice and out of order."""

from __future__ import annotations

from shounuo.channels.shape import Receipt


def counting(held: Receipt | None, heard: Receipt) -> Receipt:
    """The receipt that stands after this one was heard: whoever pressed the key has it, whatever is told afterwards;
    otherwise what happened last counts, and of the same moment that it arrived. Any order gives the same."""
    return heard if held is None or _weight(heard) > _weight(held) else held


def _weight(receipt: Receipt) -> tuple[bool, float, bool]:
    pressed = receipt.fate == "acknowledged"
    moment = receipt.happened_at.timestamp()
    return pressed, -moment if pressed else moment, receipt.fate == "delivered"
