"""One incident out of its log rows: what it was, and what happened to it, event by event. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from shounuo.history.rules.mapping import Meanings
from shounuo.history.rules.moments import moment_of

Fields = Mapping[str, str]
PERSONAL = (
    "caller",
    "opened_by",
    "created_by",
    "updated_by",
    "assignee",
    "resolved_by",
    "subject",
    "description",
)
"""Who, and what people wrote: kept apart from the chain, where it can be erased."""
MOMENTS = ("opened_at", "created_at", "updated_at", "resolved_at", "closed_at", "responded_at")
ESSENTIAL = ("number", "opened_at")


@dataclass(frozen=True)
class Noted:
    """Something that could not be taken as it stands, on a line of the file."""

    line: int
    code: str
    facts: dict[str, str]


@dataclass(frozen=True)
class Event:
    """One row of the log: what changed, when. `verb` as the logbook has it."""

    verb: str
    happened: datetime
    facts: dict[str, str]
    private: dict[str, str]


@dataclass
class Incident:
    """As the source recorded it. `final` holds the last word on every column."""

    number: str
    level: str
    opened_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    reassignments: int
    reopenings: int
    made_sla: bool | None
    state: str
    final: dict[str, str]
    events: list[Event]
    digests: list[str]
    noted: list[Noted] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.digests)

    @property
    def digest(self) -> str:
        return self.digests[-1]


def digests_of(rows: Iterable[Fields]) -> list[str]:
    """Of the first row, the first two, … all of them."""
    told, digests = hashlib.sha256(), []
    for row in rows:
        told.update(json.dumps(dict(row), ensure_ascii=False, sort_keys=True).encode() + b"\n")
        digests.append(told.copy().hexdigest())
    return digests


def incident_of(
    rows: Sequence[tuple[int, Fields]], mapping: Meanings, zone: ZoneInfo
) -> Incident | list[Noted]:
    """The rows (line, {our column: text}; unknown ones left out) in the log's order. Where the incident can't be taken at all, why."""
    noted: list[Noted] = []
    line, first = rows[0]
    last = rows[-1][1]
    final: dict[str, str] = {}
    for _, row in rows:
        final |= row
    opened = _moment(line, final, "opened_at", mapping, zone, noted)
    if opened is None:
        return [*noted, Noted(line, "no_opening", {"number": first["number"]})]
    level = mapping.level(final)
    if not level:
        return [*noted, Noted(line, "no_level", {"value": final.get("priority", "")})]
    if mapping.guessed(final):
        noted.append(Noted(line, "level_guessed", {"level": level}))
    return Incident(
        number=first["number"], level=level, opened_at=opened,
        resolved_at=_moment(rows[-1][0], final, "resolved_at", mapping, zone, noted),
        closed_at=_moment(rows[-1][0], final, "closed_at", mapping, zone, noted),
        reassignments=_most(rows, "reassignments", noted), reopenings=_most(rows, "reopenings", noted),
        made_sla=_sla(rows[-1][0], last, noted), state=last.get("state", ""), final=final,
        events=_events(rows, opened, mapping, zone, noted), digests=digests_of(row for _, row in rows), noted=noted,
    )  # fmt: skip


def _events(
    rows: Sequence[tuple[int, Fields]],
    opened: datetime,
    mapping: Meanings,
    zone: ZoneInfo,
    noted: list[Noted],
) -> list[Event]:
    """Each row with what it changed; a row without a moment of its own happened when the one before it did."""
    events: list[Event] = []
    before: dict[str, str] = {}
    at = opened
    for line, row in rows:
        happened = _moment(line, row, "updated_at", mapping, zone, noted) or at
        if (
            (state := row.get("state", ""))
            and before.get("state") != state
            and not mapping.knows_state(state)
        ):
            noted.append(Noted(line, "state_unknown", {"value": state}))
        changed = {name: text for name, text in row.items() if before.get(name) != text}
        events.append(_event(_verb(before, row, mapping), happened, changed))
        before, at = before | dict(row), happened
    return events


def _event(verb: str, happened: datetime, changed: dict[str, str]) -> Event:
    facts = {name: text for name, text in changed.items() if name not in PERSONAL}
    private = {name: text for name, text in changed.items() if name in PERSONAL}
    return Event(verb, happened, facts, private)


def _verb(before: Fields, row: Fields, mapping: Meanings) -> str:
    """The most that a row says."""
    if not before:
        return "history.opened"
    was, now = mapping.state(before.get("state", "")), mapping.state(row.get("state", ""))
    if _count(row.get("reopenings", "")) > _count(before.get("reopenings", "")):
        return "history.reopened"
    if was != now and now in ("resolved", "closed"):
        return "history.resolved" if now == "resolved" else "history.closed"
    if row.get("group") != before.get("group") or row.get("assignee") != before.get("assignee"):
        return "history.reassigned"
    return "history.changed"


def _moment(
    line: int, row: Fields, name: str, mapping: Meanings, zone: ZoneInfo, noted: list[Noted]
) -> datetime | None:
    text = row.get(name, "")
    if not text:
        return None
    found = moment_of(text, zone, month_first=mapping.month_first)
    if found is None:
        noted.append(Noted(line, "no_moment", {"column": name, "value": text}))
        return None
    if found.doubt:
        noted.append(Noted(line, f"moment_{found.doubt}", {"column": name, "value": text}))
    return found.at


def _most(rows: Sequence[tuple[int, Fields]], name: str, noted: list[Noted]) -> int:
    """The highest count that the log ever had."""
    most = 0
    for line, row in rows:
        text = row.get(name, "")
        if text and not text.isdigit():
            noted.append(Noted(line, "no_count", {"column": name, "value": text}))
        most = max(most, _count(text))
    return most


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _sla(line: int, last: Fields, noted: list[Noted]) -> bool | None:
    text = last.get("made_sla", "").strip().lower()
    known = {
        "true": True,
        "yes": True,
        "1": True,
        "是": True,
        "false": False,
        "no": False,
        "0": False,
        "否": False,
    }
    if text and text not in known:
        noted.append(Noted(line, "no_sla", {"value": text}))
    return known.get(text)
