"""What reached a colleague and how they answered: for themselves, and for those who lead them. [5.2-notify]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.kernel.words import Words
from shounuo.notifications import inbox
from shounuo.notifications.attempts import Attempt, attempt
from shounuo.notifications.models import Message
from shounuo.notifications.words import KINDS, OCCASIONS
from shounuo.reports.answering import answering

SHOWN = 12
MISSED = 20


@dataclass(frozen=True)
class Reached:
    """One message, without its text: that is its reader's own."""

    message: Message
    words: Words | str
    attempts: list[Attempt]


def calls_of(user: User, at: datetime) -> dict[str, Any]:
    """The figures of the last 30 days, the duties missed, and the latest messages with what became of each attempt."""
    figures = answering(user, at)
    latest = inbox.page(user, at, before=None, limit=SHOWN)
    return {
        "answering": figures,
        "missed_count": len(figures.missed),
        "missed": [{"call": call, "what": OCCASIONS[call.page.occasion]} for call in figures.missed[:MISSED]],
        "reached": [
            Reached(one, KINDS.get(one.kind, one.kind), [attempt(row) for row in one.deliveries.all()])
            for one in latest
        ],
    }
