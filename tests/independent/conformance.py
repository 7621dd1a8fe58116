"""How each clause of a P0's or P1's response was kept, from the exported logbook of one case and nothing else.

It reads what people did (arrived, began and did steps, synced, replied, restored, lifted) and when, never what the product says
of its own promises (commitment.*); times and clauses are typed from SPT-003 5.3.2 and 4.2 below. Standard library only.

How the standard is read here, beside attainment.py for response, update and resolution:
 1. A level's flow runs from the second the case has that level; on P1 → P0 all of it begins anew, on P0 → P1 it counts from where
    the incident began. Whoever has arrived has arrived, and a step that both flows have
    stays done.
 2. Whoever receives a P0 or P1 is its duty engineer, there at once. A role that is there "if needed" owes its arrival from when it
    was called for.
 3. A stage is kept when all its steps are done or were not needed; steps "if …" don't hold it up unless somebody began them. Taking
    over is kept when a senior engineer or architect has the case, restoring when the emergency is lifted (P0) or the case goes over
    to monitoring (P1).
 4. The internal sync is a cadence: one missed promise for each interval in silence.
 5. A complex P1 leaves the duty engineer by minute 30, a known one 30 minutes after it was found to be known; where the tree says that
    it stays, nothing is owed.
 6. What the flow still owes when the response ends is owed no longer; what was broken by then stays broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.independent.attainment import Case, moment, replay

Entry = dict[str, Any]
Verdicts = dict[str, dict[str, int]]

P0, P1 = "P0", "P1"
TEAM = {
    P0: {
        "duty_engineer": 0, "senior_engineer": 5, "technical_manager": 10, "operations": 10, "customer_success_manager": 15,
        "management": 30,
    },
    P1: {"duty_engineer": 0, "technical_lead": 60, "customer_success_manager": 30},
}  # fmt: skip
IF_NEEDED = {P0: {"security": 15}, P1: {"senior_engineer": 30}}
STAGES = {
    P0: {"notify": 2, "assess": 5, "take_over": 10, "parallel": 15, "implement": 120, "restore": 120},
    P1: {"notify": 5, "assess": 15, "diagnose": 30, "implement": 240, "restore": 240},
}
STEPS = {
    (P0, "notify"): {"alarm", "tell_duty_engineer", "tell_technical_manager", "tell_customer_success"},
    (P0, "assess"): {"assess", "confirm", "start"},
    (P0, "parallel"): {"diagnose", "assess_impact", "prepare_rollback", "contact_customer", "update_customer", "prepare_announcement"},
    (P0, "implement"): {"workaround", "monitor", "record_steps", "prepare_fix"},
    (P1, "notify"): {"alarm", "tell_duty_engineer", "tell_technical_lead"},
    (P1, "assess"): {"assess", "impact", "is_it_p0"},
    (P1, "diagnose"): set(),
    (P1, "implement"): {"solution", "update_customer", "monitor", "prepare_rollback"},
}  # fmt: skip
CLAUSE = {
    "notify": "notify", "assess": "assess", "take_over": "takeover", "parallel": "parallel", "implement": "implement",
    "restore": "restore", "diagnose": "diagnose", "told": "takeover", "sync": "internal-comms", "first_contact": "customer-comms",
    "hand_over": "tree", "arrival": "team",
}  # fmt: skip
REPORT = {P0: timedelta(hours=24), P1: timedelta(hours=48)}
SYNC, APPROVAL = timedelta(minutes=15), timedelta(minutes=5)
MOMENT = timedelta(microseconds=1)
BACK = ("service_restored", "function_restored")


@dataclass
class Owed:
    """One promise of the flow: of which clause, due when, met when, ended when nobody owed it any more."""

    clause: str
    due: datetime
    met: datetime | None = None
    ended: datetime | None = None

    def verdict(self, until: datetime) -> str:
        if self.met is not None:
            return "kept" if self.met <= self.due else "late"
        return "broken" if (self.ended or until) > self.due else ""


@dataclass
class Response:
    """The flow of one level, under way from `since`."""

    level: str
    since: datetime
    owed: dict[str, Owed] = field(default_factory=dict)
    over: list[Owed] = field(default_factory=list)
    steps: dict[tuple[str, str], str] = field(default_factory=dict)
    arrived: set[str] = field(default_factory=set)

    def begin(self) -> None:
        self._owe({f"arrival:{role}": minutes for role, minutes in TEAM[self.level].items()})
        self._owe(STAGES[self.level])
        self._owe({"told": 10, "sync": 15, "first_contact": 15} if self.level == P0 else {"hand_over": 30})

    def _owe(self, wanted: dict[str, int], since: datetime | None = None) -> None:
        for track, minutes in wanted.items():
            name = CLAUSE[track.partition(":")[0]]
            self.owed[track] = Owed(
                f"5.3.2-{self.level}-{name}", (since or self.since) + timedelta(minutes=minutes)
            )

    def meet(self, track: str, at: datetime) -> None:
        if (held := self.owed.get(track)) and held.met is None and held.ended is None:
            held.met = at

    def need(self, role: str, at: datetime) -> None:
        if role in IF_NEEDED[self.level] and role not in self.arrived:
            self._owe({f"arrival:{role}": IF_NEEDED[self.level][role]}, at)

    def arrive(self, role: str, at: datetime) -> None:
        self.arrived.add(role)
        self.meet(f"arrival:{role}", at)
        self.hear(role, at)

    def hear(self, role: str, at: datetime) -> None:
        """Whoever answers or comes has been told."""
        if role == "management":
            self.meet("told", at)

    def step(self, stage: str, key: str, state: str, at: datetime) -> None:
        self.steps[stage, key] = state
        if (key, state) == ("tell_management", "done"):
            self.meet("told", at)
        if (key, state) == ("contact_customer", "done"):
            self.meet("first_contact", at)
        if stage == "take_over" and (key, state) == ("hand_over", "done"):
            self.meet("take_over", at)
        rest = STEPS.get((self.level, stage))
        if rest is not None and all(self.steps.get((stage, one)) in ("done", "not needed") for one in rest):
            begun = [one for (where, _), one in self.steps.items() if where == stage and one == "begun"]
            if not begun and any(where == stage for where, _ in self.steps):
                self.meet(stage, at)

    def synced(self, at: datetime) -> None:
        self.silence(at)
        held = self.owed["sync"]
        held.met = at
        self._next_sync(at)

    def silence(self, at: datetime) -> None:
        """Intervals in which nobody shared anything."""
        while (held := self.owed.get("sync")) and held.ended is None and held.due < at:
            held.ended = held.due + MOMENT
            self._next_sync(held.due)

    def _next_sync(self, since: datetime) -> None:
        self.over.append(self.owed["sync"])
        self.owed["sync"] = Owed(self.over[-1].clause, since + SYNC)

    def end(self, at: datetime) -> None:
        self.silence(at)
        for held in self.owed.values():
            held.ended = held.ended or at


def conformance(entries: Iterable[Entry], until: datetime) -> Verdicts:
    """{clause: {"kept" | "late" | "broken": how many}} of one case's stream, of what is decided by `until`."""
    stream = sorted(entries, key=lambda entry: entry["seq"])
    flows: list[Response] = []
    reports: list[Owed] = []
    approvals: list[Owed] = []
    level = ""
    for entry in stream:
        at, facts = moment(entry["happened_at"]), entry["facts"]
        if at > until:
            continue  # a message that took a moment to hand over
        level = facts["priority"] if entry["verb"] == "case.opened" else level
        level = facts["level"] if entry["verb"] == "case.priority_changed" else level
        _flow(flows, entry["verb"], facts, level, at, by_staff=entry["actor"]["kind"] == "staff")
        _report(reports, entry["verb"], flows, at)
        _approval(approvals, entry["verb"], at)
    for one in flows:
        one.silence(until)
    owed = [held for one in flows for held in (*one.owed.values(), *one.over)]
    told: Counter[tuple[str, str]] = Counter()
    told.update(
        (held.clause, held.verdict(until)) for held in (*owed, *reports, *approvals) if held.verdict(until)
    )
    told.update(_clocks(replay(stream, until + MOMENT), until))
    found: Verdicts = {}
    for (clause, verdict), count in told.items():
        found.setdefault(clause, {})[verdict] = count
    return found


def _flow(
    flows: list[Response], verb: str, facts: dict[str, Any], level: str, at: datetime, *, by_staff: bool
) -> None:
    now = flows[-1] if flows else None
    if verb == "incident.begun":
        flows.append(Response(level, at))
        flows[-1].begin()
    elif now is None:
        return
    elif verb == "incident.changed_level":
        now.end(at)
        new = Response(facts["level"], at if facts["level"] < now.level else flows[0].since)
        new.begin()
        new.steps = dict(now.steps)
        flows.append(new)
        for role in now.arrived:
            new.arrive(role, at)
    elif verb == "incident.arrived":
        now.arrive(facts["member"], at)
    elif verb == "incident.coming":
        now.hear(facts["member"], at)
    elif verb == "incident.role_needed":
        now.need(facts["member"], at)
    elif verb in ("incident.step_done", "incident.step_not_needed", "incident.step_started"):
        state = {"done": "done", "not_needed": "not needed", "started": "begun"}[
            verb.removeprefix("incident.step_")
        ]
        now.step(facts["stage"], facts["key"], state, at)
    elif verb == "incident.synced":
        now.synced(at)
    elif verb == "case.replied" and by_staff:
        now.meet("first_contact", at)
    elif verb in ("incident.lifted", "incident.monitoring", "incident.stood_down", "incident.ended"):
        if verb in ("incident.lifted", "incident.monitoring"):
            now.meet("restore", at)
        if verb != "incident.monitoring":
            now.end(at)
    elif verb == "incident.answered":
        _answered(now, facts["node"], facts["said"], at)


def _answered(now: Response, node: str, said: str, at: datetime) -> None:
    """It was handed over; or what was tried worked, and it stays."""
    held = now.owed.get("hand_over")
    if (node, said) == ("known_problem", "yes") and held and held.due >= at:
        held.due = at + timedelta(minutes=30)
    elif said == "handed":
        now.meet("hand_over", at)
    elif said == "done" and held and held.met is None and held.ended is None:
        held.ended = at
        now.meet("diagnose", at)


def _report(reports: list[Owed], verb: str, flows: list[Response], at: datetime) -> None:
    if verb == "incident.restored":
        level = flows[-1].level
        reports.append(Owed(f"4.2-{level}", at + REPORT[level]))
    elif verb == "report.sent" and reports:
        reports[-1].met = at


def _approval(approvals: list[Owed], verb: str, at: datetime) -> None:
    """Whoever is asked to approve a change of level has five minutes; then the next one is asked."""
    if approvals and approvals[-1].met is None and approvals[-1].ended is None:
        if verb in ("level.approved", "level.refused", "level.reverted"):
            approvals[-1].met = at
        elif verb in ("level.silent", "case.priority_changed"):
            approvals[-1].ended = at
    if verb == "level.asked":
        approvals.append(Owed("5.3.4-procedure", at + APPROVAL))


def _clocks(case: Case | None, until: datetime) -> list[tuple[str, str]]:
    """Response, update and resolution, each under the clause of its level in 4.2."""
    names = {"kept": "kept", "late": "late", "missed": "broken"}
    return [(f"4.2-{one.level}", names[one.how]) for one in case.all_decided(until)] if case else []
