"""A case told by the vectors' events, its clocks run by our rules alone.

The readings are the standard's (4.2-24x7): the response is met by the first public reply; the first update is due one
interval after that, every next one an interval after the last; only the resolution pauses; resolving stops all three.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shounuo.calendars.rules import Hours
from shounuo.commitments import rules
from shounuo.commitments.rules import Clock

Targets = dict[str, timedelta]


@dataclass
class Case:
    hours: Hours
    targets: Targets
    pausing: frozenset[str]
    response: Clock | None = None
    update: Clock | None = None
    resolution: Clock | None = None
    longest_silence: timedelta | None = None
    resolved_at: datetime | None = None

    # ------------------------------------------------------------ what happens

    def create(self, at: datetime, event: dict[str, Any]) -> None:
        self.response = self._start(at, "first_response")
        self.resolution = self._start(at, "resolve")
        self.set_status(at, {"to": event.get("status")})

    def customer_message(self, at: datetime, event: dict[str, Any]) -> None:
        """No clock of ours listens to the customer."""

    def agent_reply(self, at: datetime, event: dict[str, Any]) -> None:
        self.response = None
        self._end_silence(at)
        self.update = self._start(at, "update")

    def set_status(self, at: datetime, event: dict[str, Any]) -> None:
        if self.resolution:
            turn = rules.pause if event["to"] in self.pausing else rules.resume
            self.resolution = turn(self.resolution, at)

    def set_policy(self, at: datetime, event: dict[str, Any]) -> None:
        """A shorter target is a raise, a longer one a reduction; a case never loses the standard it was opened under."""
        new = event["targets"]
        if new is None:
            return
        self.response = self._retarget(self.response, at, "first_response", new)
        self.update = self._retarget(self.update, at, "update", new)
        self.resolution = self._retarget(self.resolution, at, "resolve", new)
        self.targets = new

    def resolve(self, at: datetime, event: dict[str, Any]) -> None:
        self.response = self.update = None
        self.resolved_at = at

    def reopen(self, at: datetime, event: dict[str, Any]) -> None:
        if self.resolution and self.resolved_at:
            self.resolution = rules.reopened(self.resolution, self.resolved_at, at)
        self.resolved_at = None
        self.response = self._start(at, "first_response")

    # ------------------------------------------------------------ what is seen

    def seen(self, at: datetime) -> dict[str, Any]:
        at = self.resolved_at or at
        running = None if self.resolved_at else self.resolution
        dues = {
            "first_response_due": _due(self.response),
            "update_due": _due(self.update),
            "resolve_due": _due(running),
        }
        return (
            dues
            | self._resolution_seen(at)
            | {
                "next_due": min((due for due in dues.values() if due), default=None),
                "update_worst_used_s": _seconds(self.longest_silence),
            }
        )

    def _resolution_seen(self, at: datetime) -> dict[str, Any]:
        clock = self.resolution
        return {
            "resolve_used_s": _seconds(rules.used(clock, at)) if clock else None,
            "resolve_remaining_s": _seconds(rules.remaining(clock, at)) if clock else None,
            "resolve_breached": rules.is_broken(clock, at) if clock else None,
        }

    # ------------------------------------------------------------ inside

    def _start(self, at: datetime, track: str) -> Clock | None:
        return rules.start(at, self.targets[track], self.hours) if track in self.targets else None

    def _end_silence(self, at: datetime) -> None:
        if self.update:
            silence = rules.used(self.update, at)
            self.longest_silence = max(silence, self.longest_silence or silence)

    def _retarget(self, clock: Clock | None, at: datetime, track: str, new: Targets) -> Clock | None:
        if clock is None:
            return None
        if new[track] < self.targets[track]:
            return rules.raised(clock, at, new[track])
        return rules.reduced(clock, new[track])


def _due(clock: Clock | None) -> datetime | None:
    return clock.due_at if clock else None


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())
