"""Section 5.3.2: how a P0 and a P1 are run: stages with their windows, steps, roles, promises and rights."""

from typing import Literal, Self

from pydantic import model_validator

from shounuo.kernel.words import Words
from shounuo.policy.model.basis import Channel, Duration, Entry, Many, Moment, Role, Text, Wrong
from shounuo.policy.model.notifications import Occasion
from shounuo.policy.model.tree import Tree


class Step(Entry):
    """`who` answers for it. A confirmation has to be given by a person; an automatic step is done by the product."""

    id: str
    track: Literal["common", "technical", "communication"]
    kind: Literal["automatic", "task", "confirmation"]
    who: Many[Role]
    text: Text
    only_if: Text | None = None


class Stage(Entry):
    """One stage; its window is counted from the trigger or from the restoration of the service."""

    id: str
    clause: str
    name: Text
    counted_from: Literal["trigger", "restoration"]
    begins: Moment
    due: Moment
    if_late: Literal["breach", "page_next"]
    steps: Many[Step]

    @model_validator(mode="after")
    def _begins_before_it_is_due(self) -> Self:
        if self.begins > self.due:
            raise Wrong(
                Words("阶段的开始晚于截止", "the stage begins after it is due"),
                Words("begins 不晚于 due", "a beginning no later than the due time"),
            )
        return self


class TeamMember(Entry):
    """One role of the response team and when it has to be there ("PT0S": at once)."""

    id: str
    clause: str
    roles: Many[Role]
    duty: Text
    arrives: Moment
    if_needed: bool


class By(Entry):
    """By when something has to have happened to one of `roles`."""

    clause: str
    within: Duration
    roles: Many[Role]


class Promise(Entry):
    """A promise of communication: once `within` a time ("PT0S": at once), or `every` so long; or a plain duty."""

    id: str
    clause: str
    side: Literal["internal", "customer"]
    text: Text
    within: Moment | None = None
    every: Duration | None = None


class WarRoom(Entry):
    """The channel that an incident gets for itself."""

    clause: str
    channels: Many[Channel]


class Right(Entry):
    """Who decides on an act (`id`): `by` alone, with `by`'s approval, or with the customer's recorded authorisation."""

    id: Literal["emergency_fix", "call_in_resources", "major_architecture_change", "data_recovery"]
    clause: str
    by: Role | Literal["customer"]
    how: Literal["alone", "approval", "authorisation"]
    text: Text


class Calling(Occasion):
    """How each role of the team is called until somebody comes, at once or `called_after` so long (those who were told of it
    anyway, say). `relief_after`: when whoever commands is offered relief."""

    called_after: dict[Role, Duration]
    relief_after: Duration


class Flow(Entry):
    stages: Many[Stage]
    team: Many[TeamMember]
    calling: Calling


class CriticalFlow(Flow):
    """P0. `take_over`: by when one of these has the case; `told`: by when these know of it."""

    take_over: By
    told: By
    war_room: WarRoom
    promises: Many[Promise]
    rights: Many[Right]


class HighFlow(Flow):
    """P1."""

    promises: Many[Promise]
    tree: Tree


class Flows(Entry):
    P0: CriticalFlow
    P1: HighFlow
