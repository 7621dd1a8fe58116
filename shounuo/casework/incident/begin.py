"""A case becomes a P0 or a P1: its flow begins by itself, in the same transaction. [5.3.2-P0-assess, 5.3.2-P0-takeover]

1. Every promise of the flow is made, every role has its post, every step is there to be done.
2. The roles are called, each by a page of its own; the war room is open from this second on.
3. Whoever has the case commands until somebody takes command.
"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.incident.ahead import set_next
from shounuo.casework.incident.flow import BURNING, called, end_promises, flow_of, promise_flow, step_of
from shounuo.casework.progress_row import watch_progress
from shounuo.commitments.actions import Promises
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident, Step
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.rows import write_waiting
from shounuo.kernel.words import Words
from shounuo.notifications.actions import raise_alarm
from shounuo.notifications.actions.pages import call_roles
from shounuo.oncall.reads import on_call

COMMANDS_UNTIL = ("technical_lead", "technical_manager", "architect", "senior_engineer", "management")
"""Who commands where nobody has the case, in this order."""
AT_ONCE = (("take_over", "form_team"), ("take_over", "open_war_room"))
"""Steps that are done by the beginning itself."""


def begin_incident(promises: Promises, *, origin: str, by: Actor, at: datetime) -> Incident | None:
    """The response to this case begins, if its level has one. Inside the act that made it so."""
    case, policy = promises.case, promises.policy
    if case.priority not in BURNING:
        return None
    write_waiting()
    flow = flow_of(policy, case.priority)
    incident = incidents.begin(case, flow, origin=origin, by=by, at=at)
    promise_flow(promises, flow, at)
    _man(promises, incident, at)
    return incident


def change_level(
    promises: Promises, incident: Incident, level: str, *, raised: bool, by: Actor, at: datetime
) -> None:
    """P1 ↔ P0: the same incident goes on under the other flow; whoever came stays. A raise counts from now, a reduction from
    where the incident began. [5.3.2-P1-to-P0, 5.3.4-procedure]"""
    flow, began = flow_of(promises.policy, level), incident.trigger_at
    end_promises(promises)
    incidents.leave_steps(incident)
    incidents.become(incident, level, at if raised else began, by=by, at=at)
    incidents.add_team(incident, flow, at)
    incidents.add_steps(incident, flow)
    promise_flow(promises, flow, at if raised else began)
    _keep_arrivals(promises, incident)
    _man(promises, incident, at)


def _man(promises: Promises, incident: Incident, at: datetime) -> None:
    """Somebody commands, the duty engineer is there, the others are called, the next moment is set."""
    case, flow = incident.case, flow_of(promises.policy, incident.level)
    if case.assignee:
        incidents.arrive(incident, case.assignee, "duty_engineer", at=at)
        promises.meet("arrival:duty_engineer", by=SYSTEM)
    if not incident.commands.filter(ends_at=None).exists():
        _act_as_commander(case, incident, at)
    for stage, step in AT_ONCE:
        _done_by_itself(promises, incident, stage, step, at)
    call_roles(case, called(incident, flow, at))
    watch_progress(case, at)
    set_next(incident, promises, at)


def _keep_arrivals(promises: Promises, incident: Incident) -> None:
    """Who had arrived under the other level has arrived."""
    for post in incident.posts.filter(arrived_at__isnull=False):
        promises.meet(f"arrival:{post.member}", by=SYSTEM)


def _act_as_commander(case: Case, incident: Incident, at: datetime) -> None:
    commander = case.assignee or _somebody(case, at)
    if commander:
        incidents.command(incident, commander, "acting", by=SYSTEM, at=at)
        return
    words = Words(
        f"{case.number}（{case.priority}）没有人可以担任事件指挥，请立即接过指挥",
        f"{case.number} ({case.priority}): there is nobody to command the incident; please take command now",
    )
    raise_alarm(f"commander:{incident.pk}", "incident.no_commander", words, case=case, at=at)


def _somebody(case: Case, at: datetime) -> User | None:
    """Whoever on duty stands first in the order; the one who has been here longest of equals."""
    found = on_call(COMMANDS_UNTIL, at, case.customer_id)
    ranked = sorted(found, key=lambda pk: (min(COMMANDS_UNTIL.index(role) for role in found[pk]), pk))
    return User.objects.get(pk=ranked[0]) if ranked else None


def _done_by_itself(promises: Promises, incident: Incident, stage: str, step: str, at: datetime) -> None:
    held = Step.objects.filter(incident=incident, stage=stage, step=step).exclude(state="done").first()
    if held:
        held.incident = incident
        words = step_of(promises.policy, incident.level, stage, step).text.words
        incidents.do_step(held, words, by=SYSTEM, at=at)
