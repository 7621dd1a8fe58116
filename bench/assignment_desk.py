"""A desk played through a month under one way of assigning: cases queue with engineers, who work the most urgent first, put it
down for a P0 or P1, and hand those two on at the end of a shift. The rest waits for their next shift."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.assignment_traffic import FACTS, Arrival, Engineer

MOST_OPEN: int = FACTS["staff"]["most_open"]
URGENT = ("P0", "P1")


@dataclass
class Job:
    """A case under way; `left` is work at grade 3, in minutes."""

    case: Arrival
    left: float
    begun: float | None = None
    done: bool = False
    fits: bool = False
    """Whether the first engineer has the skill."""


@dataclass
class Desk:
    """An engineer with what lies on the desk; the first of `jobs` is being worked on while `since` is set."""

    engineer: Engineer
    jobs: list[Job] = field(default_factory=list)
    on: bool = False
    since: float | None = None
    turn: int = 0
    """Grows with every change, so that an end that was foreseen before is known to be out of date."""
    given: int = 0
    work: int = 0
    served: Counter[int] = field(default_factory=Counter)
    knows: Counter[str] = field(default_factory=Counter)
    minutes_on: float = 0.0
    minutes_over: float = 0.0
    seen: float = 0.0

    def open_cases(self) -> Counter[str]:
        return Counter(job.case.level for job in self.jobs)

    def pace(self, job: Job) -> float:
        return (
            float(FACTS["work"]["by_grade"][self.engineer.skills.get(job.case.kind, 0)])
            if SKILL_MATTERS[0]
            else 1.0
        )


SKILL_MATTERS = [True]
"""Whether skill makes work quicker: switched off to see what is left without that assumption."""
Way = Callable[[Arrival, list[Desk]], Desk]
"""A way of assigning: the case, and who is on duty (never nobody), in order of their ids."""


class Month:
    """Events in order of time: a case arrives, a shift begins or ends, a job is done."""

    def __init__(self, way: Way, cases: list[Arrival], staff: list[Engineer], weight: dict[str, int]) -> None:
        self.way, self.weight = way, weight
        self.desks = [Desk(one) for one in staff]
        self.jobs = [Job(case, case.minutes) for case in cases]
        self.homeless: list[Job] = []
        self.events: list[tuple[float, int, int, Callable[[], None]]] = []
        self.now = 0.0
        self.count = 0
        for job in self.jobs:
            self._at(job.case.at, 2, lambda job=job: self._arrives(job))  # type: ignore[misc]
        for desk in self.desks:
            for begins, ends in desk.engineer.duty:
                self._at(begins, 0, lambda desk=desk: self._comes(desk))  # type: ignore[misc]
                self._at(ends, 1, lambda desk=desk: self._goes(desk))  # type: ignore[misc]

    def play(self, until: float) -> Month:
        while self.events and self.events[0][0] <= until:
            self.now, _, _, happens = heapq.heappop(self.events)
            happens()
        self.now = until
        for desk in self.desks:
            self._look(desk)
        return self

    def _at(self, moment: float, rank: int, happens: Callable[[], None]) -> None:
        self.count += 1
        heapq.heappush(self.events, (moment, rank, self.count, happens))

    def _arrives(self, job: Job, *, again: bool = False) -> None:
        there = [desk for desk in self.desks if desk.on]
        if not there:
            self.homeless.append(job)
            return
        desk = self.way(job.case, there)
        if not again:
            job.fits = desk.engineer.skills.get(job.case.kind, 0) > 0
        desk.given += 1
        desk.work += self.weight[job.case.level]
        self._change(desk, add=job)

    def _comes(self, desk: Desk) -> None:
        self._look(desk)
        desk.on = True
        self._change(desk)
        waiting, self.homeless = self.homeless, []
        for job in waiting:
            self._arrives(job)

    def _goes(self, desk: Desk) -> None:
        self._change(desk, rest=True)
        handed = [job for job in desk.jobs if job.case.level in URGENT]
        desk.jobs = [job for job in desk.jobs if job.case.level not in URGENT]
        for job in handed:
            self._arrives(job, again=True)

    def _change(self, desk: Desk, add: Job | None = None, *, rest: bool = False) -> None:
        """Write down the work done so far, then go on with the most urgent."""
        self._look(desk)
        if desk.since is not None:
            first = desk.jobs[0]
            first.left -= (self.now - desk.since) / desk.pace(first)
            desk.since = None
        if rest:
            desk.on = False
        if add:
            desk.jobs.append(add)
        desk.turn += 1
        if desk.on and desk.jobs:
            self._work(desk)

    def _work(self, desk: Desk) -> None:
        """Whoever works on something puts it down only for a P0 or P1."""
        ahead = desk.jobs[0]
        desk.jobs.sort(key=lambda job: (_rank(job, ahead), job.case.level, job.case.at))
        job = desk.jobs[0]
        job.begun = self.now if job.begun is None else job.begun
        desk.since = self.now
        turn = desk.turn
        self._at(self.now + max(0.0, job.left) * desk.pace(job), 3, lambda: self._done(desk, turn))

    def _done(self, desk: Desk, turn: int) -> None:
        if turn != desk.turn:
            return
        self._look(desk)
        job = desk.jobs.pop(0)
        job.done, job.left, desk.since = True, 0.0, None
        desk.served[job.case.customer] += 1
        desk.knows[job.case.kind] += 1
        self._change(desk)

    def _look(self, desk: Desk) -> None:
        """How long on duty, and how long with more open than allowed, since the last look."""
        if desk.on:
            desk.minutes_on += self.now - desk.seen
            desk.minutes_over += (self.now - desk.seen) * (len(desk.jobs) > MOST_OPEN)
        desk.seen = self.now


def _rank(job: Job, ahead: Job) -> int:
    if job.case.level in URGENT:
        return 0
    return 1 if job is ahead and job.begun is not None else 2
