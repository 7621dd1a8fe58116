"""Response, update and resolution attainment per priority, from an exported logbook and nothing else.

    python tests/independent/attainment.py LOGBOOK.jsonl [--since ISO] [--until ISO]

It reads what people did (opened, accepted, replied, waited, changed the level, resolved, denied), never what the product
says of its own clocks, and takes the targets from SPT-003 section 4.2 as typed below. Standard library only.

How the standard is read here:
 1. All clocks run day and night. Met at exactly the due time is kept.
 2. The response is met by accepting or by the first public reply of the staff, whichever comes first.
 3. The first update is due one interval after the response, every next one an interval after a public reply. An interval
    that goes by in silence is one missed promise, and the next runs from its end. While a P2..P4 waits for the customer
    the interval is a day; when work goes on it is the level's again, from the last update or, if that is past, from now,
    and never later than it was due already.
 4. The resolution stops while a P2..P4 waits for the customer.
 5. Resolving ends all three; the update under way is no longer owed. Denying gives the resolution the time back that it
    had left, and starts a new response, after which comes a new cadence.
 6. On a raise a running promise is due at the earlier of its old due time and change + new target; on a reduction at
    start + new target, pauses left out. It then counts under the new level. One already broken stays as it is.
 7. A P0 is solved in time when its emergency is lifted in time, a P1 when it goes over to monitoring (5.3.2); the case goes on.
 8. A promise counts once it is decided: when it was met ("kept" or "late"), or else when it was broken ("missed", if only
    so far). One that can still be kept is not counted.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

RESPONSE = {"P0": 15 * MINUTE, "P1": 30 * MINUTE, "P2": 2 * HOUR, "P3": 4 * HOUR, "P4": 8 * HOUR}
RESOLUTION = {"P0": 2 * HOUR, "P1": 4 * HOUR, "P2": 8 * HOUR, "P3": 24 * HOUR, "P4": 48 * HOUR}
UPDATE = {"P0": 15 * MINUTE, "P1": 30 * MINUTE, "P2": 2 * HOUR, "P3": 4 * HOUR, "P4": DAY}
WAITS = (
    "P2",
    "P3",
    "P4",
)  # levels whose resolution stops, and whose updates slow down, while the customer is asked
LEVELS = ("P0", "P1", "P2", "P3", "P4")
TRACKS = ("response", "update", "resolution")

Entry = dict[str, Any]
Figures = dict[str, dict[str, dict[str, int]]]


@dataclass
class Running:
    """A promise under way: since when, until when, and how long it stood still so far."""

    level: str
    since: datetime
    due: datetime
    stood: timedelta = timedelta()
    stopped_at: datetime | None = None
    broken_at: datetime | None = None

    def stop(self, at: datetime) -> None:
        if self.stopped_at is None:
            self.note_broken(at)
            self.stopped_at = at

    def go_on(self, at: datetime) -> None:
        if self.stopped_at is not None:
            self.due += at - self.stopped_at
            self.stood += at - self.stopped_at
            self.stopped_at = None

    def note_broken(self, at: datetime) -> bool:
        if self.broken_at is None and (self.stopped_at or at) > self.due:
            self.broken_at = self.due
        return self.broken_at is not None

    def retarget(self, level: str, target: timedelta, at: datetime) -> None:
        if self.note_broken(at):
            return
        if self.stopped_at is not None:
            self.go_on(at)
            self.stopped_at = at
        raised = level < self.level
        self.due = min(self.due, at + target) if raised else self.since + target + self.stood
        self.level = level


@dataclass(frozen=True)
class Decided:
    level: str
    track: str
    how: str  # "kept", "late" or "missed"
    at: datetime


@dataclass
class Case:
    level: str
    waiting: bool = False
    resolved_at: datetime | None = None
    eased_at: datetime | None = None
    response: Running | None = None
    update: Running | None = None
    resolution: Running | None = None
    decided: list[Decided] = field(default_factory=list)

    # ------------------------------------------------------------ what people did

    def opened(self, at: datetime) -> None:
        self.response = Running(self.level, at, at + RESPONSE[self.level])
        self.resolution = Running(self.level, at, at + RESOLUTION[self.level])

    def accepted(self, at: datetime) -> None:
        self.meet_response(at)
        if self.update is None:
            self.start_update(at)

    def replied(self, at: datetime) -> None:
        if self.resolved_at is not None:
            return
        self.meet_response(at)
        if self.update is not None:
            self.decided.append(Decided(self.update.level, "update", "kept", at))
        self.start_update(at)

    def waits(self, at: datetime) -> None:
        self.waiting = True
        if self.update is not None:
            self.update.due = self.update.since + self.interval
        self.stop_or_go_on(at)

    def goes_on(self, at: datetime) -> None:
        self.waiting = False
        self.stop_or_go_on(at)
        if self.update is not None:
            usual = self.update.since + self.interval
            self.update.due = min(self.update.due, usual if usual > at else at + self.interval)

    def changes_level(self, level: str, at: datetime) -> None:
        """Of an open case; a resolved one keeps its level."""
        self.level = level
        targets = (
            (self.response, RESPONSE[level]),
            (self.update, self.interval),
            (self.resolution, RESOLUTION[level]),
        )
        for promise, target in targets:
            if promise is not None and not (promise is self.resolution and self.eased_at):
                promise.retarget(level, target, at)
        self.stop_or_go_on(at)

    def resolved(self, at: datetime) -> None:
        self.waiting = False
        self.stop_or_go_on(at)
        self.meet_response(at)
        self.update = None
        self.resolved_at = at

    def eased(self, at: datetime) -> None:
        """The emergency is over, or only watched: the service works again."""
        if self.resolved_at is None and self.eased_at is None:
            self.eased_at = at

    def denied(self, at: datetime) -> None:
        if self.resolution is not None and self.solved_at is not None:
            self.resolution.note_broken(self.solved_at)
            self.resolution.due += at - self.solved_at
            self.resolution.stood += at - self.solved_at
        self.resolved_at = self.eased_at = None
        self.response = Running(self.level, at, at + RESPONSE[self.level])

    # ------------------------------------------------------------ what follows

    @property
    def interval(self) -> timedelta:
        return DAY if self.waiting and self.level in WAITS else UPDATE[self.level]

    @property
    def solved_at(self) -> datetime | None:
        return self.eased_at or self.resolved_at

    def stop_or_go_on(self, at: datetime) -> None:
        if self.resolution is None or self.solved_at is not None:
            return
        if self.waiting and self.level in WAITS:
            self.resolution.stop(at)
        else:
            self.resolution.go_on(at)

    def meet_response(self, at: datetime) -> None:
        if self.response is not None:
            self.decided.append(met(self.response, "response", at))
            self.response = None

    def start_update(self, at: datetime) -> None:
        self.update = Running(self.level, at, at + self.interval)

    def silence_until(self, at: datetime) -> None:
        """Count the updates that did not come before ``at``."""
        while self.update is not None and self.update.due < at:
            gone = self.update
            self.decided.append(Decided(gone.level, "update", "missed", gone.due))
            self.start_update(gone.due)

    def all_decided(self, until: datetime) -> Iterator[Decided]:
        yield from self.decided
        if self.resolution is not None and self.solved_at is not None:
            yield met(self.resolution, "resolution", self.solved_at)
        elif self.resolution is not None and self.resolution.note_broken(until):
            yield missed(self.resolution, "resolution")
        if self.response is not None and self.response.note_broken(until):
            yield missed(self.response, "response")


def met(promise: Running, track: str, at: datetime) -> Decided:
    return Decided(promise.level, track, "late" if promise.note_broken(at) else "kept", at)


def missed(promise: Running, track: str) -> Decided:
    return Decided(promise.level, track, "missed", promise.broken_at or promise.due)


def replay(entries: Iterable[Entry], until: datetime) -> Case | None:
    """One stream in its order, as far as ``until``; None where it is not a case's."""
    case: Case | None = None
    for entry in entries:
        verb, at = entry["verb"], moment(entry["happened_at"])
        if at >= until:
            continue  # not yet; an entry before it may tell of something later, such as when a message was handed over
        if verb == "case.opened":
            case = Case(entry["facts"]["priority"])
            case.opened(at)
        elif case is not None:
            act(case, verb, at, entry)
    if case is not None:
        case.silence_until(until)
    return case


def act(case: Case, verb: str, at: datetime, entry: Entry) -> None:
    """What the product says of its own clocks (commitment.*) is not looked at."""
    acts = {
        "case.accepted": case.accepted,
        "case.replied": case.replied if entry["actor"]["kind"] == "staff" else None,
        "case.waiting": case.waits,
        "case.resumed": case.goes_on,
        "case.priority_changed": lambda at: case.changes_level(entry["facts"]["level"], at),
        "case.resolved": case.resolved,
        "case.reopened": case.denied,
        "incident.lifted": case.eased,
        "incident.monitoring": case.eased,
    }
    if what := acts.get(verb):
        case.silence_until(at)
        what(at)


def attainment(entries: Iterable[Entry], since: datetime, until: datetime) -> Figures:
    """{"P0": {"response": {"promised", "kept", "late", "missed"}, …}, …} of what was decided in [since, until)."""
    streams: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        streams[entry["stream"]].append(entry)
    nothing = {"promised": 0, "kept": 0, "late": 0, "missed": 0}
    figures: Figures = {level: {track: dict(nothing) for track in TRACKS} for level in LEVELS}
    for stream in streams.values():
        case = replay(sorted(stream, key=lambda entry: entry["seq"]), until)
        if case is not None:
            count(case, figures, since, until)
    return figures


def count(case: Case, figures: Figures, since: datetime, until: datetime) -> None:
    for decided in case.all_decided(until):
        if since <= decided.at < until:
            figures[decided.level][decided.track]["promised"] += 1
            figures[decided.level][decided.track][decided.how] += 1


def moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("logbook", help="the export, one JSON object a line; - for standard input")
    parser.add_argument("--since", type=moment, default=datetime.min.replace(tzinfo=UTC))
    parser.add_argument("--until", type=moment, default=datetime.max.replace(tzinfo=UTC))
    args = parser.parse_args()
    text = sys.stdin.read() if args.logbook == "-" else Path(args.logbook).read_text(encoding="utf-8")
    entries = [json.loads(line) for line in text.splitlines() if line.strip()]
    last = max((moment(entry["recorded_at"]) for entry in entries), default=args.until)
    figures = attainment(entries, args.since, min(args.until, last + timedelta(seconds=1)))
    print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
