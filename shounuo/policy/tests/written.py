"""The policy as plain values, so that a test reads like the standard: "中文 | English", "15 min", "2 h", "at once"."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from shounuo.policy.model.basis import Entry, Text
from shounuo.policy.model.flows import Flow, Stage


def written(part: Any) -> Any:
    """An entry as a dict without what it does not promise; lists and tables of such."""
    if isinstance(part, Text):
        return f"{part.zh} | {part.en}"
    if isinstance(part, timedelta):
        return spoken(part)
    if isinstance(part, Entry):
        return {name: written(value) for name, value in part if value is not None}
    if isinstance(part, dict):
        return {key: written(value) for key, value in part.items()}
    return [written(item) for item in part] if isinstance(part, list) else part


def under(clause: str, entries: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The entries of that clause, in order, each as a row of its values without the clause."""
    found = [written(entry) for entry in entries if entry.clause == clause]
    return [tuple(value for name, value in entry.items() if name != "clause") for entry in found]


def rows(entries: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Entries that stand beneath a clause, in order, each as a row of its values."""
    return [tuple(written(entry).values()) for entry in entries]


def stage_of(flow: Flow, clause: str) -> Stage:
    """The one stage that stands under the clause."""
    (stage,) = [stage for stage in flow.stages if stage.clause == clause]
    return stage


def head(stage: Stage) -> tuple[str, ...]:
    """A stage without its steps: id, name, counted from, begins, due, what if it is late."""
    window = (spoken(stage.begins), spoken(stage.due))
    return (stage.id, written(stage.name), stage.counted_from, *window, stage.if_late)


def spoken(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    assert not seconds, "the standard speaks of whole minutes"
    if not minutes:
        return "at once"
    if minutes % 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours // 24} days" if hours > 48 and hours % 24 == 0 else f"{hours} h"
