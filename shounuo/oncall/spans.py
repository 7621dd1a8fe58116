"""Spans of time with a person in each, and what can be done with them: cut, join, lay over each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

Person = int | str
Between = tuple[datetime, datetime]


class Span(NamedTuple):
    """This person, from `begin` until `end` (half-open)."""

    begin: datetime
    end: datetime
    who: Person


class Stretch(NamedTuple):
    """A stretch in which nothing changes: everybody who is on, or nobody."""

    begin: datetime
    end: datetime
    people: frozenset[Person]


NOBODY: frozenset[Person] = frozenset()


def stretches(spans: Iterable[Span], since: datetime, until: datetime) -> list[Stretch]:
    """[since, until) without a hole, cut wherever somebody comes or goes."""
    changes: dict[datetime, list[tuple[Person, int]]] = {since: []}
    for begin, end, who in spans:
        if begin < until and end > since:
            changes.setdefault(max(begin, since), []).append((who, 1))
            changes.setdefault(min(end, until), []).append((who, -1))
    moments = sorted(moment for moment in changes if moment < until)
    on: Counter[Person] = Counter()
    found = []
    for moment, following in zip(moments, [*moments[1:], until], strict=True):
        for who, step in changes[moment]:
            on[who] += step
        found.append(Stretch(moment, following, frozenset(who for who, times in on.items() if times)))
    return joined(found)


def joined(parts: Iterable[Stretch]) -> list[Stretch]:
    """Neighbours with the same people become one."""
    found: list[Stretch] = []
    for part in parts:
        if found and found[-1].people == part.people and found[-1].end == part.begin:
            found[-1] = Stretch(found[-1].begin, part.end, part.people)
        elif part.begin < part.end:
            found.append(part)
    return found


def over(upper: Sequence[Stretch], lower: Sequence[Stretch]) -> list[Stretch]:
    """The upper where it has somebody, otherwise the lower. Both cover the same time."""
    found: list[Stretch] = []
    place = 0
    for part in upper:
        if part.people:
            found.append(part)
            continue
        while lower[place].end <= part.begin:
            place += 1
        reach = place
        while reach < len(lower) and lower[reach].begin < part.end:
            begin, end, people = lower[reach]
            found.append(Stretch(max(begin, part.begin), min(end, part.end), people))
            reach += 1
    return joined(found)


def without(spans: Iterable[Span], away: Mapping[Person, Sequence[Between]]) -> list[Span]:
    """The spans less the time for which their person is away."""
    found: list[Span] = []
    for span in spans:
        gone = away.get(span.who)
        found += _less(span, gone) if gone else [span]
    return found


def _less(span: Span, gone: Sequence[Between]) -> list[Span]:
    left, begin = [], span.begin
    for since, until in sorted(gone):
        if since < span.end and until > begin:
            if since > begin:
                left.append(Span(begin, since, span.who))
            begin = max(begin, until)
    return [*left, Span(begin, span.end, span.who)] if begin < span.end else left


def within(spans: Sequence[Span], windows: Sequence[Between]) -> list[Span]:
    """The spans as far as a window is open. Both are in order, and windows do not overlap; spans that begin together may."""
    found: list[Span] = []
    first = 0
    for begin, end, who in spans:
        while first < len(windows) and windows[first][1] <= begin:
            first += 1
        for opens, closes in islice(windows, first, None):
            if opens >= end:
                break
            found.append(Span(max(begin, opens), min(end, closes), who))
    return found


def by_person(parts: Iterable[Stretch]) -> list[Span]:
    """Each person's unbroken time as one span, by beginning."""
    open_: dict[Person, Span] = {}
    found: list[Span] = []
    for begin, end, people in parts:
        for who in people:
            before = open_.get(who)
            if before and before.end == begin:
                open_[who] = Span(before.begin, end, who)
            else:
                found += [before] if before else []
                open_[who] = Span(begin, end, who)
    return sorted([*found, *open_.values()], key=lambda span: (span.begin, span.end, str(span.who)))
