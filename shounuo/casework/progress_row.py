"""The waiting row that asks whether a case moves; what follows is casework.escalate.progress. [6.2-L1-L2]"""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.cases.models import Case
from shounuo.waiting.actions import Wake, drop, wake

LOOK = "case.progress"
AGAIN = timedelta(minutes=10)


def watch_progress(case: Case, at: datetime) -> None:
    """Somebody has the case from now on, under this level: whether it moves is looked at from here."""
    wake([Wake(LOOK, case.pk, at + AGAIN)])


def watch_no_more(case: Case) -> None:
    """It is solved: there is nothing to make progress with until it is accepted again."""
    drop(LOOK, [case.pk])
