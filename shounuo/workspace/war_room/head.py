"""What is asked again and again while a war room is open: a few queries, and a tag that changes with the news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.cases.models import Case
from shounuo.casework.incident.flow import flow_of
from shounuo.commitments.reads import StripRow, strip
from shounuo.counter import live
from shounuo.customers.terms import terms
from shounuo.incidents import reads
from shounuo.incidents.models import Command, Incident, Post, Presence, Step
from shounuo.logbook import reads as logbook
from shounuo.notifications.reads import open_pages
from shounuo.policy.model import Policy
from shounuo.policy.model.flows import Flow
from shounuo.workspace.calling import signs

RUNS = ("running", "risk", "broken", "paused")


@dataclass(frozen=True)
class Head:
    """The response and its promises; people, steps and command are read once, and only where something is drawn."""

    case: Case
    user: User
    at: datetime
    incident: Incident
    rows: list[StripRow]
    heard: int
    tag: str

    @cached_property
    def policy(self) -> Policy:
        return terms(self.case.policy_hash, self.case.contract_id)

    @cached_property
    def flow(self) -> Flow:
        return flow_of(self.policy, self.incident.level)

    @cached_property
    def steps(self) -> list[Step]:
        return reads.steps_of(self.incident)

    @cached_property
    def posts(self) -> list[Post]:
        return reads.posts_of(self.incident)

    @cached_property
    def presences(self) -> list[Presence]:
        return reads.presences_of(self.incident)

    @cached_property
    def commander(self) -> Command | None:
        return reads.commander_of(self.incident)

    @cached_property
    def runs(self) -> dict[str, StripRow]:
        return {row.track: row for row in self.rows if row.state in RUNS}

    @property
    def takes_part(self) -> bool:
        """Whether the reader may do something here."""
        return self.incident.is_under_way and may(self.user, "respond")

    @property
    def is_here(self) -> bool:
        return any(
            one.user_id == self.user.pk and one.arrived_at and not one.left_at for one in self.presences
        )

    @property
    def commands(self) -> bool:
        return self.commander is not None and self.commander.user_id == self.user.pk


def head(case: Case, user: User, at: datetime) -> Head | None:
    """Four queries: the response, its promises, how long its history is, who is being called. None where the case never had one."""
    incident = reads.latest(case)
    if incident is None:
        return None
    rows, heard, pages = strip(case.pk, at), logbook.length(case.stream), open_pages(case)
    states = [[row.key, row.state, row.due_at] for row in rows]
    tag = live.tag(
        at, incident.pk, incident.state, case.revision, heard, states, sorted(user.roles), signs(pages)
    )
    return Head(case, user, at, incident, rows, heard, tag)
