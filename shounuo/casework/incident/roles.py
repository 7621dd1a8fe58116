"""Who comes: acknowledging a role's page means coming, joining the war room means having arrived. [5.3.2-P0-team, 5.3.2-P1-team]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.casework.act import Act
from shounuo.casework.incident.act import Response, responding
from shounuo.casework.incident.ahead import settle
from shounuo.casework.incident.flow import called, flow_of
from shounuo.incidents import actions as incidents
from shounuo.incidents.models import Incident, Post
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.notifications.actions.pages import answer_role, call_roles
from shounuo.notifications.ladder import JOIN
from shounuo.notifications.models import Call

HELPER = "helper"
"""Whoever is there without a post of their own."""


def say_coming(act: Act, call: Call, via: str, *, at: datetime) -> None:
    """Whoever was called to an incident has answered: they come in the role they were called in. Inside an act on the case."""
    incident = incidents.under_way(act.case)
    member = member_of(call)
    if incident is None or not member:
        return
    settle(incident, act.promises, at)
    incidents.come(incident, call.user, member, via, at=at)
    _told(act, member, call.user, at)


def member_of(call: Call) -> str:
    """The post that this call is about; "" where it is about the case."""
    occasion, _, member = call.page.occasion.partition(":")
    if occasion == JOIN:
        return member
    return call.whom if call.part == "notice" and call.whom in ROLES else ""


def join(case: Case, user: User, member: str = "", *, at: datetime) -> list[str]:
    """`user` is in the war room from now on: in the post named, or in those they were called to, or in the first free one that
    is theirs by role; else as a helper. Gives the posts. A second time changes nothing."""
    with responding(case, user, at=at) as response:
        members = [member] if member else _posts_of(response.incident, user)
        for one in members:
            _check(response.incident, user, one)
            arrive(response.act, response.incident, user, one, at=at)
    return members


def arrive(act: Act, incident: Incident, user: User, member: str, *, at: datetime) -> None:
    """`user` is there in this post: its promise is met, and nobody else is called for it. Inside an act."""
    incidents.arrive(incident, user, member, at=at)
    if member != HELPER:
        act.promises.meet(f"arrival:{member}", by=user.actor)
        _told(act, member, user, at)
        answer_role(act.case, member, user, "desk", at=at)


def leave(case: Case, user: User, *, at: datetime) -> None:
    """`user` leaves the war room; whoever commands hands command over first."""
    with responding(case, user, at=at) as response:
        if response.incident.commands.filter(ends_at=None, user=user).exists():
            raise Refusal(
                "incident.commands",
                t("您正在担任指挥，请先交接指挥", "You command; please hand command over first"),
            )
        incidents.leave(response.incident, user, at=at)


def need(case: Case, member: str, user: User, *, at: datetime) -> None:
    """This role is needed as well (security; the senior engineer of a P1): it is called, and its arrival is promised from now."""
    with responding(case, user, at=at) as response:
        call_in(response, member, by=user.actor, at=at)


def call_in(response: Response, member: str, *, by: Actor, at: datetime) -> None:
    """Inside an act: this role of the team is called as well, where it is not there yet."""
    act, incident = response.act, response.incident
    flow = flow_of(act.policy, incident.level)
    found = next((one for one in flow.team if one.id == member), None)
    if found is None:
        raise unknown_post()
    if incidents.need(incident, member, by=by, at=at):
        act.promises.owe(
            f"arrival:{member}", found.arrives, by=by, clause=found.clause, owner_roles=found.roles,
            audience="internal",
        )  # fmt: skip
        call_roles(act.case, [(role, at) for role, _ in called(incident, flow, at) if role == member])


def _told(act: Act, member: str, user: User, at: datetime) -> None:
    """Whoever answers has been told. [5.3.2-P0-takeover]"""
    act.promises.meet(f"told:{member}", by=user.actor)


def _posts_of(incident: Incident, user: User) -> list[str]:
    coming = list(
        incident.presences.filter(user=user).exclude(member=HELPER).values_list("member", flat=True)
    )
    if coming:
        return coming
    free = [one for one in _posts(incident) if one.arrived_at is None and user.roles & set(one.roles)]
    return [free[0].member] if free else [HELPER]


def _check(incident: Incident, user: User, member: str) -> None:
    if member == HELPER:
        return
    post = next((one for one in _posts(incident) if one.member == member), None)
    if post is None:
        raise unknown_post()
    called_in = incident.presences.filter(user=user, member=member).exists()
    if not called_in and not user.roles & set(post.roles):
        raise Refusal(
            "incident.not_your_post",
            t("您没有这个角色：{role}", "You don't hold this role: {role}", role=ROLES[member]),
            status=403,
        )


def _posts(incident: Incident) -> list[Post]:
    return list(incident.posts.filter(needed_at__isnull=False).order_by("pk"))


def unknown_post() -> Refusal:
    return Refusal(
        "incident.unknown_post", t("响应团队里没有这个角色", "The team has no such role"), status=422
    )
