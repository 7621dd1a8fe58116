"""What is looked at every hour about training: newcomers, who is on duty, the sessions ahead. [8.2-onboarding, 8.2-quarterly]"""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.casework.onboard import assign_missing, look_at_duty
from shounuo.casework.rounds import round_of
from shounuo.casework.train import plan_ahead
from shounuo.policy import reads as policies

EVERY = timedelta(hours=1)


@round_of("training.look", lambda at: at + EVERY)
def look(at: datetime) -> None:
    """Where no standard is in force yet, nothing is promised."""
    if policies.hash_in_force() is None:
        return
    assign_missing(at)
    look_at_duty(at)
    plan_ahead(at)
