"""Gathering who could take a case: the duty list with the engineers' records and their leave in one query; what those who come
into question carry, were given lately and know in a second. Whatever the size of the house. [5.2-assign]"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import F, QuerySet

from shounuo.accounts.models import User
from shounuo.assignment.models import Offer
from shounuo.assignment.rules import Candidate
from shounuo.cases.models import OPEN
from shounuo.cases.models import Case as CaseRow
from shounuo.kernel.rows import Question, ask, ask_together

ON_DUTY = """
SELECT shift.user_id, shift.role, person.name, person.email, person.language, engineer.level, engineer.skills, engineer.most_open,
engineer.languages, engineer.team_id, engineer.cleared_at IS NOT NULL, (SELECT team_id FROM customers_customer WHERE id = %s),
EXISTS (SELECT 1 FROM staff_leave off WHERE off.user_id = shift.user_id AND off.cancelled_at IS NULL
AND off.begins_at <= %s AND off.ends_at > %s)
FROM oncall_shift shift JOIN accounts_user person ON person.id = shift.user_id
JOIN staff_engineer engineer ON engineer.user_id = shift.user_id
WHERE shift.role IN (%s) AND shift.begins_at <= %s AND shift.ends_at > %s AND person.is_active
AND (shift.customer_id IS NULL OR shift.customer_id = %s)
ORDER BY shift.user_id
"""
CARRIED = """
SELECT assignee_id AS who, priority AS name, count(*) AS cases FROM cases_case
WHERE state IN (%s) AND assignee_id IN (<ids>) GROUP BY assignee_id, priority
"""
FIGURES = """
WITH carried AS MATERIALIZED (<carried>), given AS MATERIALIZED (
SELECT user_id, 'given' AS name, count(*) FROM cases_assignment WHERE assigned_at >= %s AND user_id IN (<ids>) GROUP BY user_id
), served AS MATERIALIZED (
SELECT assignee_id, 'for_customer' AS name, count(*) FROM cases_case
WHERE customer_id = %s AND updated_at >= %s AND state = 'closed' AND assignee_id IN (<ids>) GROUP BY assignee_id
), alike AS MATERIALIZED (
SELECT assignee_id, 'of_kind' AS name, count(*) FROM cases_case
WHERE problem_type = %s AND updated_at >= %s AND state = 'closed' AND assignee_id IN (<ids>) GROUP BY assignee_id
)
SELECT * FROM carried UNION ALL SELECT * FROM given UNION ALL SELECT * FROM served UNION ALL SELECT * FROM alike
""".replace("<carried>", CARRIED)
"""Materialized, so that PostgreSQL starts no helpers for a question of a millisecond. The ids stand in the text: several
hundred parameters, each four times, took longer than the answer."""
HERE = "SELECT user_id FROM oncall_shift WHERE role IN (%s) AND begins_at <= %s AND ends_at > %s"
LATELY = ("given", "for_customer", "of_kind")
NO_CUSTOMER = 0


@dataclass(frozen=True)
class Case:
    """What of a case the figures depend on, and since when they are counted."""

    customer_id: int
    problem_type: str
    fair_since: datetime
    familiar_since: datetime


@dataclass(frozen=True)
class People:
    """Who is on duty, by user id: as candidates without figures, and what one needs to tell them something."""

    candidates: Mapping[int, Candidate]
    addresses: Mapping[int, tuple[str, str, str]]

    def user(self, user_id: int) -> User:
        name, email, language = self.addresses[user_id]
        return User(id=user_id, name=name, email=email, language=language, is_staff_member=True)


def on_duty(roles: Iterable[str], at: datetime, customer_id: int = NO_CUSTOMER) -> People:
    """Every engineer on duty at `at` in one of these roles: level, skills, languages, team, leave, training. One query."""
    return _people(ask(*_asks_on_duty(roles, at, customer_id)))


def on_duty_with_figures(roles: Iterable[str], at: datetime, case: Case) -> People:
    """The same people with their figures. Two queries, asked together: for a house where few are on duty."""
    roles = list(roles)
    here = (roles, at, at)
    lists = [list(OPEN), *here, case.fair_since, *here, case.customer_id, case.familiar_since, *here]
    figures = (FIGURES.replace("<ids>", HERE), *lists, case.problem_type, case.familiar_since, *here)
    rows, counts = ask_together(_asks_on_duty(roles, at, case.customer_id), figures)
    people, found = _people(rows), _by_person(counts)
    figured = {user_id: _figured(one, found.get(user_id, {})) for user_id, one in people.candidates.items()}
    return People(figured, people.addresses)


def _asks_on_duty(roles: Iterable[str], at: datetime, customer_id: int) -> Question:
    return ON_DUTY, customer_id, at, at, list(roles), at, at, customer_id


def _people(rows: list[tuple[Any, ...]]) -> People:
    stands: dict[int, set[str]] = {}
    for user_id, role, *_ in rows:
        stands.setdefault(user_id, set()).add(role)
    known = {row[0]: row for row in rows}
    return People(
        {user_id: _candidate(row, stands[user_id]) for user_id, row in known.items()},
        {user_id: (row[2], row[3], row[4]) for user_id, row in known.items()},
    )


def with_figures(people: Iterable[Candidate], case: Case | None = None) -> list[Candidate]:
    """The same people with what they carry and, for a case, what they were given lately and whom and what they know. One query,
    none for nobody."""
    people = list(people)
    ids = [one.user_id for one in people]
    if not ids:
        return []
    found = _by_person(_counted(ids, case))
    return [_figured(one, found.get(one.user_id, {})) for one in people]


def _by_person(counts: list[tuple[Any, ...]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for user_id, name, count in counts:
        found.setdefault(user_id, {})[name] = count
    return found


def _counted(ids: list[int], case: Case | None) -> list[tuple[Any, ...]]:
    listed = ", ".join(str(int(one)) for one in ids)
    if case is None:
        return ask(CARRIED.replace("<ids>", listed), list(OPEN))
    since = case.familiar_since
    return ask(
        FIGURES.replace("<ids>", listed), list(OPEN), case.fair_since, case.customer_id, since, case.problem_type, since
    )  # fmt: skip


def _figured(one: Candidate, counts: dict[str, int]) -> Candidate:
    given, served, alike = [counts.pop(name, 0) for name in LATELY]
    return Candidate(*one[:5], counts, *one[6:11], given, served, alike)


def _candidate(row: tuple[Any, ...], roles: set[str]) -> Candidate:
    user_id, _, name, _, _, level, skills, most, languages, team, trained, wanted, away = row
    return Candidate(
        user_id, name, frozenset(roles), level, _skills(skills), {}, most, _languages(languages), wanted is None or team == wanted,
        bool(away), bool(trained),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _skills(kept: str) -> dict[str, int]:
    """Read once for each text: skills change seldom, and nobody changes what is given here."""
    return dict(json.loads(kept))


@lru_cache(maxsize=64)
def _languages(kept: str) -> frozenset[str]:
    """Whoever has none on record speaks Chinese."""
    return frozenset(json.loads(kept) or ["zh"])


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
