"""What a change of the standard changes, entry by entry. Pure: two policies in, changes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shounuo.policy.model import Policy
from shounuo.policy.model.basis import Text

NAMES = ("name", "title", "text")
"""What an entry of the standard is called, in this order."""


@dataclass(frozen=True)
class Step:
    """One step down into the standard: the key of the file, and what stands there is called, if it has a name."""

    key: str
    called: Text | None = None


@dataclass(frozen=True)
class Change:
    """A value that differs. `was` is None where it is new, `becomes` where it is gone; `clause` is the nearest one above it."""

    path: tuple[Step, ...]
    clause: str
    was: Any
    becomes: Any

    @property
    def section(self) -> str:
        return self.path[0].key

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(step.key for step in self.path)


def changes(old: Policy, new: Policy) -> list[Change]:
    """In the standard's own order."""
    return list(_differ(old, new, (), ""))


def _differ(old: Any, new: Any, path: tuple[Step, ...], clause: str) -> Iterator[Change]:
    if old == new:
        return
    were, are = _parts(old), _parts(new)
    if were is None or are is None or type(old) is not type(new):
        yield Change(path, clause, old, new)
        return
    for key in [*were, *(one for one in are if one not in were)]:
        was, becomes = were.get(key), are.get(key)
        entry = becomes if becomes is not None else was
        nearest = getattr(entry, "clause", "") or clause
        yield from _differ(was, becomes, (*path, Step(key, _called(entry))), nearest)


def _parts(value: Any) -> dict[str, Any] | None:
    """What stands under it, by key; None where it is a value of its own."""
    if isinstance(value, Text):
        return None
    if isinstance(value, BaseModel):
        return {
            key: getattr(value, key) for key in type(value).model_fields if key not in ("clause", "id")
        } | _own_clause(value)
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and any(
        isinstance(one, BaseModel) and not isinstance(one, Text) for one in value
    ):
        return {_key_of(one) or str(place): one for place, one in enumerate(value, 1)}
    return None


def _own_clause(value: BaseModel) -> dict[str, Any]:
    return {"clause": value.clause} if hasattr(value, "clause") else {}


def _key_of(value: Any) -> str:
    """The id of an entry of a list; entries without one are known by their place."""
    return str(getattr(value, "id", "")) if isinstance(value, BaseModel) else ""


def _called(entry: Any) -> Text | None:
    named = (getattr(entry, name, None) for name in NAMES)
    return next((one for one in named if isinstance(one, Text)), None)
