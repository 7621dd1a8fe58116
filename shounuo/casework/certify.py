"""A certificate from the plan to the result: promised by its day, entered in the person's record once it is earned.
[8.2-certification]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shounuo.accounts.models import User
from shounuo.casework.standing import keep_standing, tell_standing, withdraw_standing
from shounuo.casework.train import start_of
from shounuo.commitments.actions import standing
from shounuo.kernel.transaction import atomic
from shounuo.policy import reads as policies
from shounuo.staff import actions as staff
from shounuo.training.actions import growth
from shounuo.training.models import Plan

TRACK = "certification"


@dataclass(frozen=True)
class Earned:
    """What stands on the certificate."""

    number: str
    earned_on: date
    expires_on: date | None = None


def plan_certificate(
    user: User, name: str, by_day: date, milestones: Sequence[tuple[str, date]], *, at: datetime
) -> Plan | None:
    """Promised by the end of that day. None where the same certificate is planned already."""
    rule = policies.current().people.certification_plans
    with atomic():
        plan = growth.plan_certificate(user, name, by_day, milestones, at=at)
        if plan is None:
            return None
        fired = standing.promise(
            plan.about, TRACK, clause=rule.clause, owner_roles=rule.owners,
            due_at=start_of(by_day + timedelta(days=1)), by=user.actor, at=at,
        )  # fmt: skip
        tell_standing(fired, at=at)
    return plan


def close_plan(plan: Plan, result: str, earned: Earned | None, *, by: User, at: datetime) -> None:
    """Passed: the certificate is entered and the promise kept. Failed or dropped: nothing is owed any more."""
    with atomic():
        held = None
        growth.require_open(plan)
        if earned is not None:
            held = staff.certify(
                plan.user, plan.name, earned.number, earned.earned_on, earned.expires_on, by=by.actor, at=at
            )
        growth.close_plan(plan, result, held, by=by.actor, at=at)
        end = keep_standing if earned is not None else withdraw_standing
        end(plan.about, TRACK, by=by.actor, at=at)
