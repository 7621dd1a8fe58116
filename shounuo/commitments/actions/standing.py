"""Standing promises: what the house owes without a case – a training each quarter, an onboarding by its day.

They are rows of the same table, judged by the same rules: whoever changes one settles it first, and a waiting row of its own
wakes the watch for its warnings and its breach. `about` says what it is about ("training:12", "account:7/onboarding:3"); the
part before the slash is the stream in which it is written down. [8.2-quarterly, 8.2-sharing, 8.2-onboarding]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import QuerySet

from shounuo.commitments import rules
from shounuo.commitments.models import Commitment
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.policy import reads as policies
from shounuo.policy.model.targets import Warnings
from shounuo.waiting.actions import Wake, drop, wake

WAKES = "commitment.standing"
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class StandingFired:
    """A consequence of time for a standing promise; `moment` is when it became true. See commitments.actions.Fired."""

    commitment: Commitment
    kind: Literal["warning", "breach"]
    share: int
    moment: datetime
    escalates: bool


def promise(
    about: str, track: str, *, clause: str, owner_roles: Sequence[str], due_at: datetime, begins_at: datetime | None = None,
    by: Actor, at: datetime,
) -> list[StandingFired]:  # fmt: skip
    """Promise this by `due_at`, counted from `begins_at` (or now). What is true of it already is written down at once: a
    house that slept over a whole period promises and breaks it, dated as it was."""
    begins_at = begins_at or at
    with atomic():
        row = Commitment.objects.create(
            about=about, track=track, ordinal=_next_ordinal(about, track), level="", clause=clause, audience="internal",
            owner_roles=list(owner_roles), started_at=begins_at, due_at=due_at,
            budget_seconds=max(0, int((due_at - begins_at).total_seconds())),
        )  # fmt: skip
        _record("commitment.made", row, by, at, due_at=due_at.isoformat(), budget_s=row.budget_seconds)
        fired = settle([row], at=at)
        set_wakes([row])
    return fired


def keep(about: str, track: str, *, by: Actor, at: datetime) -> list[StandingFired]:
    """What was promised is done now. Without such a running promise nothing changes."""
    with atomic():
        row = _running(about, track)
        if row is None:
            return []
        fired = settle([row], at=at)
        row.met_at = at
        _end(row, "met", at)
        verdict = "late" if row.broken_at else "kept"
        _record("commitment.met", row, by, at, verdict=verdict, due_at=row.due_at.isoformat())
    return fired


def withdraw(about: str, track: str, *, by: Actor, at: datetime) -> list[StandingFired]:
    """No longer owed."""
    with atomic():
        row = _running(about, track)
        if row is None:
            return []
        fired = settle([row], at=at)
        _end(row, "withdrawn", at)
        _record("commitment.withdrawn", row, by, at)
    return fired


def hold(ids: Iterable[int]) -> dict[int, Commitment]:
    """The running ones among these that nobody else is writing, locked in one order."""
    free = Commitment.objects.select_for_update(skip_locked=True).filter(pk__in=list(ids), state="running")
    return {row.pk: row for row in free.order_by("pk")}


def settle(rows: Iterable[Commitment], *, at: datetime) -> list[StandingFired]:
    """Write down every warning and breach of these locked rows that is true at `at`, dated when it became true."""
    warnings = policies.current().warnings
    fired = [one for row in rows for one in _due(row, warnings, at)]
    for one in fired:
        one.commitment.save(update_fields=["warned", "broken_at"])
        _note(one, at)
    return fired


def set_wakes(rows: Iterable[Commitment]) -> None:
    wake([Wake(WAKES, row.pk, when) for row in rows if (when := next_wake(row))])


def next_wake(row: Commitment) -> datetime | None:
    """When time will make something new true of it: a warning, or one second past its due time."""
    if not row.runs or row.broken_at:
        return None
    shares = policies.current().warnings.shares
    ahead = [rules.warning_at(row.clock, share) for share in shares if share > row.warned]
    return min([*ahead, row.due_at + ONE_SECOND])


def _due(row: Commitment, warnings: Warnings, at: datetime) -> list[StandingFired]:
    """What has become true of this row, set on it. A breach makes its warnings needless."""
    if row.broken_at:
        return []
    if rules.is_broken(row.clock, at):
        row.broken_at = row.due_at
        return [StandingFired(row, "breach", 100, row.due_at, True)]
    passed = [share for share in warnings.shares if rules.warning_at(row.clock, share) <= at]
    if not passed or passed[-1] <= row.warned:
        return []
    row.warned = passed[-1]
    moment = rules.warning_at(row.clock, row.warned)
    return [StandingFired(row, "warning", row.warned, moment, row.warned >= warnings.escalates_at)]


def _note(one: StandingFired, at: datetime) -> None:
    row = one.commitment
    if one.kind == "breach":
        _record("commitment.broken", row, SYSTEM, at, happened=one.moment, due_at=row.due_at.isoformat())
    else:
        _record("commitment.warned", row, SYSTEM, at, happened=one.moment, share=one.share)


def _end(row: Commitment, state: str, at: datetime) -> None:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at", "met_at"])
    drop(WAKES, [row.pk])


def _running(about: str, track: str) -> Commitment | None:
    return _of(about, track).select_for_update().filter(state="running").first()


def _next_ordinal(about: str, track: str) -> int:
    return (_of(about, track).order_by("-ordinal").values_list("ordinal", flat=True).first() or 0) + 1


def _of(about: str, track: str) -> QuerySet[Commitment]:
    return Commitment.objects.filter(about=about, track=track)


def _record(
    verb: str, row: Commitment, by: Actor, at: datetime, *, happened: datetime | None = None, **facts: Any
) -> None:
    record(
        verb, stream=row.about.partition("/")[0], by=by, at=at, happened=happened,
        track=row.track, ordinal=row.ordinal, clause=row.clause, about=row.about, **facts,
    )  # fmt: skip
