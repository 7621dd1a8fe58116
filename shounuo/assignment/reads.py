"""Gathering who could take a case: the duty list with the engineers' records, their leave, what they carry, what they were
given lately, whom and what they know. One query, whatever the size of the house. [5.2-assign]"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from shounuo.accounts.models import User
from shounuo.assignment.models import Offer
from shounuo.assignment.rules import Candidate
from shounuo.cases.models import OPEN
from shounuo.cases.models import Case as CaseRow
from shounuo.kernel.rows import ask

PEOPLE = """
WITH duty AS (
SELECT shift.user_id, shift.role, person.name, person.email, person.language, engineer.level, engineer.skills,
engineer.most_open, engineer.languages, engineer.team_id, engineer.cleared_at
FROM oncall_shift shift JOIN accounts_user person ON person.id = shift.user_id
JOIN staff_engineer engineer ON engineer.user_id = shift.user_id
WHERE shift.role IN (%s) AND shift.begins_at <= %s AND shift.ends_at > %s AND person.is_active
), away AS (
SELECT DISTINCT user_id FROM staff_leave WHERE cancelled_at IS NULL AND begins_at <= %s AND ends_at > %s
), carried AS (
SELECT assignee_id, sum(CASE WHEN priority = 'P0' THEN 1 ELSE 0 END) AS p0, sum(CASE WHEN priority = 'P1' THEN 1 ELSE 0 END) AS p1,
sum(CASE WHEN priority = 'P2' THEN 1 ELSE 0 END) AS p2, sum(CASE WHEN priority = 'P3' THEN 1 ELSE 0 END) AS p3,
sum(CASE WHEN priority = 'P4' THEN 1 ELSE 0 END) AS p4
FROM cases_case WHERE state IN (%s) AND assignee_id IN (SELECT user_id FROM duty) GROUP BY assignee_id
)"""
LATELY = """, given AS (
SELECT user_id, count(*) AS cases FROM cases_assignment
WHERE assigned_at >= %s AND user_id IN (SELECT user_id FROM duty) GROUP BY user_id
), served AS (
SELECT assignee_id, count(*) AS cases FROM cases_case
WHERE customer_id = %s AND updated_at >= %s AND state = 'closed' GROUP BY assignee_id
), alike AS (
SELECT assignee_id, count(*) AS cases FROM cases_case
WHERE problem_type = %s AND updated_at >= %s AND state = 'closed' GROUP BY assignee_id
)
SELECT duty.*, (SELECT team_id FROM customers_customer WHERE id = %s), away.user_id, carried.p0, carried.p1, carried.p2, carried.p3,
carried.p4, given.cases, served.cases, alike.cases
FROM duty LEFT JOIN away ON away.user_id = duty.user_id LEFT JOIN carried ON carried.assignee_id = duty.user_id
LEFT JOIN given ON given.user_id = duty.user_id LEFT JOIN served ON served.assignee_id = duty.user_id
LEFT JOIN alike ON alike.assignee_id = duty.user_id
"""
ONLY_LOAD = """
SELECT duty.*, NULL, away.user_id, carried.p0, carried.p1, carried.p2, carried.p3, carried.p4, 0, 0, 0
FROM duty LEFT JOIN away ON away.user_id = duty.user_id LEFT JOIN carried ON carried.assignee_id = duty.user_id
"""
LEVELS = ("P0", "P1", "P2", "P3", "P4")


@dataclass(frozen=True)
class Case:
    """What of a case the figures depend on, and since when they are counted."""

    customer_id: int
    problem_type: str
    fair_since: datetime
    familiar_since: datetime


def candidates(roles: Iterable[str], at: datetime, case: Case | None = None) -> dict[User, Candidate]:
    """Every engineer on duty at `at` in one of these roles, with what the choice needs to know; without a case only who they
    are and what they carry. The users hold what one needs to tell them something: name, address, language."""
    people = [list(roles), at, at, at, at, list(OPEN)]
    if case is None:
        rows = ask(PEOPLE + ONLY_LOAD, *people)
    else:
        since = case.familiar_since
        rows = ask(
            PEOPLE + LATELY, *people, case.fair_since, case.customer_id, since, case.problem_type, since, case.customer_id
        )  # fmt: skip
    roles_of: dict[int, set[str]] = {}
    for user_id, role, *_ in rows:
        roles_of.setdefault(user_id, set()).add(role)
    known = {row[0]: row for row in sorted(rows, key=lambda row: row[0])}
    return {_user(row): _candidate(row, roles_of[user_id]) for user_id, row in known.items()}


def _user(row: tuple[Any, ...]) -> User:
    user_id, _, name, email, language, *_ = row
    return User(id=user_id, name=name, email=email, language=language, is_staff_member=True)


def _candidate(row: tuple[Any, ...], roles: set[str]) -> Candidate:
    user_id, _, name, _, _, level, skills, most, languages, team, cleared, wanted, away, *counted = row
    *carried, given, served, alike = [count or 0 for count in counted]
    return Candidate(
        user_id, name, frozenset(roles), level, _plain(skills), dict(zip(LEVELS, carried, strict=True)), most,
        languages=frozenset(_plain(languages) or ["zh"]), on_team=wanted is None or team == wanted, away=away is not None,
        trained=cleared is not None, given=given, for_customer=served, of_kind=alike,
    )  # fmt: skip


def _plain(kept: Any) -> Any:
    return json.loads(kept) if isinstance(kept, str) else kept


def offers_to(user: User) -> QuerySet[Offer]:
    """What this person is asked to take now; an offer whose case has gone another way since is none."""
    return _live().filter(taker=user).order_by("answer_by", "id")


def offer_of(case: CaseRow) -> Offer | None:
    """The offer that is open on this case."""
    return _live().filter(case=case).first()


def latest_to(case: CaseRow, user: User) -> Offer | None:
    """The latest offer of this case to this person, answered or not."""
    asked = Offer.objects.filter(case=case, taker=user).select_related("case", "giver", "taker")
    return asked.order_by("-id").first()


def _live() -> QuerySet[Offer]:
    live = Offer.objects.filter(answer="", case__state__in=OPEN, case__assignee=F("giver"))
    return live.select_related("case__customer", "giver", "taker")


def asked_already(case: CaseRow) -> set[int]:
    """Who was asked to take this case since its present holder has it."""
    held = CaseRow.objects.filter(pk=case.pk, assignments__ended_at=None).values_list(
        "assignments__assigned_at"
    )
    asked = Offer.objects.filter(case=case, giver_id=case.assignee_id, asked_at__gte=held[:1])
    return set(asked.values_list("taker_id", flat=True))


GONE = """
SELECT held.id FROM cases_case held JOIN cases_assignment since ON since.case_id = held.id AND since.ended_at IS NULL
WHERE held.state IN (%s) AND held.priority IN (%s) AND (
EXISTS (SELECT 1 FROM staff_leave off WHERE off.user_id = held.assignee_id AND off.cancelled_at IS NULL
AND off.begins_at <= %s AND off.ends_at > %s AND off.begins_at > since.assigned_at)
OR EXISTS (SELECT 1 FROM oncall_shift over WHERE over.user_id = held.assignee_id AND over.role IN (%s)
AND over.ends_at <= %s AND over.ends_at > since.assigned_at
AND NOT EXISTS (SELECT 1 FROM oncall_shift still WHERE still.user_id = held.assignee_id AND still.role = over.role
AND still.begins_at <= %s AND still.ends_at > %s)))
AND NOT EXISTS (SELECT 1 FROM assignment_offer asked WHERE asked.case_id = held.id AND asked.answer = ''
AND asked.giver_id = held.assignee_id)
ORDER BY held.priority, held.opened_at, held.id
"""


def gone_off_duty(levels: Iterable[str], roles: Iterable[str], at: datetime) -> list[int]:
    """Ids of open cases of these levels whose holder went off duty since getting them – a shift has ended
    and none in the same role runs now, or a leave has begun – and which nobody is asked to take yet. One query."""
    rows = ask(GONE, list(OPEN), list(levels), at, at, list(roles), at, at, at)
    return [case_id for (case_id,) in rows]
