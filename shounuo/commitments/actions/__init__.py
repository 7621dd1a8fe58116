"""The only writer of commitments. `Promises` are the running ones of one case, held for one act.

Loading them settles them: what is already true at `at` is written down first, dated when it became true, whether or not
the watch was awake. Then verbs change them in memory, and `save` writes everything in a handful of statements, however
many cases are saved together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from shounuo.calendars.reads import hours as load_hours
from shounuo.cases.models import NEVER, Case
from shounuo.commitments import rules
from shounuo.commitments.events import family_of
from shounuo.commitments.models import Commitment
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.rows import save_rows, write_later, write_waiting
from shounuo.logbook.actions import record
from shounuo.policy.model import Level, Policy
from shounuo.policy.model.targets import Target
from shounuo.waiting.actions import Wake, drop, wake

WAKES = "case.promises"
ONE_SECOND = timedelta(seconds=1)
CUSTOMER_TRACKS = frozenset({"response", "update", "resolution", "report"})
CADENCES = frozenset({"update", "sync"})
"""What is owed again and again: a row that nobody answers is missed, and the next one runs from its due time."""
SILENT = frozenset({"arrival", "told", "stage", "take_over", "hand_over"})
"""Minutes of a flow: people are on their way to them already, so nobody is warned before they are over. [5.3.2-P0-team]"""


@dataclass(frozen=True)
class Fired:
    """A consequence of time: a warning at a share of the budget, or a breach; `moment` is when it became true, and
    `escalates` says whether the policy wants more than the assignee to know. [6.1-sla-risk]"""

    case: Case
    commitment: Commitment
    kind: Literal["warning", "breach"]
    share: int
    moment: datetime
    escalates: bool


@dataclass
class Promises:
    """The running promises of a case and what becomes of them in this act."""

    case: Case
    policy: Policy
    at: datetime
    rows: list[Commitment]
    opening: bool = False
    """The case is being opened, so it has no promises yet."""
    fired: list[Fired] = field(default_factory=list)
    _new: list[Commitment] = field(default_factory=list)
    _changed: dict[int, Commitment] = field(default_factory=dict)

    # ------------------------------------------------------------ settling

    def settle(self) -> None:
        """Write down every warning and breach that is true at `at`, and the cadence rows that nobody answered."""
        for row in list(self.running()):
            if row.track in CADENCES:
                self._settle_cadence(row)
            elif row.broken_at is None and rules.is_broken(row.clock, self.at):
                self._break(row)
        for row in self.running():
            self._warn(row)

    def _settle_cadence(self, row: Commitment) -> None:
        every = self.interval() if row.track == "update" else timedelta(seconds=row.budget_seconds)
        for _ in rules.missed(row.clock, every, self.at):
            self._break(row)
            self._end(row, "missed", row.due_at)
            row = self._go_on(row, row.due_at, every)

    def _break(self, row: Commitment) -> None:
        row.broken_at = row.due_at
        self._note(row)
        self.fired.append(Fired(self.case, row, "breach", 100, row.due_at, True))
        self._record("commitment.broken", row, SYSTEM, happened=row.due_at, due_at=row.due_at.isoformat())

    def _warn(self, row: Commitment) -> None:
        if row.broken_at or row.paused_at or is_silent(row):
            return
        passed = [
            share for share in self.policy.warnings.shares if rules.warning_at(row.clock, share) <= self.at
        ]
        if passed and passed[-1] > row.warned:
            row.warned = passed[-1]
            self._note(row)
            moment = rules.warning_at(row.clock, row.warned)
            escalates = row.warned >= self.policy.warnings.escalates_at
            self.fired.append(Fired(self.case, row, "warning", row.warned, moment, escalates))
            self._record("commitment.warned", row, SYSTEM, happened=moment, share=row.warned)

    # ------------------------------------------------------------ verbs

    def begin(self, *, by: Actor) -> None:
        """The promises of a new case: response and resolution. [4.2-P0 … 4.2-P4]"""
        target = self.target(self.case.priority)
        self._make("response", self.at, target.response, by=by)
        self._make("resolution", self.at, target.resolution, by=by)

    def meet(self, track: str, *, by: Actor, moment: datetime | None = None) -> bool:
        """This promise is fulfilled now (or was at `moment`), if it is running; a second time changes nothing."""
        row = self.find(track)
        if row is None:
            return False
        row.met_at = moment or self.at
        self._end(row, "met", row.met_at)
        verdict = "late" if row.broken_at else "kept"
        self._record(
            "commitment.met", row, by, happened=row.met_at, verdict=verdict, due_at=row.due_at.isoformat()
        )
        return True

    def start_cadence(self, *, by: Actor) -> None:
        """The next update is due one interval from now; the one that ran is replaced. [5.3.1-communicate]"""
        if (row := self.find("update")) is not None:
            self._end(row, "superseded", self.at)
        self._make("update", self.at, self.interval(), silently=True, by=by)

    def quicken_cadence(self, *, by: Actor) -> None:
        """The customer has answered: where waiting had slowed the updates down, they come at their own pace again; where
        that pace begins anew, so does the promise."""
        if (row := self.find("update")) is not None:
            clock = rules.repaced(row.clock, self.at, self.interval())
            if clock.started_at == row.started_at:
                self._apply(row, clock)
            else:
                self.start_cadence(by=by)

    def owe(
        self, track: str, budget: timedelta, *, by: Actor, clause: str = "", owner_roles: Sequence[str] = (),
        audience: Literal["customer", "internal"] | None = None, since: datetime | None = None,
    ) -> Commitment:  # fmt: skip
        """A promise of its own kind, such as the report after a P0 or the permanent fix after a workaround; where it runs already
        it goes on as it is. `clause` and `owner_roles` where they are not those of the level; counted from now or from `since`."""
        if (running := self.find(track)) is not None:
            return running
        row = self._make(track, since or self.at, budget, silently=True)
        row.clause, row.owner_roles = clause or row.clause, list(owner_roles) or row.owner_roles
        row.audience = audience or row.audience
        self._record("commitment.made", row, by, due_at=row.due_at.isoformat(), budget_s=row.budget_seconds)
        return row

    def renew(self, track: str, *, by: Actor) -> bool:
        """This turn of a cadence is answered, and the next one is due one interval from now."""
        row = self.find(track)
        if row is None or not self.meet(track, by=by):
            return False
        self._go_on(row, self.at, timedelta(seconds=row.budget_seconds))
        return True

    def pause_resolution(self, *, by: Actor) -> None:
        """The case waits for the customer: the resolution clock stops where the policy lets it. [4.2-24x7]"""
        row = self.find("resolution")
        if row and not row.paused_at and self.target(row.level).pauses_resolution:
            self._apply(row, rules.pause(row.clock, self.at))
            self._record("commitment.paused", row, by)

    def resume_resolution(self, *, by: Actor) -> None:
        row = self.find("resolution")
        if row and row.paused_at:
            row.paused_seconds += int((self.at - row.paused_at).total_seconds())
            self._apply(row, rules.resume(row.clock, self.at))
            self._record("commitment.resumed", row, by, due_at=row.due_at.isoformat())

    def withdraw(self, *tracks: str, by: Actor) -> None:
        """No longer owed: the case is resolved, say."""
        for track in tracks:
            if (row := self.find(track)) is not None:
                self._end(row, "withdrawn", self.at)
                self._record("commitment.withdrawn", row, by)

    def retarget(self, level: str, *, raised: bool, by: Actor) -> None:
        """The clocks under another level: the old rows stay as superseded, a breach once recorded stays. [5.3.4-procedure]"""
        target = self.target(level)
        budgets = {
            "response": target.response,
            "update": self.interval(level),
            "resolution": target.resolution,
        }
        for row in [row for row in self.running() if row.track in budgets and not row.broken_at]:
            budget = budgets[row.track]
            clock = self._held(row, level)
            clock = rules.raised(clock, self.at, budget) if raised else rules.reduced(clock, budget)
            self._end(row, "superseded", self.at)
            self._succeed(row, level, clock, by)

    def reopen_resolution(self, resolution: Commitment, *, by: Actor) -> None:
        """The customer denies: the resolution promise runs again with the time that was left. [4.2-24x7]"""
        resolved_at = resolution.met_at or self.at
        clock = rules.reopened(resolution.clock, resolved_at, self.at)
        resolution.met_at = resolution.ended_at = None
        resolution.state = "running"
        self._apply(resolution, clock)
        resolution.paused_seconds += int((self.at - resolved_at).total_seconds())
        self.rows.append(resolution)
        self._record("commitment.reopened", resolution, by, due_at=resolution.due_at.isoformat())

    def begin_again(self, *, by: Actor) -> None:
        """After a reopening a new response is owed, as fast as the first was. [4.2-24x7]"""
        self._make("response", self.at, self.target(self.case.priority).response, by=by)

    def _held(self, row: Commitment, level: str) -> rules.Clock:
        """The row's clock, running or paused as the new level has it while the case waits for the customer."""
        waits = self.case.state == "waiting" and row.track == "resolution"
        pauses = waits and self.target(level).pauses_resolution
        return rules.pause(row.clock, self.at) if pauses else rules.resume(row.clock, self.at)

    # ------------------------------------------------------------ asking

    def target(self, level: str) -> Target:
        """What is promised under a level."""
        return target_of(self.policy, level)

    def find(self, track: str) -> Commitment | None:
        return next((row for row in self.running() if row.track == track), None)

    def running(self) -> list[Commitment]:
        return [row for row in self.rows if row.runs]

    def interval(self, level: str | None = None) -> timedelta:
        """The cadence now: slower while a P2..P4 waits for the customer. [4.2-24x7]"""
        target = self.target(level or self.case.priority)
        waiting = target.update_waiting if self.case.state == "waiting" else None
        return waiting or target.update

    def next_due(self) -> datetime:
        """The earliest promise to the customer that still can be kept or is overdue; NEVER without one."""
        dues = [row.due_at for row in self.running() if not row.paused_at and row.audience == "customer"]
        return min(dues, default=NEVER)

    def next_wake(self) -> datetime | None:
        """When time will make something new true: a warning, or one second past a due time."""
        return min((when for row in self.running() if (when := self._wake_of(row))), default=None)

    def _wake_of(self, row: Commitment) -> datetime | None:
        if row.broken_at or row.paused_at:
            return None
        shares = [] if is_silent(row) else [one for one in self.policy.warnings.shares if one > row.warned]
        return min([*(rules.warning_at(row.clock, one) for one in shares), row.due_at + ONE_SECOND])

    # ------------------------------------------------------------ inside

    def _make(
        self, track: str, start: datetime, budget: timedelta, *, silently: bool = False, by: Actor = SYSTEM
    ) -> Commitment:
        target = self.target(self.case.priority)
        calendar = self.policy.clocks.calendar
        row = Commitment(
            case=self.case, track=track, ordinal=self._next_ordinal(track), level=self.case.priority, clause=target.clause,
            audience="customer" if track in CUSTOMER_TRACKS else "internal", owner_roles=list(target.owner),
            calendar=calendar, started_at=start, budget_seconds=int(budget.total_seconds()), due_at=start,
        )  # fmt: skip
        row.due_at = rules.start(start, budget, row.clock.hours).due_at
        self.rows.append(row)
        self._new.append(row)
        if not silently:
            self._record(
                "commitment.made", row, by, due_at=row.due_at.isoformat(), budget_s=row.budget_seconds
            )
        return row

    def _go_on(self, old: Commitment, start: datetime, every: timedelta) -> Commitment:
        """The next turn of a cadence."""
        row = self._make(old.track, start, every, silently=True)
        if old.track != "update":
            row.clause, row.owner_roles, row.audience = old.clause, list(old.owner_roles), old.audience
        return row

    def _succeed(self, old: Commitment, level: str, clock: rules.Clock, by: Actor) -> None:
        row = self._make(old.track, clock.started_at, clock.budget, silently=True)
        row.level, row.clause = level, self.target(level).clause
        row.owner_roles = list(self.target(level).owner)
        row.due_at, row.paused_at, row.paused_seconds = clock.due_at, clock.paused_at, old.paused_seconds
        self._record(
            "commitment.retargeted", row, by, level=level, was=old.level, due_at=row.due_at.isoformat()
        )

    def _next_ordinal(self, track: str) -> int:
        here = [row.ordinal for row in self.rows if row.track == track]
        if here:
            return max(here) + 1
        if self.opening:
            return 1
        earlier = (
            Commitment.objects.filter(case=self.case, track=track)
            .order_by("-ordinal")
            .values_list("ordinal", flat=True)
        )
        return (earlier.first() or 0) + 1

    def _end(self, row: Commitment, state: str, moment: datetime) -> None:
        row.state, row.ended_at = state, moment
        self._note(row)

    def _apply(self, row: Commitment, clock: rules.Clock) -> None:
        row.due_at, row.paused_at = clock.due_at, clock.paused_at
        row.budget_seconds = int(clock.budget.total_seconds())
        self._note(row)

    def _note(self, row: Commitment) -> None:
        if row.pk:
            self._changed[row.pk] = row

    def _record(
        self, verb: str, row: Commitment, by: Actor, *, happened: datetime | None = None, **facts: Any
    ) -> None:
        common: dict[str, Any] = {"track": row.track, "ordinal": row.ordinal, "clause": row.clause}
        record(
            verb, stream=self.case.stream, by=by, at=self.at, happened=happened,
            **common | ({"level": row.level} if "level" not in facts else {}) | facts,
        )  # fmt: skip


def is_silent(row: Commitment) -> bool:
    """Whether it is one of the minutes of a flow."""
    return family_of(row.track) in SILENT


FIELDS = (
    "due_at", "budget_seconds", "paused_at", "paused_seconds", "warned", "broken_at", "met_at", "ended_at", "state",
)  # fmt: skip


def target_of(policy: Policy, level: str) -> Target:
    return policy.targets[cast(Level, level)]


def first_due(policy: Policy, level: str, at: datetime) -> datetime:
    """When a case opened at `at` first owes something: the response, which is never later than the resolution."""
    hours = load_hours(policy.clocks.calendar)
    return rules.start(at, target_of(policy, level).response, hours).due_at


def promises_of(case: Case, policy: Policy, at: datetime) -> Promises:
    """The running promises of a case that the caller has locked, settled at `at`."""
    write_waiting()
    promises = Promises(
        case, policy, at, list(Commitment.objects.filter(case=case, state="running").order_by("id"))
    )
    promises.settle()
    return promises


def save(many: Iterable[Promises]) -> None:
    """Write what became of these promises, and when each case must be looked at next."""
    many = list(many)
    write_later([row for promises in many for row in promises._new])
    save_rows([row for promises in many for row in promises._changed.values()], FIELDS)
    for promises in many:
        promises._new, promises._changed = [], {}


def set_wakes(many: Iterable[Promises], also: Iterable[Wake] = ()) -> None:
    """Wake the watch when each case's next moment comes; a case without one waits for nothing. What the act sets `also` goes
    out with it, in one statement."""
    moments = [(promises.case, promises.next_wake()) for promises in many]
    waiting = [*also, *(Wake(WAKES, case.pk, when, case.revision) for case, when in moments if when)]
    if waiting:
        wake(waiting)
    if done := [case.pk for case, when in moments if not when]:
        drop(WAKES, done)
