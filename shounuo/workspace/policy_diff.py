"""A change of the standard in words: where, by which clause, what it was, what it becomes. [7.1-reports]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shounuo.kernel.words import t
from shounuo.policy.compare import Change, Step, changes
from shounuo.policy.model import Policy
from shounuo.policy.model.basis import Text
from shounuo.policy.reading import outline
from shounuo.workspace.policy_page import label, spoken

LONG = 160
"""Characters of one value; the file has the rest."""


@dataclass(frozen=True)
class Said:
    """`kind` is changed, added or removed."""

    kind: str
    section: str
    where: str
    clause: str
    was: str
    becomes: str

    def __str__(self) -> str:
        clause = f" [{self.clause}]" if self.clause else ""
        told = {
            "changed": f"{self.was} → {self.becomes}", "added": f"+ {self.becomes}", "removed": f"− {self.was}",
        }[self.kind]  # fmt: skip
        return t(
            "{where}：{told}{clause}", "{where}: {told}{clause}", where=self.where, told=told, clause=clause
        )


def in_words(old: Policy, new: Policy) -> list[Said]:
    """In the standard's order, in the active language."""
    return [_said(one) for one in changes(old, new)]


def _said(one: Change) -> Said:
    kind = "added" if one.was is None else "removed" if one.becomes is None else "changed"
    where = " · ".join(_names(one.path))
    return Said(kind, label(one.section), where, one.clause, _value(one.was), _value(one.becomes))


def _names(path: tuple[Step, ...]) -> Iterator[str]:
    """An entry by its own name, else by what its key is called. A level needs no more than itself."""
    for step in path if len(path) < 3 or path[0].key != "targets" else path[1:]:
        yield str(step.called) if step.called and not _is_level(step.key) else label(step.key)


def _is_level(key: str) -> bool:
    return len(key) == 2 and key[0] == "P" and key[1].isdigit()


def _value(value: Any) -> str:
    if value is None:
        return ""
    text = "；".join(line.strip() for line in outline(value)) if _is_entry(value) else spoken(value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _is_entry(value: Any) -> bool:
    if isinstance(value, list):
        return any(_is_entry(one) for one in value)
    return isinstance(value, dict | BaseModel) and not isinstance(value, Text)
