"""What is decided about a survey without a database: its secret, until when it may be answered, when to remind. [5.4-survey]"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

LENGTH = 40
FOLLOW_UP = "survey_follow_up"
"""The track of the promise to speak with whoever gave a low score."""
GOOD = 4
"""CSAT counts the answers from here up as satisfied: the share of 4–5 of 5. [9.1-csat]"""


def token_of(secret: str, survey_id: int) -> str:
    """What the link in the mail carries; made anew whenever a mail leaves, so that it is kept nowhere."""
    return hmac.new(secret.encode(), f"survey:{survey_id}".encode(), hashlib.sha256).hexdigest()[:LENGTH]


def sealed(token: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_answer(
    at: datetime, closes_at: datetime, first_answered_at: datetime | None, change_within: timedelta
) -> bool:
    """Until it closes; an answer that was given may be changed for some time, though not shorter than it was open."""
    if first_answered_at is None:
        return at < closes_at
    return at < max(closes_at, first_answered_at + change_within)


def next_reminder(
    at: datetime, reminded: int, most: int, after: timedelta, closes_at: datetime
) -> datetime | None:
    """When to ask once more, or None: it was asked often enough, or it would be closed by then."""
    when = at + after
    return when if reminded < most and when < closes_at else None


def is_low(score: int, low: int) -> bool:
    return score <= low
