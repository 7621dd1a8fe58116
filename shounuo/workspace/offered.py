"""What a person is asked to take, as plain values for the pages. [5.2-assign]"""

from __future__ import annotations

from typing import Any

from shounuo.accounts.models import User
from shounuo.assignment.models import Offer
from shounuo.assignment.open_offers import found_offers
from shounuo.assignment.reads import offer_of
from shounuo.cases.models import Case
from shounuo.kernel.words import Words


def found_offered(rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """What a person is asked to take, from the answer to `asks_offers_to`."""
    return [
        one._asdict() | {"reason": Words(one.reason.get("zh", ""), one.reason.get("en", "")), "mine": True}
        for one in found_offers(rows)
    ]


def offered_on(case: Case, user: User) -> dict[str, Any] | None:
    """The offer that is open on this case, to whomever. One query, of cases that somebody has."""
    one = offer_of(case) if case.is_open and case.assignee_id else None
    return _told(one, user) if one else None


def _told(one: Offer, user: User) -> dict[str, Any]:
    return {
        "id": one.pk, "number": one.case.number, "level": one.case.priority, "subject": one.case.subject,
        "customer": one.case.customer.short_name, "giver": one.giver.name, "taker": one.taker.name, "answer_by": one.answer_by,
        "reason": Words(one.reason.get("zh", ""), one.reason.get("en", "")), "mine": one.taker_id == user.pk,
    }  # fmt: skip
