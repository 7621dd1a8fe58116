"""Section 5.2: who is told by which channel, and how a page repeats and widens until somebody acknowledges it."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from shounuo.policy.model.basis import (
    Channel,
    Duration,
    Entry,
    Many,
    Moment,
    OwnChannel,
    Role,
    Text,
    complete,
)

Called = Literal["assignee", "next_on_call", "member", "next_member"] | Role
OccasionName = Literal["warning", "escalation", "breach", "missed_update", "arrival_missed"]
OCCASIONS: tuple[OccasionName, ...] = get_args(OccasionName)


class ChannelName(Entry):
    clause: str
    name: Text


class Rung(Entry):
    """`after`: since the page began. Whoever cannot be reached by these channels is skipped at once. `member`: who stands in the
    role that an incident calls; `next_member`: whoever is next in line for it."""

    id: str
    clause: str
    after: Moment
    whom: Called
    channels: Many[Channel | OwnChannel]
    vendor: Literal["first", "another"]


class Occasion(Entry):
    """Why people are called again on a case that is on its way, and how.

    `repeat_every`: how long after its last rung the ladder begins anew until somebody acknowledges; None where it is
    climbed once.
    """

    clause: str
    ladder: Many[Rung]
    repeat_every: Duration | None = None


class Notification(Entry):
    """One level's flow: `recipients` are told by `channels` `within` that time, then the ladder climbs.

    `repeat_every`: how long after its last rung the ladder begins anew until somebody acknowledges. `occasions`: what else
    calls people on a case of this level.
    """

    clause: str
    within: Duration
    recipients: Many[Role]
    channels: Many[Channel]
    calendar: str
    ladder: Many[Rung]
    repeat_every: Duration | None = None
    occasions: Annotated[dict[OccasionName, Occasion], complete(OCCASIONS)]


class PageLimits(Entry):
    """What vendors allow for one callee; the ladder spreads over people and vendors instead of repeating."""

    clause: str
    calls_per_minute: int = Field(ge=1)
    calls_per_hour: int = Field(ge=1)
