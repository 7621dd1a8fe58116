"""Which periods are audited, how cases are drawn, who audits: decided on plain values. [9.2-daily, 9.2-weekly]"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Span:
    """A period by the calendar of the house: from the first day up to the day after its last."""

    key: str
    begins: date
    ends: date


def span_of(day: date, every: str) -> Span:
    """The day, week (Monday to Sunday), month or quarter of this day."""
    if every == "day":
        return Span(day.isoformat(), day, day + timedelta(days=1))
    if every == "week":
        year, week, weekday = day.isocalendar()
        monday = day - timedelta(days=weekday - 1)
        return Span(f"{year}-W{week:02}", monday, monday + timedelta(days=7))
    length = MONTHS[every]
    number = (day.month - 1) // length
    begins = date(day.year, number * length + 1, 1)
    last = begins.month + length
    ends = date(day.year + (last > 12), last - 12 if last > 12 else last, 1)
    key = f"{day.year}-Q{number + 1}" if every == "quarter" else f"{day.year}-{day.month:02}"
    return Span(key, begins, ends)


def to_open(every: str, last_end: date | None, today: date, since: date) -> list[Span]:
    """Every ended period that has no audit yet, the oldest first: those after the last one audited; of a house that has none
    yet, from the one in which the standard began to ask for audits (`since`)."""
    wanted, span = [], span_of(last_end or since, every)
    while span.ends <= today:
        wanted.append(span)
        span = span_of(span.ends, every)
    return wanted


def digest(numbers: Iterable[str]) -> str:
    """Of a list of case numbers, whatever their order: SHA-256 of the sorted numbers, one a line."""
    return sha256("\n".join(sorted(numbers)).encode()).hexdigest()


def how_many(among: int, share: int, at_least: int) -> int:
    """`share` percent rounded up, at least so many, never more than there are."""
    return min(among, max(at_least, -(-among * share // 100)))


def draw(numbers: Iterable[str], seed: str, share: int, at_least: int) -> list[str]:
    """The k numbers whose sha256("seed:number") is lowest, in their own order. Anybody can repeat it with a shell."""
    among = sorted(set(numbers))
    lots = sorted(among, key=lambda number: sha256(f"{seed}:{number}".encode()).hexdigest())
    return sorted(lots[: how_many(len(among), share, at_least)])


def assign(
    worked: Mapping[int, Collection[int]], tiers: Sequence[Collection[int]], load: Mapping[int, int]
) -> dict[int, int | None]:
    """Who audits each item: {item: person}. `worked`: who worked on its case. `tiers`: people by role, the first role first.

    The least loaded person of the first tier with somebody who worked on none of the items takes all of them; where there is
    no such person, each item goes to the least loaded of the first tier with somebody free of that item. None: nobody is.
    """
    anybody = {one for people in worked.values() for one in people}
    whole = _least(tiers, anybody, load)
    if whole is not None:
        return dict.fromkeys(worked, whole)
    carried, given = dict(load), dict[int, int | None]()
    for item in sorted(worked):
        given[item] = person = _least(tiers, worked[item], carried)
        if person is not None:
            carried[person] = carried.get(person, 0) + 1
    return given


def _least(tiers: Sequence[Collection[int]], barred: Collection[int], load: Mapping[int, int]) -> int | None:
    for tier in tiers:
        free = [person for person in tier if person not in barred]
        if free:
            return min(free, key=lambda person: (load.get(person, 0), person))
    return None


def seen(verdicts: Iterable[str]) -> str:
    """What promises say: any late or broken is no, one still running is unknown, none at all is not applicable."""
    found = set(verdicts)
    if found & {"late", "broken"}:
        return "no"
    if "open" in found:
        return "unknown"
    return "yes" if found else "na"


def corrects(seen: str, said: str) -> bool:
    """Whether the auditor says otherwise than the machine, which wants a reason."""
    return seen != "unknown" and seen != said
