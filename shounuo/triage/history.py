"""What is known of the customer's past when a new ticket is judged (3.2-history)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = ("P0", "P1", "P2", "P3", "P4")


@dataclass(frozen=True)
class History:
    """`levels` counts the customer's past cases by their final priority; `open_incidents` those open now at P0 or P1."""

    levels: Mapping[str, int] = field(default_factory=dict)
    open_incidents: int = 0

    @property
    def total(self) -> int:
        return sum(max(0, n) for n in self.levels.values())

    def usual(self, share: int) -> str | None:
        """The highest level that at least `share` percent of the past cases reached, or None without a past."""
        reached = 0
        for level in LEVELS:
            reached += max(0, self.levels.get(level, 0))
            if self.total and reached * 100 >= share * self.total:
                return level
        return None
