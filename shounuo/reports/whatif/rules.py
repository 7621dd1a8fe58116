"""One promise of the past under another target. Pure: clocks in, verdicts out. [4.2-24x7, 6.1-sla-risk]

What people did is taken as it was; only the due times move. That is exact for a response and a resolution; for a cadence it is the
least that can be said, since whoever is reminded at other times also answers at other times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from shounuo.commitments import rules
from shounuo.commitments.rules import Clock

Verdict = Literal["kept", "late", "missed"]


@dataclass(frozen=True)
class Past:
    """A promise as it stands in the record. `ended_at` is None while it runs; `missed` is the turn of a cadence that nobody answered;
    `terms` are the version of the standard and the contract that its case stands under."""

    track: str
    level: str
    customer_id: int
    clock: Clock
    met_at: datetime | None
    ended_at: datetime | None
    broken_at: datetime | None
    missed: bool = False
    terms: tuple[str, int | None] = ("", None)


@dataclass(frozen=True)
class Decided:
    """How a promise ended, and when that was certain."""

    verdict: Verdict
    at: datetime


def as_it_was(one: Past) -> Decided | None:
    """As recorded; None where it is not decided: it runs, or was withdrawn before its time."""
    if one.met_at:
        return Decided("late" if one.broken_at else "kept", one.met_at)
    return Decided("missed", one.broken_at) if one.broken_at else None


def is_plain(one: Past, target: timedelta) -> bool:
    """Its budget is the target as it was: no change of level, no wait has bent it, so the new target can be put in its place."""
    return one.clock.budget == target


def under(one: Past, target: timedelta, until: datetime) -> Decided | None:
    """A response or a resolution with this target, looked at up to `until`."""
    due = rules.reduced(one.clock, target).due_at
    if one.met_at:
        return Decided(rules.verdict(due, one.met_at), one.met_at)
    if one.clock.paused_at and one.ended_at is None:
        until = min(until, one.clock.paused_at)
    return Decided("missed", due) if (one.ended_at or until) > due else None


def chains(turns: Sequence[Past]) -> list[list[Past]]:
    """The turns of one cadence, in order, cut after each that was answered or taken away: what was missed belongs to what follows."""
    found: list[list[Past]] = [[]]
    for one in turns:
        found[-1].append(one)
        if not one.missed:
            found.append([])
    return [one for one in found if one]


def cadence_under(chain: Sequence[Past], interval: timedelta, until: datetime) -> list[Decided]:
    """The turns that there would have been between the first start of this chain and its answer."""
    first, last = chain[0], chain[-1]
    closing = last.met_at or last.ended_at or until
    started = rules.start(first.clock.started_at, interval, first.clock.hours)
    gone = rules.missed(started, interval, closing)
    found = [Decided("missed", clock.due_at) for clock in gone]
    return [*found, Decided("kept", last.met_at)] if last.met_at else found


def warnings_under(one: Past, target: timedelta, shares: Sequence[int], until: datetime) -> int:
    """How often its share of the time would have been warned of."""
    clock = rules.reduced(replace(one.clock, paused_at=None), target)
    end = min(one.met_at or one.ended_at or until, clock.due_at)
    return sum(rules.warning_at(clock, share) <= end for share in shares)
