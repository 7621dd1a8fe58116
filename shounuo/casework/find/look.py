"""Looking for something as a person: only what they may see is found, counted or guessed at. [7.3-search, 7.1-platform]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.cases import numbers
from shounuo.cases.access import visible_to
from shounuo.cases.models import Case
from shounuo.customers.models import Customer
from shounuo.kernel.transaction import atomic
from shounuo.knowledge.access import readable_by
from shounuo.knowledge.actions.use import note_look
from shounuo.knowledge.models import Article
from shounuo.policy import reads as policies
from shounuo.search.reads import Answer, Found, like, search
from shounuo.search.rules import Synonyms

KINDS = ("case", "article", "customer", "person")
FOR_CUSTOMERS = ("case", "article")
MOST = 30
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Hit:
    """One thing that was found, as it may be shown: `row` is its case, article, customer or person."""

    kind: str
    title: Pieces
    text: Pieces
    at: datetime
    row: Any


@dataclass(frozen=True)
class Outcome:
    """What was found of each kind, the best first; `corrected` is what was probably meant."""

    hits: list[Hit]
    corrected: dict[str, str] = field(default_factory=dict)


def find(
    text: str, user: User, *, kinds: Sequence[str] = (), customer: int = 0, state: str = "", priority: str = "", library: str = "",
    door: str = "desk", at: datetime, most: int = MOST, kept: bool = True,
) -> Outcome:  # fmt: skip
    """`kept`: what was looked for is remembered (without who), so that what nobody finds gets written."""
    wanted = [kind for kind in kinds if kind in _kinds_for(user)] or list(_kinds_for(user))
    marks = [
        _marked(wanted, user),
        *_scope(user),
        [f"of{customer}"] if customer else [],
        [state] if state else [],
    ]
    marks += [[priority.lower()] if priority else [], [library.replace("_", "")] if library else []]
    if not user.is_staff_member and contact_of(user) is None:
        return Outcome([])
    answer = search(text, at=at, marks=marks, synonyms=_synonyms(), most=most * 2)
    hits = _shown(answer, user)[:most]
    hits = _named(text, user, wanted, hits)
    if kept and text.strip():
        with atomic():
            note_look(" ".join(text.split()), len(hits), door, at=at)
    return Outcome(hits, dict(answer.corrected))


def articles_like(text: str, user: User, *, at: datetime, most: int = 4, least: float = 3.0) -> list[Article]:
    """Published articles about this, the fittest first: for beside a case, and while somebody writes one. [5.3.3-P2]"""
    marks = [["article"], ["published"], *_scope(user)]
    found = like(text, at=at, marks=marks, synonyms=_synonyms(), most=most, least=least)
    rows = {one.pk: one for one in readable_by(user).filter(pk__in=[one.subject for one in found])}
    return [rows[one.subject] for one in found if one.subject in rows]


def cases_like(case: Case, *, at: datetime, most: int = 5, least: float = 4.0) -> list[Case]:
    """Past cases about the same, any customer's, the fittest first: closed ones stay findable. For staff. [5.4-archive, 5.3.3-P2]"""
    text = f"{case.subject}\n{case.description}"
    found = like(
        text,
        at=at,
        marks=[["case", "inside"], ["real"]],
        synonyms=_synonyms(),
        most=most * 2 + 2,
        least=least,
    )
    keys = list(dict.fromkeys(one.subject for one in found if one.subject != case.pk))[:most]
    rows = {one.pk: one for one in Case.objects.select_related("customer").filter(pk__in=keys)}
    return [rows[key] for key in keys if key in rows]


def own_cases_like(case: Case, *, at: datetime, most: int = 40) -> list[int]:
    """The ids of this customer's other cases that share rare words with it: the ground on which repeats are found. [6.1-repeat]"""
    marks = [["case", "inside"], [f"of{case.customer_id}"], ["real"]]
    found = like(f"{case.subject}\n{case.description}", at=at, marks=marks, synonyms=_synonyms(), most=most)
    return list(dict.fromkeys(one.subject for one in found if one.subject != case.pk))


def contact_of(user: User) -> Any:
    return getattr(user, "contact", None)


# ------------------------------------------------------------------ inside


def _kinds_for(user: User) -> tuple[str, ...]:
    return KINDS if user.is_staff_member else FOR_CUSTOMERS


def _marked(kinds: Sequence[str], user: User) -> list[str]:
    """What the house said to itself about a case is looked into by colleagues, and shows as the case."""
    return [*kinds, *(["inside"] if "case" in kinds and user.is_staff_member else [])]


def _scope(user: User) -> list[list[str]]:
    if user.is_staff_member:
        return []
    contact = contact_of(user)
    return [["all", f"c{contact.customer_id}"]] if contact else [["nobody"]]


def _synonyms() -> Synonyms:
    policy = policies.current()
    return _kept_synonyms(tuple(tuple(line) for line in policy.knowledge.same.words))


@lru_cache(maxsize=4)
def _kept_synonyms(lines: tuple[tuple[str, ...], ...]) -> Synonyms:
    return Synonyms(lines)


def _shown(answer: Answer, user: User) -> list[Hit]:
    """Each thing once, and only those that the gates give to this person."""
    rows = _rows(answer.found, user)
    hits: dict[tuple[str, int], Hit] = {}
    for one in answer.found:
        kind = "case" if one.kind == "inside" else one.kind
        row = rows.get((kind, one.subject))
        if row is not None and (kind, one.subject) not in hits:
            pieces = one.pieces(answer.terms)
            hits[kind, one.subject] = Hit(kind, one.title_pieces(answer.terms), pieces, one.at, row)
    return list(hits.values())


def _rows(found: Sequence[Found], user: User) -> dict[tuple[str, int], Any]:
    def ids(*kinds: str) -> list[int]:
        return [one.subject for one in found if one.kind in kinds]

    rows: dict[tuple[str, int], Any] = {}
    if wanted := ids("case", "inside"):
        cases = visible_to(user).select_related("customer", "assignee").filter(pk__in=wanted)
        rows |= {("case", one.pk): one for one in cases}
    if wanted := ids("article"):
        rows |= {("article", one.pk): one for one in readable_by(user).filter(pk__in=wanted)}
    if user.is_staff_member:
        rows |= {("customer", one.pk): one for one in Customer.objects.filter(pk__in=ids("customer"))}
        people = User.objects.filter(pk__in=ids("person"), is_staff_member=True).prefetch_related("grants")
        rows |= {("person", one.pk): one for one in people}
    return rows


def _number_in(text: str) -> str:
    """Ours, wherever it stands in the text; one that history brought along, where it is all of it."""
    alone = text.strip()
    return numbers.find(text) or (alone if numbers.could_be(alone) and any(map(str.isdigit, alone)) else "")


def _named(text: str, user: User, kinds: Sequence[str], hits: list[Hit]) -> list[Hit]:
    """A case's number goes straight to the case, also before it is in the index."""
    number = _number_in(text) if "case" in kinds else ""
    if not number or any(hit.kind == "case" and hit.row.number == number for hit in hits):
        return hits
    case = visible_to(user).select_related("customer", "assignee").filter(number=number).first()
    if case is None:
        return hits
    return [
        Hit("case", [(case.subject, False)], [(case.description[:160], False)], case.updated_at, case),
        *hits,
    ]


def roles_of(user: User) -> str:
    return "、".join(str(ROLES[role]) for role in sorted(user.roles) if role in ROLES)
