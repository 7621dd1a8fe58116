"""What a source's values mean here, as a TOML file says it. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = ("P0", "P1", "P2", "P3", "P4")
STATES = ("new", "working", "waiting", "resolved", "closed")
PARTS = ("columns", "priority", "state", "impact", "channel")


class MappingError(ValueError):
    """What is wrong with a mapping file: `zh` and `en`."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Meanings:
    """Values are compared by their number or code at the front ("3 - Moderate" is 3), then as a whole, without case."""

    columns: Mapping[str, str] = field(default_factory=dict)
    priority: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    impact: Mapping[str, str] = field(default_factory=dict)
    channel: Mapping[str, str] = field(default_factory=dict)
    month_first: bool = False

    def level(self, row: Mapping[str, str]) -> str:
        """Of its priority; without one, of its impact as if that were it; "" where neither says."""
        return _meaning(self.priority, row.get("priority", "")) or (
            _meaning(self.priority, row.get("impact", "")) if not row.get("priority") else ""
        )

    def guessed(self, row: Mapping[str, str]) -> bool:
        return not row.get("priority")

    def state(self, text: str) -> str:
        return _meaning(self.states, text)

    def knows_state(self, text: str) -> bool:
        return bool(self.state(text))


def read_mapping(text: str) -> Meanings:
    """MappingError says in both languages what is wrong, and where."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"映射文件不是合法的 TOML：{error}", f"The mapping is no TOML: {error}") from None
    if strange := sorted(set(said) - {*PARTS, "month_first"}):
        raise MappingError(f"映射文件里不认识：{strange[0]}", f"Unknown in the mapping: {strange[0]}")
    for level in _part(said, "priority").values():
        if level not in LEVELS:
            raise MappingError(f"没有优先级 {level}", f"There is no priority {level}")
    for state in _part(said, "state").values():
        if state not in STATES:
            raise MappingError(f"没有状态 {state}", f"There is no state {state}")
    return Meanings(
        columns=_part(said, "columns"), priority=_folded(_part(said, "priority")), states=_folded(_part(said, "state")),
        impact=_folded(_part(said, "impact")), channel=_folded(_part(said, "channel")), month_first=bool(said.get("month_first")),
    )  # fmt: skip


def meaning(known: Mapping[str, str], text: str, otherwise: str) -> str:
    return _meaning(known, text) or otherwise


def _part(said: Mapping[str, object], name: str) -> dict[str, str]:
    part = said.get(name, {})
    if not isinstance(part, dict) or not all(isinstance(one, str) for one in part.values()):
        raise MappingError(f"[{name}] 应是一组文字", f"[{name}] is a table of texts")
    return part


def _folded(part: Mapping[str, str]) -> dict[str, str]:
    return {key.strip().lower(): value for key, value in part.items()}


def _meaning(known: Mapping[str, str], text: str) -> str:
    text = text.strip().lower()
    front = re.match(r"[a-z]?\d+", text)
    return known.get(text) or (known.get(front[0], "") if front else "") or _named(known, text)


def _named(known: Mapping[str, str], text: str) -> str:
    """ "3 - Moderate" by its name, where the mapping goes by names."""
    _, dash, name = text.partition(" - ")
    return known.get(name.strip(), "") if dash else ""
