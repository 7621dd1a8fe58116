"""The only writer of the incident's tables. Stories in casework/incident call these inside an act on the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.incidents.models import RUNNING, Answer, Command, Drill, Incident, Post, Presence, Step
from shounuo.incidents.words import ANSWERS, HOW
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.words import Words
from shounuo.logbook.actions import record
from shounuo.policy.model.flows import Flow

PRIVATE = frozenset({"reason", "note", "what", "words", "commander", "result", "contact", "whom", "file"})
"""Facts that people wrote, or that name them."""


HELPER = Words("协助", "helping")
"""Whoever is there without a post."""


def begin(case: Case, flow: Flow, *, origin: str, by: Actor, at: datetime) -> Incident:
    """The response with its posts and steps, as the policy has them."""
    ordinal = Incident.objects.filter(case=case).count() + 1
    incident = Incident.objects.create(
        case=case, ordinal=ordinal, level=case.priority, origin=origin, trigger_at=at
    )
    note(incident, "incident.begun", by=by, at=at, level=case.priority, origin=origin)
    add_team(incident, flow, at)
    add_steps(incident, flow)
    return incident


def begin_drill(case: Case, scenario: str, silent: list[str], *, by: Actor, at: datetime) -> Drill:
    """This case is a rehearsal."""
    record("drill.begun", stream=case.stream, by=by, at=at, scenario=scenario, silent=silent)
    return Drill.objects.create(case=case, scenario=scenario, silent=silent, started_at=at, by_name=by.name)


def add_team(incident: Incident, flow: Flow, at: datetime) -> None:
    """The posts of this flow that the incident has not yet: a P1 that becomes a P0 keeps whoever came."""
    known = set(incident.posts.values_list("member", flat=True))
    Post.objects.bulk_create(
        Post(incident=incident, member=one.id, roles=list(one.roles), needed_at=None if one.if_needed else at)
        for one in flow.team
        if one.id not in known
    )


def add_steps(incident: Incident, flow: Flow) -> None:
    known = set(incident.steps.values_list("stage", "step"))
    Step.objects.bulk_create(
        Step(incident=incident, stage=stage.id, step=step.id, track=step.track, kind=step.kind)
        for stage in flow.stages
        for step in stage.steps
        if (stage.id, step.id) not in known
    )


def leave_steps(incident: Incident) -> None:
    """The flow of another level follows: what nobody began of the old one is not needed any more, and makes room."""
    incident.steps.filter(state="todo").delete()


def become(incident: Incident, level: str, since: datetime, *, by: Actor, at: datetime) -> None:
    """The same incident at another level; its stages are counted `since` then. [5.3.2-P1-to-P0]"""
    incident.level, incident.trigger_at, incident.state = level, since, "running"
    incident.confirmed_at, incident.confirmed_how = None, ""
    incident.save()
    note(incident, "incident.changed_level", by=by, at=at, level=level)


def lock(incident: Incident) -> Incident:
    """The incident as it is now, held until the commit. Inside an act on its case, which is locked first."""
    return Incident.objects.select_for_update(of=("self",)).select_related("case").get(pk=incident.pk)


def under_way(case: Case) -> Incident | None:
    """The incident of this case that runs, held; None where none does. Inside an act on the case."""
    held = Incident.objects.select_for_update().filter(case=case, state__in=RUNNING).first()
    if held:
        held.case = case
    return held


def last(case: Case) -> Incident | None:
    found = Incident.objects.filter(case=case).order_by("-ordinal").first()
    if found:
        found.case = case
    return found


# ------------------------------------------------------------------ people


def need(incident: Incident, member: str, *, by: Actor, at: datetime) -> bool:
    """This role is needed from now on; says whether that is news."""
    news = Post.objects.filter(incident=incident, member=member, needed_at=None).update(needed_at=at)
    if news:
        note(incident, "incident.role_needed", by=by, at=at, member=member, role=role_name(member))
    return bool(news)


def come(incident: Incident, user: User, member: str, via: str, *, at: datetime) -> bool:
    """`user` says that they come in this role."""
    _, fresh = Presence.objects.get_or_create(
        incident=incident, user=user, member=member, defaults={"coming_at": at, "coming_via": via}
    )
    if fresh:
        note(incident, "incident.coming", by=user.actor, at=at, role=role_name(member), via=via)
    return fresh


def arrive(incident: Incident, user: User, member: str, *, at: datetime) -> bool:
    """`user` is there in this role. The first of a role fills its post; coming back counts as being there again."""
    presence, _ = Presence.objects.get_or_create(incident=incident, user=user, member=member)
    there = presence.arrived_at is not None and presence.left_at is None
    presence.arrived_at, presence.left_at = presence.arrived_at or at, None
    presence.save(update_fields=["arrived_at", "left_at"])
    Post.objects.filter(incident=incident, member=member, arrived_at=None).update(arrived_at=at)
    if not there:
        note(incident, "incident.arrived", by=user.actor, at=at, member=member, role=role_name(member))
    return not there


def leave(incident: Incident, user: User, *, at: datetime) -> bool:
    left = Presence.objects.filter(incident=incident, user=user, left_at=None).update(left_at=at)
    if left:
        note(incident, "incident.left", by=user.actor, at=at)
    return bool(left)


def command(incident: Incident, user: User, how: str, words: str = "", *, by: Actor, at: datetime) -> Command:
    """`user` commands from now on; whoever did until now does no longer."""
    incident.commands.filter(ends_at=None).update(ends_at=at)
    held = Command.objects.create(
        incident=incident, user=user, how=how, words=words, begins_at=at, by_name=by.name
    )
    note(incident, "incident.command", by=by, at=at, commander=user.name, how=HOW[how], words=words)
    return held


def offer_relief(held: Command, *, at: datetime) -> None:
    held.relief_offered_at = at
    held.save(update_fields=["relief_offered_at"])
    note(held.incident, "incident.relief_offered", by=SYSTEM, at=at, commander=held.user.name)


# ------------------------------------------------------------------ stages and steps


def confirm(incident: Incident, how: str, *, by: Actor, at: datetime) -> None:
    """It is a real one: `said` by a person, or `silence` once nobody assessed it in time. [5.3.2-P0-assess]"""
    incident.confirmed_at, incident.confirmed_how = at, how
    incident.save(update_fields=["confirmed_at", "confirmed_how"])
    verb = "incident.confirmed" if how == "said" else "incident.went_on"
    note(incident, verb, by=by, at=at, level=incident.level)


def start_step(step: Step, owner: User, words: Words, *, at: datetime) -> None:
    step.state, step.owner, step.started_at, step.by_name = "doing", owner, at, owner.name
    step.save()
    note(
        step.incident,
        "incident.step_started",
        by=owner.actor,
        at=at,
        key=step.step,
        step=words,
        stage=step.stage,
    )


def do_step(step: Step, words: Words, evidence: str = "", *, by: Actor, at: datetime) -> None:
    step.state, step.done_at, step.by_name, step.note = "done", at, by.name, evidence
    step.save()
    note(
        step.incident,
        "incident.step_done",
        by=by,
        at=at,
        key=step.step,
        step=words,
        stage=step.stage,
        note=evidence,
    )


def drop_step(step: Step, words: Words, reason: str, *, by: Actor, at: datetime) -> None:
    step.state, step.done_at, step.by_name, step.note = "not_needed", at, by.name, reason
    step.save()
    note(
        step.incident,
        "incident.step_not_needed",
        by=by,
        at=at,
        key=step.step,
        step=words,
        stage=step.stage,
        note=reason,
    )


def undo_step(step: Step, words: Words, *, by: Actor, at: datetime) -> None:
    step.state, step.done_at = "todo", None
    step.save()
    note(step.incident, "incident.step_undone", by=by, at=at, key=step.step, step=words, stage=step.stage)


def answer(
    incident: Incident,
    node: str,
    said: str,
    words: Words,
    *,
    why: str = "",
    article: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """One word in the decision tree. [5.3.2-P1-tree]"""
    Answer.objects.create(
        incident=incident, node=node, answer=said, words=why, article=article, said_at=at, by_name=by.name
    )
    note(
        incident,
        "incident.answered",
        by=by,
        at=at,
        node=node,
        said=said,
        question=words,
        answer=ANSWERS[said],
        reason=why,
        article=article,
    )


# ------------------------------------------------------------------ ends


def restore(incident: Incident, *, by: Actor, at: datetime) -> None:
    incident.restored_at = at
    incident.save(update_fields=["restored_at"])
    note(incident, "incident.restored", by=by, at=at)


def unrestore(incident: Incident) -> None:
    """The customer says that it is not back."""
    incident.restored_at = None
    incident.save(update_fields=["restored_at"])


def watch_on(incident: Incident, *, by: Actor, at: datetime) -> None:
    incident.state = "monitoring"
    incident.save(update_fields=["state"])
    note(incident, "incident.monitoring", by=by, at=at)


def end(incident: Incident, how: str, *, reason: str = "", by: Actor, at: datetime) -> None:
    """It is over; whoever commands commands no longer."""
    incident.state, incident.ended_at, incident.ended_how = "over", at, how
    incident.save(update_fields=["state", "ended_at", "ended_how"])
    incident.commands.filter(ends_at=None).update(ends_at=at)
    verb = {"lifted": "incident.lifted", "stood_down": "incident.stood_down"}.get(how, "incident.ended")
    note(incident, verb, by=by, at=at, reason=reason, how=how)


def close_room(incident: Incident, *, by: Actor, at: datetime) -> None:
    """Security is involved: only named people enter. [5.3.2-P0-parallel]"""
    incident.security = incident.closed_room = True
    incident.save(update_fields=["security", "closed_room"])
    note(incident, "incident.security", by=by, at=at)


def note(incident: Incident, verb: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """A line of the incident in its case's logbook; words in both languages are kept as such, what people wrote and their names
    apart."""
    private = {key: facts.pop(key) for key in PRIVATE & facts.keys()}
    plain: dict[str, Any] = {
        key: value.as_facts() if isinstance(value, Words) else value for key, value in facts.items()
    }
    record(
        verb, stream=incident.case.stream, by=by, at=at, incident=incident.ordinal, private=private, **plain
    )


def role_name(member: str) -> Words:
    return HELPER if member == "helper" else ROLES.get(member, Words(member, member))
