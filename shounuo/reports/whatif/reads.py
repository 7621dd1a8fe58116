"""The history of a period read once, in order of the cases, and each promise judged twice. Memory stays constant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, cast

from django.db.models import Q, QuerySet

from shounuo.commitments.models import Commitment
from shounuo.customers.models import Contract, Customer
from shounuo.customers.terms import terms
from shounuo.policy.loading import overrides
from shounuo.policy.model import Level, Policy
from shounuo.policy.rules import with_overrides
from shounuo.reports.whatif import rules
from shounuo.reports.whatif.rules import Decided, Past

TRACKS = ("response", "update", "resolution")
VERDICTS = ("kept", "late", "missed")
CHUNK = 2000
SLICE = 2000
"""Cases at a time: what is between two looks at whether anybody still wants it."""
Told = Callable[[int, int], bool]
"""How many cases of how many were looked at; False calls it off."""


class CalledOff(Exception):
    """Somebody did not want to wait for the end."""


@dataclass
class Tally:
    """Promises of one level and track, or of one customer: as it was, and as it would have been."""

    was: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VERDICTS, 0))
    would: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VERDICTS, 0))
    warned_was: int = 0
    warned_would: int = 0
    untold: int = 0
    """Promises whose target changes and whose level, or wait, bent them while they ran: left as they were."""

    @staticmethod
    def share(counts: dict[str, int]) -> float | None:
        """Percent kept, one decimal; None of nothing."""
        owed = sum(counts.values())
        return round(100 * counts["kept"] / owed, 1) if owed else None

    def as_plain(self) -> dict[str, Any]:
        return {
            "was": self.was | {"percent": self.share(self.was)}, "would": self.would | {"percent": self.share(self.would)},
            "warned_was": self.warned_was, "warned_would": self.warned_would, "untold": self.untold,
        }  # fmt: skip

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Tally:
        was, would = ({key: told[name][key] for key in VERDICTS} for name in ("was", "would"))
        return cls(was, would, told["warned_was"], told["warned_would"], told["untold"])


@dataclass
class Replay:
    """What came out: by (level, track) and by the customer's short name."""

    begin: datetime
    end: datetime
    by_level: dict[tuple[str, str], Tally] = field(default_factory=dict)
    by_customer: dict[str, Tally] = field(default_factory=dict)
    cadence_moved: bool = False
    beyond: list[str] = field(default_factory=list)
    """Sections of the standard that differ and that history cannot answer for."""

    def as_plain(self) -> dict[str, Any]:
        return {
            "begin": self.begin.isoformat(), "end": self.end.isoformat(),
            "levels": [{"level": level, "track": track} | one.as_plain() for (level, track), one in sorted(self.by_level.items())],
            "customers": [{"customer": name} | one.as_plain() for name, one in sorted(self.by_customer.items())],
            "cadence_moved": self.cadence_moved, "beyond": self.beyond,
        }  # fmt: skip


def resumed(begin: datetime, end: datetime, told: dict[str, Any]) -> Replay:
    """What was kept of a replay, to go on with."""
    return Replay(
        begin, end, {(one["level"], one["track"]): Tally.from_plain(one) for one in told["levels"]},
        {one["customer"]: Tally.from_plain(one) for one in told["customers"]}, told["cadence_moved"], told["beyond"],
    )  # fmt: skip


REPLAYED = frozenset({"targets", "warnings"})


def replay(old: Policy, new: Policy, begin: datetime, end: datetime, *, at: datetime, told: Told) -> Replay:
    """Every promise that was decided in [begin, end), or would have been. A case is compared with the standard and the
    contract that it stood under; `old` is what the new one is told apart from. Raises CalledOff where `told` says so."""
    found = opening(old, new, begin, end)
    total, seen, after = cases_of(begin, end), 0, 0
    while True:
        after, count = replay_slice(found, old, new, at=at, after=after)
        if not count:
            return found
        seen += count
        if not told(seen, total):
            raise CalledOff


def opening(old: Policy, new: Policy, begin: datetime, end: datetime) -> Replay:
    """Before the first case: what history can't answer for is known."""
    found = Replay(begin, end, beyond=_beyond(old, new))
    found.cadence_moved = any(old.targets[one].update != new.targets[one].update for one in old.targets)
    return found


def cases_of(begin: datetime, end: datetime) -> int:
    return _alive(begin, end).order_by().values("case_id").distinct().count()


def replay_slice(found: Replay, old: Policy, new: Policy, *, at: datetime, after: int) -> tuple[int, int]:
    """The next cases after this one are added to `found`; gives the last of them and how many they were, none at the end."""
    alive = _alive(found.begin, found.end).filter(case_id__gt=after)
    cases = list(alive.order_by("case_id").values_list("case_id", flat=True).distinct()[:SLICE])
    if not cases:
        return after, 0
    judge = _Judge(old, new, min(at, found.end), found)
    rows = alive.filter(case_id__lte=cases[-1]).iterator(chunk_size=CHUNK)
    for _, mine in groupby(rows, key=lambda row: (row.case_id, row.track)):
        judge.take(list(mine))
    return cases[-1], len(cases)


def _beyond(old: Policy, new: Policy) -> list[str]:
    return [
        one for one in Policy.model_fields if one not in REPLAYED and getattr(old, one) != getattr(new, one)
    ]


def _alive(begin: datetime, end: datetime) -> QuerySet[Commitment]:
    """Promises to customers that ran in the period; drills are none, and history that was brought in promised nothing."""
    return (
        Commitment.objects.filter(track__in=TRACKS, case__drill=False, started_at__lt=end)
        .filter(Q(ended_at=None) | Q(ended_at__gte=begin))
        .select_related("case")
        .only(
            "track", "level", "ordinal", "calendar", "started_at", "budget_seconds", "due_at", "paused_at", "broken_at", "met_at",
            "ended_at", "state", "case__customer_id", "case__policy_hash", "case__contract_id",
        )
        .order_by("case_id", "track", "ordinal")
    )  # fmt: skip


class _Judge:
    def __init__(self, old: Policy, new: Policy, until: datetime, found: Replay) -> None:
        self.old, self.new, self.until, self.found = old, new, until, found
        self.begin, self.end = found.begin, found.end
        self.names = dict(Customer.objects.values_list("pk", "short_name"))
        self._known: dict[tuple[str, int | None], tuple[Policy, Policy]] = {}

    def take(self, rows: list[Commitment]) -> None:
        """All turns of one track of one case."""
        past = [_past(row) for row in rows]
        if past[0].track == "update":
            for chain in rules.chains(past):
                self._chain(chain)
        else:
            for one in past:
                self._single(one)

    def _single(self, one: Past) -> None:
        was = rules.as_it_was(one)
        before, after = self._targets(one)
        would = was
        untold = before != after and not rules.is_plain(one, before)
        if before != after and not untold:
            would = rules.under(one, after, self.until)
        self._count(one, [was], [would], untold=untold)
        self._warnings(one, before, after if not untold else before)

    def _chain(self, chain: list[Past]) -> None:
        one = chain[0]
        was = [rules.as_it_was(turn) for turn in chain]
        before, after = self._targets(one)
        untold = before != after and not all(rules.is_plain(turn, before) for turn in chain)
        would: list[Decided | None] = list(was)
        if before != after and not untold:
            would = list(rules.cadence_under(chain, after, self.until))
        self._count(one, was, would, untold=untold)

    def _targets(self, one: Past) -> tuple[timedelta, timedelta]:
        """As it was promised, and as it would be; a contract keeps its own word under both."""
        stood, would = self._under(*one.terms)
        return getattr(stood.targets[cast(Level, one.level)], one.track), getattr(
            would.targets[cast(Level, one.level)], one.track
        )

    def _under(self, policy_hash: str, contract_id: int | None) -> tuple[Policy, Policy]:
        key = (policy_hash, contract_id)
        if key not in self._known:
            would = self.new
            if contract_id is not None:
                says = Contract.objects.get(pk=contract_id).overrides
                would = with_overrides(would, overrides(says, f"contract {contract_id}"))
            self._known[key] = (terms(policy_hash, contract_id), would)
        return self._known[key]

    def _count(
        self, one: Past, was: Iterable[Decided | None], would: Iterable[Decided | None], *, untold: bool
    ) -> None:
        befores, afters = list(self._inside(was)), list(self._inside(would))
        if not befores and not afters:
            return
        for tally in self._tallies(one):
            tally.untold += untold
            for decided in befores:
                tally.was[decided.verdict] += 1
            for decided in afters:
                tally.would[decided.verdict] += 1

    def _warnings(self, one: Past, before: timedelta, after: timedelta) -> None:
        if one.met_at is None or not self.begin <= one.met_at < self.end or not rules.is_plain(one, before):
            return
        was = rules.warnings_under(one, before, self.old.warnings.shares, self.until)
        would = rules.warnings_under(one, after, self.new.warnings.shares, self.until)
        for tally in self._tallies(one):
            tally.warned_was += was
            tally.warned_would += would

    def _inside(self, decided: Iterable[Decided | None]) -> Iterator[Decided]:
        return (one for one in decided if one and self.begin <= one.at < self.end)

    def _tallies(self, one: Past) -> tuple[Tally, Tally]:
        return (
            self.found.by_level.setdefault((one.level, one.track), Tally()),
            self.found.by_customer.setdefault(self.names[one.customer_id], Tally()),
        )


def _past(row: Commitment) -> Past:
    return Past(
        row.track, row.level, row.case.customer_id, row.clock, row.met_at, row.ended_at, row.broken_at,  # type: ignore[union-attr]
        row.state == "missed", (row.case.policy_hash, row.case.contract_id),  # type: ignore[union-attr]
    )  # fmt: skip
