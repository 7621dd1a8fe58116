"""The only writer of this room's tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.customers.models import Customer
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.logbook.actions import record
from shounuo.problems.models import Likeness, Problem, ProblemCase


def open_problem(
    title: str, customer: Customer | None, owner: User | None, target_at: datetime, *, by: Actor, at: datetime
) -> Problem:
    problem = Problem.objects.create(
        title=title, customer=customer, owner=owner, target_at=target_at, opened_at=at, opened_by_name=by.name
    )
    _note("problem.opened", problem, by, at, title=title)
    if owner:
        _note("problem.owned", problem, by, at, owner=owner.name)
    return problem


def own(problem: Problem, owner: User, *, by: Actor, at: datetime) -> None:
    problem.owner = owner
    problem.save(update_fields=["owner"])
    _note("problem.owned", problem, by, at, owner=owner.name)


def tie(problem: Problem, case: Case, why: str, *, by: Actor, at: datetime) -> ProblemCase:
    """This case is of this problem; noted on both. IntegrityError where another tie holds."""
    tied = ProblemCase.objects.create(problem=problem, case=case, why=why, tied_at=at, by_name=by.name)
    for stream in (case.stream, problem.stream):
        record("problem.tied", stream=stream, by=by, at=at, problem=problem.number, case=case.number, why=why)
    return tied


def untie(tied: ProblemCase, *, by: Actor, at: datetime) -> None:
    tied.ended_at = at
    tied.save(update_fields=["ended_at"])
    for stream in (tied.case.stream, tied.problem.stream):
        record(
            "problem.untied", stream=stream, by=by, at=at, problem=tied.problem.number, case=tied.case.number
        )


def find_cause(problem: Problem, words: str, *, by: Actor, at: datetime) -> None:
    problem.root_cause = words
    problem.state = "known" if problem.state == "open" else problem.state
    problem.save(update_fields=["root_cause", "state"])
    _note("problem.cause_found", problem, by, at, words=words)


def plan_fix(problem: Problem, words: str, target_at: datetime, *, by: Actor, at: datetime) -> None:
    problem.permanent_fix, problem.target_at, problem.state = words, target_at, "planned"
    problem.save(update_fields=["permanent_fix", "target_at", "state"])
    _note("problem.fix_planned", problem, by, at, words=words)


def end(problem: Problem, state: str, words: str, *, by: Actor, at: datetime) -> None:
    problem.state, problem.ended_at = state, at
    if state == "fixed":
        problem.permanent_fix = words
    else:
        problem.closed_words = words
    problem.save()
    _note("problem.fixed" if state == "fixed" else "problem.closed", problem, by, at, words=words)


def note_likeness(case: Case, earlier: Iterable[tuple[Case, float]], *, at: datetime) -> None:
    """These earlier cases were found alike, once for each."""
    found = list(earlier)
    Likeness.objects.bulk_create(
        Likeness(case=case, earlier=other, share=int(share * 100), found_at=at) for other, share in found
    )
    others = "、".join(other.number for other, _ in found)
    record("case.repeats", stream=case.stream, by=SYSTEM, at=at, others=others)


def _note(verb: str, problem: Problem, by: Actor, at: datetime, **private: Any) -> None:
    record(verb, stream=problem.stream, by=by, at=at, private=private)
