"""What time does to an incident by itself: one waiting row for each, set to the next moment that matters.

Silence at the end of the assessment goes on at its level and the next person is called; a commander is offered relief. Acts on
an incident settle the same first, so a watch that slept changes nothing. [5.3.2-P0-assess, 5.3.2-P1-assess]
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from shounuo.cases.models import NEVER
from shounuo.casework.incident.flow import flow_of, stage_of
from shounuo.casework.incident.notices import next_look, note_notices
from shounuo.commitments.actions import Promises
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Command, Incident
from shounuo.incidents.walk import Place, Word, hands_over_to, is_end, walk
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.words import Words
from shounuo.notifications.actions import raise_alarm
from shounuo.policy.model import Policy
from shounuo.waiting.actions import Wake, drop, wake

NEXT = "incident.next"
"""The waiting row; its subject is the incident."""
ONE_SECOND = timedelta(seconds=1)
TRY_AGAIN = timedelta(minutes=1)
HANDED = "handed"
AHEAD = 2 * ONE_SECOND
"""How far the watch looks ahead, so that the case leaves before its time is over and not after it."""


def settle(incident: Incident, promises: Promises, at: datetime) -> None:
    """Write down what time has made true of this incident by `at`."""
    note_notices(incident, promises, at)
    if stays(incident, promises.policy, at):
        promises.withdraw("hand_over", by=SYSTEM)
    if _assess_by(incident, promises) < at:
        incidents.confirm(incident, "silence", by=SYSTEM, at=at)
    for held in _to_relieve(incident, promises, at):
        incidents.offer_relief(held, at=at)
        words = Words(
            f"{incident.case.number}：{held.user.name} 已指挥多时，请安排接替",
            f"{incident.case.number}: {held.user.name} has commanded for long; please arrange relief",
        )
        raise_alarm(f"relief:{held.pk}", "incident.relief", words, case=incident.case, at=at)


def set_next(incident: Incident, promises: Promises, at: datetime) -> None:
    """The next moment that matters is waited for; none: nothing waits."""
    moment = next_moment(incident, promises, at)
    if moment is None:
        drop(NEXT, [incident.pk])
    else:
        wake([Wake(NEXT, incident.pk, max(moment, at + ONE_SECOND))])


def next_moment(incident: Incident, promises: Promises, at: datetime) -> datetime | None:
    return min(_moments(incident, promises, at), default=None) if incident.is_under_way else None


def _moments(incident: Incident, promises: Promises, at: datetime) -> Iterator[datetime]:
    if look := next_look(incident, promises, at):
        yield look
    if leaves := leaves_at(incident, promises.policy, at):
        yield leaves
    assess_by = _assess_by(incident, promises)
    if assess_by < NEVER:
        yield assess_by + ONE_SECOND
    for held in incident.commands.filter(ends_at=None, relief_offered_at=None):
        yield held.begins_at + flow_of(promises.policy, incident.level).calling.relief_after


def place_of(incident: Incident, policy: Policy, at: datetime) -> Place | None:
    """Where the case stands in the decision tree; None where it is no P1. [5.3.2-P1-tree]"""
    if incident.level != "P1" or not incident.is_under_way:
        return None
    said = incident.answers.exclude(answer=HANDED).order_by("pk").values_list("node", "answer", "said_at")
    return walk(policy.flows.P1.tree, incident.trigger_at, [Word(*one) for one in said], at)


def stays(incident: Incident, policy: Policy, at: datetime) -> bool:
    """Whether the tree has ended without anybody else having to take the case."""
    place, tree = place_of(incident, policy, at), policy.flows.P1.tree
    return place is not None and is_end(tree, place) and not hands_over_to(tree, place)


def leaves_at(incident: Incident, policy: Policy, at: datetime) -> datetime | None:
    """When the tree goes on by itself: a second before, so that what leaves by itself leaves in time; where the case has to leave and
    nobody could take it, it is tried again."""
    place = place_of(incident, policy, at)
    if place is None:
        return None
    if place.moves_at:
        before = place.moves_at - ONE_SECOND
        return before if before > at else place.moves_at + ONE_SECOND
    must = hands_over_to(policy.flows.P1.tree, place) and not is_handed(incident)
    return at + TRY_AGAIN if must else None


def is_handed(incident: Incident) -> bool:
    return incident.answers.filter(answer=HANDED, said_at__gte=incident.trigger_at).exists()


def _assess_by(incident: Incident, promises: Promises) -> datetime:
    """When silence confirms it; NEVER once somebody has assessed it."""
    if incident.confirmed_at or not incident.is_under_way:
        return NEVER
    return incident.trigger_at + stage_of(promises.policy, incident.level, "assess").due


def _to_relieve(incident: Incident, promises: Promises, at: datetime) -> list[Command]:
    after = flow_of(promises.policy, incident.level).calling.relief_after
    held = incident.commands.filter(ends_at=None, relief_offered_at=None, begins_at__lte=at - after)
    return list(held.select_related("user", "incident__case"))
