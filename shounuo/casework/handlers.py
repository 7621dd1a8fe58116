"""Every handler of the waiting engine, imported in one place so that a watch knows them all."""

import shounuo.casework.audits.rounds
import shounuo.casework.drill.customer
import shounuo.casework.escalate.progress
import shounuo.casework.incident.watch
import shounuo.casework.know.rounds
import shounuo.casework.levels.approval
import shounuo.casework.problems.repeats
import shounuo.notifications.actions.climb  # noqa: F401  (registers the pages' rungs)
from shounuo.casework import (
    adopting,
    assign,
    gaps,
    handing_over,
    keep_promises,
    leave_house,
    lessons,
    next_year,
    offer,
    readiness,
    resolve,
    standing,
    survey,
    training_rounds,
    weekly_people,
)

__all__ = [
    "adopting",
    "assign",
    "gaps",
    "handing_over",
    "keep_promises",
    "leave_house",
    "lessons",
    "next_year",
    "offer",
    "readiness",
    "resolve",
    "standing",
    "survey",
    "training_rounds",
    "weekly_people",
]
