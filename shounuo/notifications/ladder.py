"""How a page climbs, decided on plain values: whom a rung calls by what, through which account, and what follows an answer.

No database, no clock. A rung that reaches nobody is skipped at once; quotas are data, an account without any left is passed
over for the next, and a channel without any is left out. [5.2-notify]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shounuo.channels.shape import Quota

NEW_CASE = "new_case"
"""The occasion of the standard's own flow; the policy names the others."""
JOIN = "join"
"""The occasion of each role that an incident calls: "join:operations"."""
MAIL = "mail"
"""What the policy calls email: it goes by the mail server of the settings and needs no provider."""
NOBODY = timedelta(minutes=1)
"""How long after a round that reached nobody for sure the next one begins, where the ladder itself says nothing or more."""
MOST_TRIES = 3
"""How often one rung tries a channel again that said "later"."""
BACKOFF = timedelta(seconds=15)


@dataclass(frozen=True)
class Way:
    """One verified address of a person."""

    channel: str
    address: str


@dataclass(frozen=True)
class Gate:
    """One account with a vendor for a channel; earlier in the list goes first."""

    id: int
    channel: str
    vendor: str
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True)
class Made:
    """A submission that was made or is on its way: what quotas count, and what an ordinal follows."""

    channel: str
    address: str
    provider_id: int | None
    at: datetime


@dataclass(frozen=True)
class Submission:
    """One submission to be queued."""

    user_id: int
    channel: str
    address: str
    provider_id: int | None


@dataclass(frozen=True)
class Reachable:
    """A person the rung calls: their ways in their own order, and what this page made for them so far."""

    user_id: int
    ways: Sequence[Way]
    made: Sequence[Made] = ()


class Used:
    """What quotas count, found by callee and by account; it grows with what is queued, so that pages that climb together
    count each other."""

    def __init__(self, made: Iterable[Made] = ()) -> None:
        self.by_callee: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        self.by_account: dict[int | None, list[datetime]] = defaultdict(list)
        for one in made:
            self.add(one)

    def add(self, one: Made) -> None:
        self.by_callee[one.channel, one.address].append(one.at)
        self.by_account[one.provider_id].append(one.at)


def submissions(
    people: Iterable[Reachable], channels: Iterable[str], gates: Sequence[Gate], used: Used, at: datetime,
    *, another: bool = False,
) -> list[Submission]:  # fmt: skip
    """What this rung submits: for each person and channel the first way, by the first account that still has quota.
    `another`: by another vendor than this page used for this person and channel last, where there is one. What is
    submitted is added to `used`."""
    queued: list[Submission] = []
    for person in people:
        for channel in channels:
            found = _one(person, channel, gates, used, at, another)
            if found:
                queued.append(found)
                used.add(Made(found.channel, found.address, found.provider_id, at))
    return queued


def _one(
    person: Reachable, channel: str, gates: Sequence[Gate], used: Used, at: datetime, another: bool
) -> Submission | None:
    ways = [way for way in person.ways if way.channel == channel]
    if channel == MAIL:
        return Submission(person.user_id, MAIL, ways[0].address, None) if ways else None
    fitting = _in_turn(person, [one for one in gates if one.channel == channel], another)
    for way in ways:
        for gate in fitting:
            if has_quota(gate, way.address, used, at):
                return Submission(person.user_id, channel, way.address, gate.id)
    return None


def _in_turn(person: Reachable, gates: list[Gate], another: bool) -> list[Gate]:
    """The accounts in their order; those of the vendor that was used last behind the others where another is wanted."""
    if not another or not gates:
        return gates
    last = next((one.provider_id for one in reversed(person.made) if one.channel == gates[0].channel), None)
    vendor = next((one.vendor for one in gates if one.id == last), None)
    return sorted(gates, key=lambda one: one.vendor == vendor)


def has_quota(gate: Gate, address: str, used: Used, at: datetime) -> bool:
    """Whether this account may still be used for this address now."""
    return all(_left(quota, gate, address, used, at) for quota in gate.quotas)


def _left(quota: Quota, gate: Gate, address: str, used: Used, at: datetime) -> bool:
    since = at - quota.within
    callee = quota.scope == "callee"
    made = used.by_callee[gate.channel, address] if callee else used.by_account[gate.id]
    return sum(one > since for one in made) < quota.most


Next = Literal["climb", "elsewhere", "retry", "wait"]


def after(state: str, *, spent: bool, other_gate: bool, tries: int, alive: bool) -> Next:
    """What follows a submission that did not surely arrive: `climb` to the next rung at once, go `elsewhere` (another account)
    at once, `retry` the same later, or `wait` for the rung's other submissions.

    Ambiguity climbs: nobody submits the same again. A known failure goes elsewhere first; where there is no elsewhere it is
    tried again while something else of the page is `alive`, and climbs where nothing is.
    """
    if state == "unknown":
        return "climb"
    if other_gate:
        return "elsewhere"
    if not alive:
        return "climb"
    if state == "again" and not spent and tries < MOST_TRIES:
        return "retry"
    return "wait"


def next_step(
    afters: Sequence[timedelta], step: int, repeat: timedelta | None
) -> tuple[int, timedelta] | None:
    """After rung number `step` (from 0) was climbed: which one follows and how long after it; None: the ladder ends here.
    The first rung of a new round follows `repeat` after the last."""
    if step + 1 < len(afters):
        return step + 1, afters[step + 1] - afters[step]
    return None if repeat is None else (0, repeat)


def stops(part: str) -> bool:
    """Whether this person's answer ends the page: whoever was only to know says that they come, and the ladder climbs on."""
    return part == "ladder"
