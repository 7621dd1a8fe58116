"""What the war room shows, gathered as plain values: what to do next comes first. [5.3.2-P0-*, 5.3.2-P1-*]"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of, may
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.casework.incident.ahead import place_of
from shounuo.casework.incident.draft import prepared
from shounuo.casework.incident.flow import flow_of
from shounuo.casework.story import told
from shounuo.commitments.reads import StripRow, flow_strip, strip
from shounuo.counter import live
from shounuo.customers.terms import terms
from shounuo.incidents.models import Incident
from shounuo.incidents.walk import Place, answers_of, node_of
from shounuo.incidents.words import ANSWERS, ENDED, HOW, MIRROR_STATES, MIRRORS, STATES, STEPS
from shounuo.kernel.words import Words
from shounuo.logbook import reads as logbook
from shounuo.policy.model import Policy
from shounuo.policy.model.flows import Stage
from shounuo.workspace.war_room.next_thing import PRESSING, Next, Situation, next_thing
from shounuo.workspace.war_room.people import PersonRow, people_of

RUNS = ("running", "risk", "broken", "paused")
QUIET = (
    "commitment.made",
    "commitment.met",
    "commitment.warned",
    "commitment.retargeted",
    "page.opened",
    "page.withdrawn",
    "page.told",
    "message.",
)
"""Verbs that the room's timeline leaves out: the people and the clocks beside it say the same."""
MOST = 80


@dataclass(frozen=True)
class StepRow:
    stage: str
    step: str
    text: Words
    kind: str
    state: str
    words: Words
    owner: str
    at: datetime | None
    note: str
    condition: Words | None
    who: str
    locked: str = ""
    mine: bool = False
    can: bool = False
    """Whether the reader may do it: the stories say so again."""


@dataclass(frozen=True)
class StageRow:
    """A stage with its window, its promise and its steps by track."""

    id: str
    name: Words
    begins_at: datetime
    due_at: datetime
    promise: StripRow | None
    tracks: list[tuple[str, list[StepRow]]]
    state: str
    done: int
    count: int
    counted: bool
    """Whether its clock runs: what is counted from the restoration has none before."""


@dataclass(frozen=True)
class PostRow:
    member: str
    name: Words
    needed: bool
    promise: StripRow | None
    arrived_at: datetime | None
    people: list[PersonRow]


class Room:
    """The incident of a case as somebody looks at it now."""

    def __init__(self, case: Case, incident: Incident, user: User, at: datetime, show: str = "") -> None:
        self.show = show if show in SHOWS else "all"
        self.case, self.incident, self.user, self.at = case, incident, user, at
        self.incident.case = case
        self.flow_rows = flow_strip(case.pk, at)
        self.heard = logbook.length(case.stream)

    @cached_property
    def policy(self) -> Policy:
        return terms(self.case.policy_hash, self.case.contract_id)

    @property
    def tag(self) -> str:
        """Changes exactly when something is to be shown anew: every act is in the logbook."""
        states = [[row.key, row.state, row.due_at] for row in self.flow_rows]
        return live.tag(self.at, self.heard, self.incident.state, states, sorted(self.user.roles))

    def facts(self) -> dict[str, Any]:
        return {
            "case": self.case, "incident": self.incident, "tag": self.tag, "heard": self.heard, "clocks": self.clocks,
            "stages": self.stages, "posts": self.posts, "commands": self.commands, "lines": self.lines, "tree": self.tree,
            "state": STATES[self.incident.state], "ended": ENDED.get(self.incident.ended_how), "deeds": deeds_of(self.user),
            "here": self.here, "show": self.show,
            "shows": [(key, words) for key, (words, _) in SHOWS.items()], "next": self.next_thing, "commands_now": self.commands_now,
            "elapsed_since": self.incident.trigger_at, "running": self.incident.is_under_way, "others": self.helpers,
            "mirrors": self.mirrors,
        }  # fmt: skip

    # ------------------------------------------------------------ always in sight

    @cached_property
    def clocks(self) -> list[StripRow]:
        """The next internal sync, the customer's next update, the target: in that order, as far as they run."""
        rows = {
            row.track: row for row in [*self.flow_rows, *strip(self.case.pk, self.at)] if row.state in RUNS
        }
        update = rows.get("update") or rows.get("first_contact")
        return [row for row in (update, rows.get("sync"), rows.get("resolution")) if row]

    @cached_property
    def next_thing(self) -> Next:
        """The one thing to do now for whoever looks."""
        now = [stage for stage in self.stages if stage.state == "now"]
        rows = [row for stage in now for _, found in stage.tracks for row in found if _is_open(row)]
        pressing = {row.track: row.state for row in self.clocks if row.state in PRESSING}
        held = self.commands
        return next_thing(
            Situation(
                self.incident.is_under_way and may(self.user, "respond"), self.here, self.commands_now, may(self.user, "command"),
                held is not None and not held["acting"] and not held["over"], may(self.user, "reply"),
                "customer_success_manager" in self.user.roles, "update" in pressing or "first_contact" in pressing,
                "sync" in pressing, tuple(rows),
            )
        )  # fmt: skip

    # ------------------------------------------------------------ the flow

    @cached_property
    def stages(self) -> list[StageRow]:
        known = {(row.stage, row.step): row for row in self.incident.steps.select_related("owner")}
        promises = {row.track: row for row in self.flow_rows}
        return [
            self._stage(stage, known, promises) for stage in flow_of(self.policy, self.incident.level).stages
        ]

    def _stage(self, stage: Stage, known: dict[Any, Any], promises: dict[str, StripRow]) -> StageRow:
        since = self.incident.restored_at if stage.counted_from == "restoration" else self.incident.trigger_at
        counted = since is not None
        since = since or self.incident.trigger_at
        rows = [self._step(stage, step, known.get((stage.id, step.id))) for step in stage.steps]
        rows = [_locked(row, rows, self.incident.level) for row in rows]
        tracks = [
            (name, [row for row, step in zip(rows, stage.steps, strict=True) if step.track == name])
            for name in (RESTORING if stage.id == "restore" else TRACKS)
        ]
        over = all(row.state in ("done", "not_needed") or row.condition for row in rows)
        state = "done" if over else "now" if counted and since + stage.begins <= self.at else "later"
        return StageRow(
            stage.id, stage.name.words, since + stage.begins, since + stage.due,
            promises.get("take_over" if stage.id == "take_over" else f"stage:{stage.id}"),
            [(name, found) for name, found in tracks if found], state,
            sum(row.state in ("done", "not_needed") for row in rows), len(rows), counted,
        )  # fmt: skip

    def _step(self, stage: Stage, step: Any, row: Any) -> StepRow:
        state = row.state if row else "todo"
        return StepRow(
            stage.id, step.id, step.text.words, step.kind, state, STEPS[state], row.owner.name if row and row.owner else "",
            (row.done_at or row.started_at) if row else None, row.note if row else "",
            step.only_if.words if step.only_if else None, "、".join(str(ROLES[role]) for role in step.who),
            mine=row.owner_id == self.user.pk if state == "doing" else bool(self.user.roles & set(step.who)),
            can=self._may_do(stage, step),
        )  # fmt: skip

    def _may_do(self, stage: Stage, step: Any) -> bool:
        """What comes after the restoration is done in the report; a confirmation is the word of its role, or of whoever commands."""
        if not (self.incident.is_under_way and may(self.user, "respond")) or step.kind == "automatic":
            return False
        if stage.counted_from == "restoration" and self.incident.restored_at is None:
            return False
        named = bool(self.user.roles & set(step.who)) or self.commands_now or may(self.user, "lead_response")
        return step.kind != "confirmation" or named

    # ------------------------------------------------------------ people

    @cached_property
    def posts(self) -> list[PostRow]:
        promises = {row.track: row for row in self.flow_rows}
        people = people_of(self.case, self.incident)
        return [
            PostRow(
                post.member, ROLES[post.member], post.needed_at is not None, promises.get(f"arrival:{post.member}"),
                post.arrived_at, people.get(post.member, []),
            )
            for post in self.incident.posts.order_by("pk")
        ]  # fmt: skip

    @cached_property
    def helpers(self) -> list[str]:
        there = self.incident.presences.filter(member="helper", left_at=None).select_related("user")
        return [one.user.name for one in there]

    @cached_property
    def mirrors(self) -> list[dict[str, Any]]:
        """The chat groups that are told of it."""
        return [
            {
                "name": MIRRORS[one.way],
                "state": MIRROR_STATES[one.state],
                "members": len(one.members),
                "trouble": one.trouble,
            }
            for one in self.incident.mirrors.order_by("pk")
        ]

    @cached_property
    def commands(self) -> dict[str, Any] | None:
        held = self.incident.commands.select_related("user").order_by("-pk").first()
        if held is None:
            return None
        return {
            "name": held.user.name, "how": HOW[held.how], "since": held.begins_at, "words": held.words, "acting": held.how == "acting",
            "relief": held.relief_offered_at, "over": held.ends_at is not None,
        }  # fmt: skip

    @cached_property
    def commands_now(self) -> bool:
        return self.incident.commands.filter(user=self.user, ends_at=None).exists()

    @cached_property
    def here(self) -> bool:
        return self.incident.presences.filter(user=self.user, arrived_at__isnull=False, left_at=None).exists()

    # ------------------------------------------------------------ what happened

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """The timeline with what was said in it, newest first."""
        bodies = {one.pk: one for one in self.case.messages.all()}
        lines = told(self.case)
        synced = {line.happened_at for line in lines if line.verb == "incident.synced"}
        found = [line for line in lines if not line.verb.startswith(QUIET) and not _said_twice(line, synced)]
        wanted = SHOWS[self.show][1]
        return [one for one in (_line(line, bodies) for line in found) if wanted(one)][:MOST]

    @cached_property
    def tree(self) -> dict[str, Any] | None:
        place = place_of(self.incident, self.policy, self.at)
        return _tree(self.policy, place) if place else None

    @cached_property
    def draft(self) -> str:
        return prepared(self.case, self.incident, at=self.at)


SHOWS: dict[str, tuple[Words, Callable[[dict[str, Any]], bool]]] = {
    "all": (Words("全部", "All"), lambda line: True),
    "customer": (Words("与客户", "Customer"), lambda line: line["kind"] == "public"),
    "inside": (
        Words("内部", "Inside"),
        lambda line: (
            line["kind"] in ("internal", "diagnosis")
            or line["verb"] in ("incident.synced", "incident.operated")
        ),
    ),
    "flow": (
        Words("流程", "Flow"),
        lambda line: line["verb"].startswith(("incident.", "decision.", "commitment.")),
    ),
}
"""What the timeline can be narrowed to."""
TRACKS = ("common", "technical", "communication")
RESTORING = ("technical", "communication", "common")
"""The emergency is lifted last, and stands last."""


def _is_open(row: StepRow) -> bool:
    """A step that only sometimes is needed is asked for once somebody has begun it."""
    return (
        row.state in ("todo", "doing")
        and row.can
        and not row.locked
        and (not row.condition or row.state == "doing")
    )


def _locked(row: StepRow, rows: list[StepRow], level: str) -> StepRow:
    """The last confirmation waits for the others, and says for which."""
    last = {"P0": "lift_emergency", "P1": "monitoring"}[level]
    if row.stage != "restore" or row.step != last or row.state == "done":
        return row
    lacking = [str(one.text) for one in rows if one.step != last and one.state not in ("done", "not_needed")]
    return StepRow(**(vars(row) | {"locked": "、".join(lacking)}))


def _said_twice(line: Any, synced: set[datetime]) -> bool:
    """A sync is kept as an internal note as well: it stands once."""
    return line.verb == "case.noted" and line.happened_at in synced


def _line(line: Any, bodies: dict[int, Any]) -> dict[str, Any]:
    message = bodies.get(line.facts.get("message", 0))
    kind = message.kind if message else ""
    return {
        "at": line.happened_at, "verb": line.verb, "words": line.sentence, "kind": kind,
        "body": message.body if message else "", "reason": line.reason,
        "tone": _tone(line.verb), "late": line.recorded_at - line.happened_at > timedelta(seconds=90),
    }  # fmt: skip


def _tone(verb: str) -> str:
    if verb in ("commitment.broken", "incident.went_on"):
        return "broken"
    if verb in (
        "incident.step_done",
        "incident.restored",
        "incident.lifted",
        "commitment.met",
        "incident.confirmed",
        "incident.arrived",
    ):
        return "kept"
    return (
        "accent"
        if verb.startswith(
            ("incident.begun", "incident.changed", "incident.command", "decision.", "case.priority")
        )
        else ""
    )


def _tree(policy: Policy, place: Place) -> dict[str, Any]:
    tree = policy.flows.P1.tree
    here = node_of(tree, place.node)
    return {
        "node": place.node, "text": here.text, "moves_at": place.moves_at, "since": place.since,
        "answers": [(one, ANSWERS[one]) for one in answers_of(tree, place.node)],
        "asks_article": place.node == tree.starts_with,
    }  # fmt: skip
