"""Who is on call: one pure function from a schedule – layers, overrides, leave – to who answers when. [5.3.2-P0-team, 5.3.2-P1-team]

1. Each layer gives its people's turns, as far as its windows are open, less who is away: nobody who is away is paged.
2. The highest priority that has somebody wins, moment by moment; layers of one priority answer together; a layer that has
   nobody never hides the one below.
3. Overrides are laid on what comes out of that, once: of several that relieve the same person the one entered last counts;
   a replacement acts only while the person it relieves is on call; one that relieves nobody adds somebody.

Everything is half-open, in UTC; walls and windows are in the schedule's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shounuo.oncall.rotation import Rotation
from shounuo.oncall.spans import (
    NOBODY,
    Between,
    Person,
    Span,
    Stretch,
    by_person,
    joined,
    over,
    stretches,
    within,
    without,
)  # fmt: skip
from shounuo.oncall.wall import instant, shown

EVERY_DAY = frozenset(range(1, 8))
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Window:
    """Open from one wall time to another on these days (ISO, 1 = Monday); an end that is not later is the next day's."""

    opens: time
    closes: time
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True)
class Layer:
    """People who take turns, or (without a rotation) answer together; only while a window is open, where there are any."""

    rotation: Rotation | None = None
    together: tuple[Person, ...] = ()
    windows: tuple[Window, ...] = ()
    priority: int = 1


@dataclass(frozen=True)
class Override:
    """For a while somebody is relieved, replaced or added."""

    begin: datetime
    end: datetime
    removes: Person | None = None
    adds: Person | None = None


@dataclass(frozen=True)
class Schedule:
    """`overrides` in the order in which they were entered; `away` per person; `left` are those whose account is closed."""

    zone: ZoneInfo
    layers: tuple[Layer, ...] = ()
    overrides: tuple[Override, ...] = ()
    away: Mapping[Person, Sequence[Between]] = field(default_factory=dict)
    left: frozenset[Person] = NOBODY


class Place(NamedTuple):
    """From `begin` until `end` somebody answers in the place of `whose`: themselves, whom they stand in for, or (None) nobody,
    where they were added."""

    begin: datetime
    end: datetime
    whose: Person | None


def final(schedule: Schedule, since: datetime, until: datetime) -> list[Span]:
    """Each person's unbroken time on call in [since, until), by beginning."""
    return by_person(staffing(schedule, since, until))


def who(schedule: Schedule, at: datetime) -> frozenset[Person]:
    """Everybody who is on call at `at`."""
    return staffing(schedule, at, at + INSTANT)[0].people


def gaps(schedule: Schedule, since: datetime, until: datetime) -> list[Between]:
    """When nobody is on call."""
    return [(part.begin, part.end) for part in staffing(schedule, since, until) if not part.people]


def uncovered(spans: Sequence[Span], since: datetime, until: datetime) -> list[Between]:
    """When none of these spans runs."""
    return [(part.begin, part.end) for part in stretches(spans, since, until) if not part.people]


def staffing(schedule: Schedule, since: datetime, until: datetime) -> list[Stretch]:
    """[since, until) cut into stretches, with everybody who is on call in each; some may be empty."""
    base, away = [Stretch(since, until, NOBODY)], _away_and_not_replaced(schedule)
    ranked = sorted(schedule.layers, key=lambda layer: -layer.priority)
    for _, layers in groupby(ranked, key=lambda layer: layer.priority):
        if all(part.people for part in base):
            break
        turns = [span for layer in layers for span in _turns(schedule, layer, since, until)]
        base = over(base, stretches(without(turns, away), since, until))
    return _overridden(schedule, base, since, until)


def places(schedule: Schedule, person: Person, since: datetime, until: datetime) -> list[Place]:
    """The time in [since, until) that is this person's, leave and a closed account aside, and whose place it is: their own
    turns, also where somebody stands in for them; then what they stand for others. Whoever stands in for them from now on
    relieves the one whose place it is, since overrides are laid on the plan and not on each other."""
    there = replace(
        schedule, left=schedule.left - {person}, away={one: gone for one, gone in schedule.away.items() if one != person}
    )  # fmt: skip
    base = staffing(replace(there, overrides=()), since, until)
    acting = [one for one in schedule.overrides if one.begin < until and one.end > since]
    moments = sorted({moment for one in acting for moment in (one.begin, one.end)})
    found: list[Place] = []
    for part in (part for stretch in base for part in _cut(stretch, moments)):
        if person in part.people:
            found.append(Place(part.begin, part.end, person))
            continue
        now = [one for one in acting if one.begin <= part.begin < one.end]
        relieved = {one.removes: one for one in now if one.removes in part.people}
        found += [Place(part.begin, part.end, whom) for whom, one in relieved.items() if one.adds == person]
        found += [
            Place(part.begin, part.end, None) for one in now if one.removes is None and one.adds == person
        ]
    return _run_together(found)


def _run_together(found: Iterable[Place]) -> list[Place]:
    """Neighbours in the same place become one."""
    joined_: list[Place] = []
    for one in sorted(found, key=lambda one: (str(one.whose), one.begin)):
        if joined_ and joined_[-1].end == one.begin and joined_[-1].whose == one.whose:
            joined_[-1] = Place(joined_[-1].begin, one.end, one.whose)
        else:
            joined_.append(one)
    return sorted(joined_, key=lambda one: one.begin)


# ------------------------------------------------------------------ layers


def _turns(schedule: Schedule, layer: Layer, since: datetime, until: datetime) -> list[Span]:
    if layer.rotation:
        turns = layer.rotation.turns(since, until, schedule.left)
    else:
        turns = [Span(since, until, one) for one in layer.together if one not in schedule.left]
    return within(turns, _open(layer.windows, schedule.zone, since, until)) if layer.windows else turns


def _open(windows: Sequence[Window], zone: ZoneInfo, since: datetime, until: datetime) -> list[Between]:
    """When any of the windows is open, in order, without overlap. One that opened the evening before may still be."""
    first, last = shown(since, zone).date() - timedelta(days=2), shown(until, zone).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found: list[Between] = []
    for window in windows:
        turns = timedelta(days=1 if window.closes <= window.opens else 0)
        for day in days:
            if day.isoweekday() in window.days:
                opens = instant(datetime.combine(day, window.opens), zone)
                found.append((opens, instant(datetime.combine(day, window.closes) + turns, zone, last=True)))
    return _merged(found)


def _merged(found: list[Between]) -> list[Between]:
    merged: list[Between] = []
    for opens, closes in sorted(found):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        elif opens < closes:
            merged.append((opens, closes))
    return merged


# ------------------------------------------------------------------ overrides


def _overridden(schedule: Schedule, base: list[Stretch], since: datetime, until: datetime) -> list[Stretch]:
    acting = [one for one in schedule.overrides if one.begin < until and one.end > since]
    if not acting:
        return base
    moments = _moments(schedule, acting)
    parts = [part for stretch in base for part in _cut(stretch, moments)]
    return joined(Stretch(part.begin, part.end, _people(schedule, part, acting)) for part in parts)


def _moments(schedule: Schedule, acting: list[Override]) -> list[datetime]:
    """Where an override begins or ends, or the leave of somebody whom one brings in."""
    leave = [
        moment for one in acting if one.adds for span in schedule.away.get(one.adds, ()) for moment in span
    ]
    return sorted({*(one.begin for one in acting), *(one.end for one in acting), *leave})


def _cut(stretch: Stretch, moments: list[datetime]) -> list[Stretch]:
    inside = [moment for moment in moments if stretch.begin < moment < stretch.end]
    edges = [stretch.begin, *inside, stretch.end]
    return [Stretch(begin, end, stretch.people) for begin, end in pairwise(edges)]


def _people(schedule: Schedule, part: Stretch, acting: list[Override]) -> frozenset[Person]:
    now = [one for one in acting if one.begin <= part.begin < one.end]
    if not now:
        return part.people
    relieved = {one.removes: one for one in now if one.removes is not None and one.removes in part.people}
    added = {one.adds for one in [*relieved.values(), *(one for one in now if one.removes is None)]}
    here = {one for one in added if one is not None and _is_here(schedule, one, part.begin)}
    return (part.people - frozenset(relieved)) | here


def _away_and_not_replaced(schedule: Schedule) -> Mapping[Person, Sequence[Between]]:
    """Leave, less the time for which somebody stands in for whoever takes it: there the place is kept and filled."""
    stands_in: dict[Person, list[Between]] = {}
    for one in schedule.overrides:
        if one.removes in schedule.away and one.removes is not None and one.adds is not None:
            stands_in.setdefault(one.removes, []).append((one.begin, one.end))
    if not stands_in:
        return schedule.away
    return {
        person: [(left.begin, left.end) for left in _still_away(person, spans, stands_in)]
        for person, spans in schedule.away.items()
    }


def _still_away(
    person: Person, spans: Sequence[Between], stands_in: Mapping[Person, Sequence[Between]]
) -> list[Span]:
    return without([Span(begin, end, person) for begin, end in spans], stands_in)


def _is_here(schedule: Schedule, person: Person, at: datetime) -> bool:
    gone = schedule.away.get(person, ())
    return person not in schedule.left and not any(since <= at < until for since, until in gone)
