"""The left column: the stages with their windows and steps, and the confirmations of the restoration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.accounts.roles import ROLES
from shounuo.casework.incident.flow import track_of
from shounuo.casework.incident.steps import LAST, OVER
from shounuo.commitments.reads import StripRow
from shounuo.incidents.models import Step
from shounuo.incidents.words import STEPS
from shounuo.kernel.words import Words, t
from shounuo.look.templatetags.times import length
from shounuo.policy.model.flows import Stage
from shounuo.policy.model.flows import Step as Written
from shounuo.workspace.war_room.head import Head

TRACKS = {
    "common": Words("共同", "Everybody"),
    "technical": Words("技术", "Technical"),
    "communication": Words("沟通", "Communication"),
}
TONES = {"todo": "neutral", "doing": "running", "done": "kept", "not_needed": "neutral"}


@dataclass(frozen=True)
class StepView:
    """A step as the reader sees it. `can`: they may do it now; `locked`: why it can't be done yet; `for_me`: one of their roles
    answers for it."""

    held: Step
    text: Words
    condition: Words | None
    who: str
    state: Words
    tone: str
    can: bool
    for_me: bool
    locked: str
    is_next: bool

    @property
    def id(self) -> str:
        return f"{self.held.stage}-{self.held.step}"

    @property
    def address(self) -> str:
        return f"steps/{self.held.stage}/{self.held.step}"

    @property
    def is_open(self) -> bool:
        return self.held.state not in OVER

    @property
    def is_confirmation(self) -> bool:
        return self.held.kind == "confirmation"

    @property
    def needs_words(self) -> bool:
        return self.held.stage == "restore" and self.is_confirmation

    @property
    def one_tap(self) -> bool:
        """Done without a word."""
        return not self.needs_words

    @property
    def droppable(self) -> bool:
        return self.held.kind == "task"


@dataclass(frozen=True)
class StageView:
    """A stage: `standing` is done, late, now or ahead."""

    id: str
    name: Words
    clause: str
    window: str
    begins_at: datetime | None
    due_at: datetime | None
    row: StripRow | None
    standing: str
    tracks: list[tuple[str, Words, list[StepView]]]
    done: int
    count: int

    @property
    def runs(self) -> bool:
        return self.row is not None and self.row.state in ("running", "risk", "broken")

    @property
    def steps(self) -> list[StepView]:
        return [step for _, _, steps in self.tracks for step in steps]


def stages_of(page: Head, upcoming: tuple[str, str] = ("", "")) -> list[StageView]:
    """Every stage of the flow; `upcoming` is the step that the reader is asked for next."""
    rows = {row.track: row for row in page.rows}
    return [_stage(page, stage, rows.get(track_of(stage.id)), upcoming) for stage in page.flow.stages]


def _stage(page: Head, stage: Stage, row: StripRow | None, upcoming: tuple[str, str]) -> StageView:
    held = [one for one in page.steps if one.stage == stage.id]
    written = {one.id: one for one in stage.steps}
    views = [_step(page, one, written[one.step], upcoming) for one in held if one.step in written]
    counted = page.incident.trigger_at if stage.counted_from == "trigger" else page.incident.restored_at
    begins, due = (counted + stage.begins, counted + stage.due) if counted else (None, None)
    needed = [one for one in views if one.is_open and not (one.condition and one.held.state == "todo")]
    return StageView(
        stage.id, stage.name.words, stage.clause, _window(stage), begins, due, row,
        _standing(page, needed, begins, row), _tracks(views), sum(not one.is_open for one in views), len(views),
    )  # fmt: skip


def _window(stage: Stage) -> str:
    """ "触发后 5 分钟 – 10 分钟" """
    since = (
        t("触发后", "after the trigger")
        if stage.counted_from == "trigger"
        else t("恢复后", "after restoration")
    )
    due = length(stage.due)
    if stage.begins <= timedelta(0):
        return t("{since} {due}内", "within {due} {since}", since=since, due=due)
    return t(
        "{since} {begins} – {due}",
        "{begins} – {due} {since}",
        since=since,
        begins=length(stage.begins),
        due=due,
    )


def _standing(page: Head, needed: list[StepView], begins: datetime | None, row: StripRow | None) -> str:
    if not needed:
        return "done"
    if begins is None or page.at < begins:
        return "ahead"
    return "late" if row is not None and row.state == "broken" else "now"


def _tracks(views: list[StepView]) -> list[tuple[str, Words, list[StepView]]]:
    found = [(track, TRACKS[track], [one for one in views if one.held.track == track]) for track in TRACKS]
    return [one for one in found if one[2]]


def _step(page: Head, held: Step, written: Written, upcoming: tuple[str, str]) -> StepView:
    condition = written.only_if.words if written.only_if else None
    locked = locked_by(page, held)
    return StepView(
        held, written.text.words, condition, t(" / ", " / ").join(str(ROLES[role]) for role in written.who), STEPS[held.state],
        TONES[held.state], can_do(page, held, written.who), bool(page.user.roles & set(written.who)), locked,
        (held.stage, held.step) == upcoming,
    )  # fmt: skip


def can_do(page: Head, held: Step, who: Iterable[str]) -> bool:
    """Whether the reader may do this step: the stories say so again."""
    if not page.takes_part or held.kind == "automatic" or held.state in OVER or held.stage == "after":
        return False
    return held.kind != "confirmation" or may_confirm(page, page.user, who)


def may_confirm(page: Head, user: User, who: Iterable[str]) -> bool:
    return bool(user.roles & set(who)) or page.commands or may(user, "lead_response")


def locked_by(page: Head, held: Step) -> str:
    """The last step of the restoration waits for the others, and says for which. [5.3.2-P0-restore]"""
    if held.stage != "restore" or held.step != LAST[page.incident.level] or held.state in OVER:
        return ""
    lacking = [
        one.step
        for one in page.steps
        if one.stage == "restore" and one.pk != held.pk and one.state not in OVER
    ]
    if not lacking:
        return ""
    stage = next(one for one in page.flow.stages if one.id == "restore")
    names = t("、", ", ").join(str(one.text) for one in stage.steps if one.id in lacking)
    return t("还缺少：{names}", "Still missing: {names}", names=names)
