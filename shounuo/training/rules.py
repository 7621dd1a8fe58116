"""What is decided about training without a database: periods, who may sign, what is due. [8.2-quarterly, 8.2-onboarding]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Every = Literal["month", "quarter"]
MONTHS: dict[Every, int] = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Period:
    """A month or a quarter by the calendar of the house: number 1..12 or 1..4 of the year."""

    every: Every
    year: int
    number: int

    @property
    def key(self) -> str:
        """`2026-Q1`, `2026-03`; keys of one kind sort as time does."""
        return f"{self.year}-Q{self.number}" if self.every == "quarter" else f"{self.year}-{self.number:02}"

    @property
    def begins(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS[self.every] + 1, 1)

    @property
    def ends(self) -> date:
        """The first day that is no longer part of it."""
        return self.next.begins

    @property
    def next(self) -> Period:
        last = self.number == 12 // MONTHS[self.every]
        return Period(self.every, self.year + last, 1 if last else self.number + 1)

    @property
    def before(self) -> Period:
        if self.number > 1:
            return Period(self.every, self.year, self.number - 1)
        return Period(self.every, self.year - 1, 12 // MONTHS[self.every])


def period_of(day: date, every: Every) -> Period:
    return Period(every, day.year, (day.month - 1) // MONTHS[every] + 1)


def period_from(key: str) -> Period:
    """The period that has this key. ValueError for anything else."""
    year, _, rest = key.partition("-")
    return (
        Period("quarter", int(year), int(rest[1:]))
        if rest.startswith("Q")
        else Period("month", int(year), int(rest))
    )


def to_plan(every: Every, last: str | None, today: date, notice: timedelta) -> list[Period]:
    """The periods that want a session and have none: from the one after the `last` planned up to the next from today.

    A house that begins promises the period under way only where there is more than the `notice` left of it.
    """
    this = period_of(today, every)
    if last is None:
        return [this, this.next] if this.ends - today > notice else [this.next]
    wanted, period = [], period_from(last).next
    while period.begins <= this.next.begins:
        wanted.append(period)
        period = period.next
    return wanted


# ---------------------------------------------------------------- onboarding

TaskState = Literal["open", "done", "signed"]


def task_state(done: bool, signed: bool) -> TaskState:
    return "signed" if signed else "done" if done else "open"


def may_sign(
    person_id: int, signer_id: int, signer_roles: frozenset[str], signed_by: Iterable[str]
) -> Literal["", "own", "role"]:
    """Why this signature is not taken; empty: it is. Nobody signs for oneself, whatever their roles."""
    if person_id == signer_id:
        return "own"
    return "" if signer_roles & {*signed_by, "administrator"} else "role"


def tasks_for(roles: frozenset[str], tasks: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """The ids of the tasks for somebody of these roles, in order. Whoever has none of the roles does all of them: a newcomer
    without a role yet is no reason to teach less."""
    listed = [(id, frozenset(wanted)) for id, wanted in tasks]
    return [id for id, wanted in listed if roles & wanted] or [id for id, _ in listed]


# ---------------------------------------------------------------- due

Urgency = Literal["overdue", "soon", "ahead"]
SOON = timedelta(days=14)
"""What is due within two weeks is worth a word today; a matter of the page, not of the standard."""


def urgency(due: date, today: date) -> Urgency:
    """Due today is not overdue."""
    if due < today:
        return "overdue"
    return "soon" if due - today <= SOON else "ahead"
