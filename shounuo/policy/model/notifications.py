"""Section 5.2: who is told by which channel, and how a page repeats and widens until somebody acknowledges it."""

from typing import Literal

from pydantic import Field

from shounuo.policy.model.basis import Channel, Duration, Entry, Many, Moment, Role, Text

Called = Literal["assignee", "next_on_call"] | Role


class ChannelName(Entry):
    clause: str
    name: Text


class Rung(Entry):
    """`after`: since the page began. Whoever cannot be reached by these channels is skipped at once."""

    id: str
    clause: str
    after: Moment
    whom: Called
    channels: Many[Channel]
    vendor: Literal["first", "another"]


class Notification(Entry):
    """One level's flow: `recipients` are told by `channels` `within` that time, then the ladder climbs.

    `repeat_every`: how often the last rung rings again until somebody acknowledges; None where once is enough.
    """

    clause: str
    within: Duration
    recipients: Many[Role]
    channels: Many[Channel]
    calendar: str
    ladder: Many[Rung]
    repeat_every: Duration | None = None


class PageLimits(Entry):
    """What vendors allow for one callee; the ladder spreads over people and vendors instead of repeating."""

    clause: str
    calls_per_minute: int = Field(ge=1)
    calls_per_hour: int = Field(ge=1)
