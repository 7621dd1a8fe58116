"""The waiting row that asks whether a case moves; what follows is casework.escalate.progress. [6.2-L1-L2]"""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.cases.models import Case
from shounuo.waiting.actions import Wake, wake

LOOK = "case.progress"
AGAIN = timedelta(minutes=10)


def watch_progress(case: Case, at: datetime) -> None:
    """Somebody has the case from now on: whether it moves is looked at from here."""
    wake([Wake(LOOK, case.pk, at + AGAIN)])
