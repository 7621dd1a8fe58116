"""People taken over from a file: what it says, and what the leave in it does to the duty list, in one act. [8.1-levels]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.casework.away import change_of_duty
from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.staff import actions as staff
from shounuo.staff.roster import LEAVES
from shounuo.staff.roster_plan import Plan


def take_over(plan: Plan, *, by: Actor, at: datetime) -> list[tuple[User, str]]:
    """Carries the plan out; the new accounts with their passwords, which are told this once. Refusal where anything is wrong."""
    with atomic():
        made = staff.take_over(plan, by=by, at=at)
        away = {row.said["email"] for row in plan.doing if row.sheet == LEAVES}
        if away:
            change_of_duty(list(User.objects.filter(email__in=away).values_list("pk", flat=True)), at=at)
    return made
