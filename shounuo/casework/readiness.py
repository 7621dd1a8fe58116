"""Before anybody has to be called: whoever is on duty within the next 72 hours can be reached in two ways, one of them not mail.

Looked at every hour, and by `shounuo doctor`. A house that has no account with any vendor calls by mail only; that is said by
`doctor` and not by an alarm for each person. [5.2-notify]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.casework.gaps import needed
from shounuo.casework.rounds import round_of
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.notifications import whom
from shounuo.notifications.actions import Raise, clear_alarm_keys, raise_alarms
from shounuo.notifications.ladder import MAIL, Gate, Way
from shounuo.notifications.reads import open_alarms
from shounuo.oncall import reads
from shounuo.policy import reads as policies
from shounuo.policy.model import Policy

AHEAD = timedelta(hours=72)
ENOUGH = 2
KIND = "page.unready"


@dataclass(frozen=True)
class Unready:
    """Somebody on duty soon, and by what they can be reached so far."""

    user: User
    begins_at: datetime
    channels: tuple[str, ...]


def hourly(at: datetime) -> datetime:
    return at + timedelta(hours=1)


@round_of("paging.readiness", hourly)
def look_whether_ready(at: datetime) -> None:
    """An alarm for each person on duty soon who can't be reached well, none any more for those who can."""
    found = {f"unready:{one.user.pk}": one for one in unready(at)}
    with atomic():
        raise_alarms([Raise(key, KIND, _words(one)) for key, one in found.items()], at=at)
        told = open_alarms().filter(kind=KIND).values_list("key", flat=True)
        clear_alarm_keys([key for key in told if key not in found], by=SYSTEM, at=at)


def unready(at: datetime) -> list[Unready]:
    """Who is on duty within 72 hours in a role that the standard calls, and lacks a second way or any that is not mail."""
    policy = policies.current()
    gates = whom.gates(policy)
    if not gates:
        return []
    roles = called(policy)
    first: dict[User, datetime] = {}
    for shift in reads.between(at, at + AHEAD).filter(role__in=roles, user__is_active=True):
        first.setdefault(shift.user, max(shift.begins_at, at))
    ways = whom.ways(first)
    usable = {user: _usable(ways[user.pk], gates) for user in first}
    return [
        Unready(user, begins, usable[user]) for user, begins in first.items() if not _enough(usable[user])
    ]


def called(policy: Policy) -> set[str]:
    """The roles whose holders on duty are called: those who take cases, and those on the ladders of P0 and P1."""
    takers = {role for roles in needed(policy) for role in roles}
    flows = (policy.notifications["P0"], policy.notifications["P1"])
    return (
        takers
        | {rung.whom for flow in flows for rung in flow.ladder}
        | {role for flow in flows for role in flow.recipients}
    )


def _usable(ways: list[Way], gates: list[Gate]) -> tuple[str, ...]:
    open_channels = {gate.channel for gate in gates} | {MAIL}
    return tuple(dict.fromkeys(way.channel for way in ways if way.channel in open_channels))


def _enough(channels: tuple[str, ...]) -> bool:
    return len(channels) >= ENOUGH


def _words(one: Unready) -> Words:
    return Words(
        f"{one.user.name} 即将值班，却只有邮件可以联系到；请验证短信、电话或群聊",
        f"{one.user.name} is on duty soon and can be reached by mail only; please verify SMS, phone or chat",
    )
