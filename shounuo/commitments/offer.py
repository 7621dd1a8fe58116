"""What would be promised if a case began now: shown before the button is pressed. [4.2-P0 … 4.2-P4, 5.1]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from shounuo.calendars.reads import hours as load_hours
from shounuo.commitments import rules
from shounuo.commitments.events import TRACKS
from shounuo.kernel.words import Words
from shounuo.policy.model import Level, Policy


@dataclass(frozen=True)
class Offer:
    """One promise: within `span` of the beginning and so by `due_at`; or, without `due_at`, every `span` (update) or
    `span` after the end (report)."""

    track: str
    label: Words
    span: timedelta
    due_at: datetime | None

    @property
    def span_words(self) -> Words:
        """As the standard counts: minutes, and from an hour on hours, however many."""
        hours, minutes = divmod(int(self.span.total_seconds()) // 60, 60)
        if not hours:
            return Words.of("{n} 分钟", "{n} min", n=minutes)
        whole = Words.of("{n} 小时", "{n} h", n=hours)
        return Words.of("{h} {m} 分钟", "{h} {m} min", h=whole, m=minutes) if minutes else whole


def offers(policy: Policy, level: str, at: datetime) -> list[Offer]:
    """The promises of this level to a customer whose case begins at `at`."""
    target = policy.targets[cast(Level, level)]
    hours = load_hours(policy.clocks.calendar)
    made = [
        Offer("response", TRACKS["response"], target.response, rules.start(at, target.response, hours).due_at),
        Offer("update", TRACKS["update"], target.update, None),
        Offer("resolution", TRACKS["resolution"], target.resolution, rules.start(at, target.resolution, hours).due_at),
    ]  # fmt: skip
    return made + ([Offer("report", TRACKS["report"], target.report, None)] if target.report else [])
