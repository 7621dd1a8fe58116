"""A rotation: people who take turns. Whose turn it is follows from the ordinal of the hand-over alone, never from steps
taken before, so a server that was down for a day knows at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from shounuo.oncall.spans import Person, Span
from shounuo.oncall.wall import instant, shown

Unit = Literal["hours", "days", "weeks", "elapsed_hours"]
LENGTH = {
    "hours": timedelta(hours=1), "days": timedelta(days=1), "weeks": timedelta(weeks=1), "elapsed_hours": timedelta(hours=1),
}  # fmt: skip


@dataclass(frozen=True)
class Rotation:
    """Each of `people` in turn, for `every` units; the first turn begins at `anchor`, a naive wall time in `zone`, and
    nobody has a turn before it. "hours" follow the wall, so 24 of them are a day; "elapsed_hours" are counted through."""

    people: tuple[Person, ...]
    unit: Unit
    every: int
    anchor: datetime
    zone: ZoneInfo

    def hands_over(self, ordinal: int) -> datetime:
        """When turn number `ordinal` begins."""
        if self.unit == "elapsed_hours":
            return instant(self.anchor, self.zone) + ordinal * self._step
        return instant(self.anchor + ordinal * self._step, self.zone)

    @property
    def _step(self) -> timedelta:
        return LENGTH[self.unit] * self.every

    def ordinal(self, at: datetime) -> int:
        """The turn that runs at `at`; negative before the anchor."""
        if self.unit == "elapsed_hours":
            return (at - instant(self.anchor, self.zone)) // self._step
        found = (shown(at, self.zone) - self.anchor) // self._step
        while self.hands_over(found + 1) <= at:  # the second pass through an hour that comes twice
            found += 1
        return found

    def turns(self, since: datetime, until: datetime, without: frozenset[Person] = frozenset()) -> list[Span]:
        """The turns that touch [since, until), cut to it. Who is in `without` has left the rotation: the others move up."""
        people = [one for one in self.people if one not in without] if without else self.people
        return list(self._turns(people, since, until)) if people else []

    def _turns(
        self, people: tuple[Person, ...] | list[Person], since: datetime, until: datetime
    ) -> Iterator[Span]:
        ordinal = max(0, self.ordinal(since))
        begin = self.hands_over(ordinal)
        while begin < until:
            end = self.hands_over(ordinal + 1)
            if end > begin:  # a turn inside the hour that is skipped has no length
                yield Span(max(begin, since), min(end, until), people[ordinal % len(people)])
            ordinal, begin = ordinal + 1, end


def anchor_of(text: str) -> datetime:
    """A naive wall time as it is written: "2026-03-02T09:00"."""
    return datetime.fromisoformat(text)
