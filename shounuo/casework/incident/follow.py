"""What other acts on a case mean for its incident: accepted, taken over, its level changed, opened again. Inside those acts."""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.casework.act import Act
from shounuo.casework.incident.ahead import settle
from shounuo.casework.incident.begin import begin_incident, change_level
from shounuo.casework.incident.end import stand_down
from shounuo.casework.incident.flow import BURNING, step_of
from shounuo.casework.incident.roles import arrive
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident, Step
from shounuo.kernel.actor import Actor

SENIOR = "senior_engineer"
ASSESSED = {"P0": ("assess", "confirm", "start"), "P1": ("assess", "is_it_p0")}
"""Steps of the assessment that confirming the priority does."""


def accepted(act: Act, user: User, *, confirmed: bool, at: datetime) -> None:
    """`user` has the case. Whoever it is for has taken it over and is there; `confirmed`: they said that it is what it seems."""
    incident = incidents.under_way(act.case)
    if incident is None:
        return
    settle(incident, act.promises, at)
    if confirmed and incident.confirmed_at is None:
        incidents.confirm(incident, "said", by=user.actor, at=at)
        _do(act, incident, "assess", ASSESSED[incident.level], user.actor, at)
    if user.roles & _takes_over(act):
        arrive(act, incident, user, SENIOR, at=at)
        act.promises.meet("take_over", by=user.actor)
        _do(act, incident, "take_over", ("hand_over",), user.actor, at)


def level_changed(act: Act, was: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Another level holds: its flow begins, goes on under the other level, or everybody is stood down."""
    level = act.case.priority
    incident = incidents.under_way(act.case)
    if incident is None:
        if level in BURNING and level < was:
            begin_incident(act.promises, origin="upgrade", by=by, at=at)
        return
    settle(incident, act.promises, at)
    if level in BURNING:
        change_level(act.promises, incident, level, raised=level < was, by=by, at=at)
    else:
        stand_down(act.promises, incident, reason, by=by, at=at)


def reopened(act: Act, *, by: Actor, at: datetime) -> None:
    """The customer says it is not solved: a P0 or P1 burns again."""
    if incidents.under_way(act.case) is None:
        begin_incident(act.promises, origin="reopened", by=by, at=at)


def _takes_over(act: Act) -> frozenset[str]:
    return frozenset(act.policy.flows.P0.take_over.roles)


def _do(act: Act, incident: Incident, stage: str, steps: tuple[str, ...], by: Actor, at: datetime) -> None:
    open_ones = Step.objects.filter(
        incident=incident, stage=stage, step__in=steps, state__in=("todo", "doing")
    )
    for held in open_ones.order_by("pk"):
        held.incident = incident
        incidents.do_step(
            held, step_of(act.policy, incident.level, stage, held.step).text.words, by=by, at=at
        )
    if not incident.steps.filter(stage=stage, state__in=("todo", "doing")).exists():
        act.promises.meet(f"stage:{stage}", by=by)
