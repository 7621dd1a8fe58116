"""What time does to knowledge: words that were looked for are forgotten after a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.casework.rounds import round_of
from shounuo.knowledge.actions.use import forget_looks

EVERY, KEPT = timedelta(days=1), timedelta(days=365)


@round_of("knowledge.forget", lambda at: at + EVERY, at_once=False)
def forget(at: datetime) -> None:
    forget_looks(at - KEPT)
