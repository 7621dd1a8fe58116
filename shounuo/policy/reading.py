"""The standard as lines to read, in the active language: the keys of the file, and what stands under them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from shounuo.policy.model.basis import Entry, Text
from shounuo.policy.model.durations import spell

INDENT = "  "


def outline(part: Any, depth: int = 0) -> Iterator[str]:
    """One line a value; what is nested stands further in, its clause in its title. What is not promised is left out."""
    for key, value in _items(part):
        if value is None or key == "clause":
            continue
        if _is_nested(value):
            yield f"{INDENT * depth}{_title(key, value)}"
            yield from outline(value, depth + 1)
        else:
            yield f"{INDENT * depth}{key}: {_said(value)}"


def _items(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, list):
        yield from ((str(number), value) for number, value in enumerate(part, 1))
    else:
        yield from part.items() if isinstance(part, dict) else part


def _is_nested(value: Any) -> bool:
    """Texts and lists of plain values stand in one line; everything else is opened up."""
    if isinstance(value, list):
        return any(_is_nested(item) or isinstance(item, Text) for item in value)
    return isinstance(value, Entry | dict) and not isinstance(value, Text)


def _title(key: str, value: Any) -> str:
    """The number or key of an entry, with its name and its clause where it has them."""
    name, clause = getattr(value, "name", ""), getattr(value, "clause", "")
    return f"{key} {name}".rstrip() + (f" [{clause}]" if clause else "")


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_said(item) for item in value)
    return spell(value) if isinstance(value, timedelta) else str(value)
