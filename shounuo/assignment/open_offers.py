"""What somebody is asked to take, as plain values: every look at the queue asks it, and few have anything to read. It is the
same that `reads.offers_to` gives as rows. [5.2-assign]"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import orjson

from shounuo.cases.models import OPEN
from shounuo.kernel.rows import Question, moment

TO = """
SELECT offer.id, held.number, held.priority, held.subject, customer.short_name, giver.name, taker.name, offer.answer_by,
offer.reason FROM assignment_offer offer JOIN cases_case held ON held.id = offer.case_id
JOIN customers_customer customer ON customer.id = held.customer_id
JOIN accounts_user giver ON giver.id = offer.giver_id JOIN accounts_user taker ON taker.id = offer.taker_id
WHERE offer.answer = '' AND held.state IN (%s) AND held.assignee_id = offer.giver_id AND offer.taker_id = %s
ORDER BY offer.answer_by, offer.id
"""


class Asked(NamedTuple):
    """An offer that is open: of which case, by whom, until when, with which reason."""

    id: int
    number: str
    level: str
    subject: str
    customer: str
    giver: str
    taker: str
    answer_by: datetime
    reason: dict[str, str]


def asks_offers_to(user_id: int) -> Question:
    """What this person is asked to take now, the most pressing first."""
    return TO, list(OPEN), user_id


def found_offers(rows: list[tuple[Any, ...]]) -> list[Asked]:
    return [
        Asked(key, number, level, subject, customer, giver, taker, moment(answer_by), orjson.loads(reason))
        for key, number, level, subject, customer, giver, taker, answer_by, reason in rows
    ]
