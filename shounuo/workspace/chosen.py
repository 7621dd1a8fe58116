"""Why this engineer: who was compared with which figures, and who was left out, for whoever wants to know. [5.2-assign]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shounuo.assignment.explain import explained, figures, reasons
from shounuo.kernel.words import Words


@dataclass(frozen=True)
class Line:
    """A person of the comparison; `points` is empty for one who was left out."""

    name: str
    points: str
    words: Words


def chosen(why: dict[str, Any]) -> dict[str, Any]:
    """The stored choice as lines; nothing to compare where a person gave or took the case."""
    one = explained(why)
    return {
        "compared": [Line(seen.name, f"{seen.score:g}", figures(seen)) for seen in one.compared],
        "left_out": [Line(seen.name, "", reasons(seen)) for seen in one.left_out],
        "more_compared": one.more[0], "more_left_out": one.more[1],
    }  # fmt: skip
