"""What the flow of a level promises, and whom it calls: made from the policy. [5.3.2-P0-team, 5.3.2-P1-team]"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from shounuo.commitments.actions import Promises
from shounuo.commitments.events import family_of
from shounuo.incidents.models import Incident
from shounuo.kernel.actor import SYSTEM
from shounuo.policy.model import Policy
from shounuo.policy.model.flows import CriticalFlow, Flow, HighFlow, Stage, Step

BURNING = ("P0", "P1")
"""The levels that have a flow."""
OF_FLOW = frozenset({"arrival", "told", "stage", "take_over", "hand_over", "sync", "first_contact"})
"""Families of promises that end with the flow."""
TAKE_OVER = "take_over"
AT_ONCE = timedelta(0)


def flow_of(policy: Policy, level: str) -> Flow:
    return policy.flows.P0 if level == "P0" else policy.flows.P1


def stage_of(policy: Policy, level: str, stage: str) -> Stage:
    return next(one for one in flow_of(policy, level).stages if one.id == stage)


def step_of(policy: Policy, level: str, stage: str, step: str) -> Step:
    return next(one for one in stage_of(policy, level, stage).steps if one.id == step)


def track_of(stage: str) -> str:
    """The promise of a stage: taking over is one of its own."""
    return TAKE_OVER if stage == TAKE_OVER else f"stage:{stage}"


def promise_flow(promises: Promises, flow: Flow, since: datetime) -> None:
    """Everything the flow promises by a time, all in the act that begins it: arrivals, stages, cadences."""
    for one in flow.team:
        if not one.if_needed:
            promises.owe(
                f"arrival:{one.id}", one.arrives, by=SYSTEM, clause=one.clause, owner_roles=one.roles,
                audience="internal", since=since,
            )  # fmt: skip
    for stage in flow.stages:
        if stage.counted_from == "trigger":
            promises.owe(
                track_of(stage.id), stage.due, by=SYSTEM, clause=stage.clause, owner_roles=list(_answerable(stage)),
                audience="internal", since=since,
            )  # fmt: skip
    if isinstance(flow, CriticalFlow):
        _promise_words(promises, flow, since)
    if isinstance(flow, HighFlow):
        promises.owe(
            "hand_over", flow.tree.complex_leaves_by, by=SYSTEM, clause=flow.tree.clause, owner_roles=["duty_engineer"],
            audience="internal", since=since,
        )  # fmt: skip


def _promise_words(promises: Promises, flow: CriticalFlow, since: datetime) -> None:
    """Who has to be told, the internal sync, the first contact with the customer. [5.3.2-P0-internal-comms, 5.3.2-P0-customer-comms]"""
    promises.owe(
        f"told:{flow.told.roles[0]}", flow.told.within, by=SYSTEM, clause=flow.told.clause, owner_roles=flow.told.roles,
        audience="internal", since=since,
    )  # fmt: skip
    for one in flow.promises:
        if one.id == "sync" and one.every:
            promises.owe(
                "sync", one.every, by=SYSTEM, clause=one.clause, owner_roles=["technical_manager"], audience="internal",
                since=since,
            )  # fmt: skip
        if one.id == "first_contact" and one.within:
            promises.owe(
                "first_contact", one.within, by=SYSTEM, clause=one.clause, owner_roles=["customer_success_manager"],
                audience="customer", since=since,
            )  # fmt: skip


def _answerable(stage: Stage) -> dict[str, None]:
    return dict.fromkeys(role for step in stage.steps for role in step.who)


def end_promises(promises: Promises) -> None:
    """What the flow still owed is owed no longer."""
    promises.withdraw(
        *(row.track for row in promises.running() if family_of(row.track) in OF_FLOW), by=SYSTEM
    )


def called(incident: Incident, flow: Flow, since: datetime) -> Iterator[tuple[str, datetime]]:
    """Each role that somebody still has to come in, and from when on it is called. The duty engineer is called to the case itself."""
    posts = incident.posts.filter(arrived_at=None, needed_at__isnull=False).exclude(member="duty_engineer")
    there = set(incident.presences.values_list("member", flat=True))
    for post in posts.order_by("pk"):
        if post.member not in there:
            yield post.member, since + flow.calling.called_after.get(post.member, AT_ONCE)  # type: ignore[call-overload]
