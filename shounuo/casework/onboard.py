"""A newcomer from registration to standing duty alone. [8.2-onboarding]"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.casework.standing import keep_standing, tell_standing
from shounuo.commitments.actions import standing
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.notifications.actions import Tell, clear_alarm_keys, raise_alarm, tell
from shounuo.notifications.reads import open_alarms
from shounuo.oncall.reads import on_call
from shounuo.policy import reads as policies
from shounuo.staff import actions as staff
from shounuo.staff.models import Engineer
from shounuo.training.actions import onboarding as actions
from shounuo.training.models import Onboarding, Task
from shounuo.training.reads import newcomers_without, uncleared

TRACK = "onboarding"
ALARM = "training.uncleared"


def assign(user: User, *, by: Actor, at: datetime) -> Onboarding | None:
    """The curriculum of this person's roles, promised by its day, and said to the person. None where one runs already."""
    curriculum = policies.current().people.curriculum
    with atomic():
        onboarding = actions.assign(user, curriculum, by=by, at=at)
        if onboarding is None:
            return None
        fired = standing.promise(
            onboarding.about, TRACK, clause=curriculum.clause, owner_roles=curriculum.owners,
            due_at=onboarding.due_at, by=by, at=at,
        )  # fmt: skip
        tell_standing(fired, at=at)
        _tell(
            onboarding,
            "onboarding.assigned",
            at,
            count=onboarding.tasks.count(),
            due_at=onboarding.due_at.isoformat(),
        )
    return onboarding


def assign_missing(at: datetime) -> None:
    """Whoever was registered as not cleared for duty gets the curriculum, through whatever door they came."""
    for engineer in newcomers_without():
        assign(engineer.user, by=SYSTEM, at=at)


def sign(task: Task, signer: User, *, at: datetime) -> bool:
    """A signature; with the last one the person may stand duty alone. True where this was it."""
    with atomic():
        if not actions.sign_task(task, signer, at=at):
            return False
        onboarding = Onboarding.objects.select_related("user").get(pk=task.onboarding_id)
        keep_standing(onboarding.about, TRACK, by=signer.actor, at=at)
        _clear(onboarding, by=signer.actor, at=at)
        if not onboarding.overridden_at:
            _tell(onboarding, "onboarding.cleared", at, early=False)
    return True


def override(onboarding: Onboarding, reason: str, *, by: Actor, at: datetime) -> None:
    """A lead lets the person stand duty alone before the end, and says why. The rest of the tasks stays promised."""
    with atomic():
        held = actions.override(onboarding, reason, by=by, at=at)
        _clear(held, by=by, at=at)
        _tell(held, "onboarding.cleared", at, early=True, who=by.name)


def look_at_duty(at: datetime) -> None:
    """Somebody on duty before the end of the onboarding is an alarm; it clears once that is over."""
    on_duty = uncleared(on_call(ROLES, at))
    for user in on_duty:
        words = Words(
            f"{user.name} 未完成入职培训，正在值班",
            f"{user.name} is on duty before the end of the onboarding",
        )
        raise_alarm(_alarm_key(user.pk), ALARM, words, at=at)
    still = {_alarm_key(user.pk) for user in on_duty}
    for alarm in open_alarms().filter(kind=ALARM).exclude(key__in=still):
        clear_alarm_keys([alarm.key], by=SYSTEM, at=at)


def _clear(onboarding: Onboarding, *, by: Actor, at: datetime) -> None:
    engineer = Engineer.objects.filter(user_id=onboarding.user_id).first()
    if engineer is not None:
        staff.clear_for_duty(engineer, by=by, at=at)
    clear_alarm_keys([_alarm_key(onboarding.user_id)], by=by, at=at)


def _tell(onboarding: Onboarding, kind: str, at: datetime, **facts: Any) -> None:
    user = onboarding.user
    facts["page"] = f"/desk/training/people/{user.pk}"
    key = f"{kind}:{onboarding.pk}:{'early' if facts.get('early') else 'whole'}"
    tell([Tell(key, kind, user.email, None, user, user.language, facts)], at=at)


def _alarm_key(user_id: int) -> str:
    return f"uncleared:{user_id}"
