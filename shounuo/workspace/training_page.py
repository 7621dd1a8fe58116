"""What the team's page of training shows: sessions, newcomers, what was missed, plans, and what of it is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.commitments.reads import StripRow, standing
from shounuo.kernel.words import Words, t
from shounuo.oncall.reads import on_call
from shounuo.policy import reads as policies
from shounuo.staff.models import Engineer
from shounuo.training import reads, rules
from shounuo.training.models import Onboarding, Plan, Session, Task
from shounuo.training.words import MAKE_UP, SESSIONS, STATES

LOOK_BACK = timedelta(days=200)
"""Sessions held within about half a year stand on the page; older ones on the pages of who came."""
TONES = {
    "planned": "risk",
    "arranged": "accent",
    "held": "kept",
    "overdue": "broken",
    "soon": "risk",
    "ahead": "neutral",
}
URGENCY = {
    "overdue": Words("已逾期", "overdue"), "soon": Words("两周内", "within two weeks"), "ahead": Words("以后", "later"),
}  # fmt: skip


@dataclass(frozen=True)
class SessionLine:
    """One session: its name, where it stands, how many came of how many, and its promise."""

    session: Session
    name: str
    state: Words
    tone: str
    came: int
    invited: int
    promise: list[StripRow]


@dataclass(frozen=True)
class Newcomer:
    onboarding: Onboarding
    signed: int
    waiting: int
    total: int
    on_duty: bool
    promise: list[StripRow]

    @property
    def percent(self) -> int:
        return 100 * self.signed // self.total if self.total else 0


@dataclass(frozen=True)
class DueItem:
    """Something that somebody has to do by a day."""

    words: str
    who: str
    due: date
    urgency: str
    page: str

    @property
    def tone(self) -> str:
        return TONES[self.urgency]

    @property
    def label(self) -> Words:
        return URGENCY[self.urgency]


def team(user: User, at: datetime) -> dict[str, Any]:
    """The same number of queries, however many people and sessions there are."""
    sessions, running = list(reads.sessions(at - LOOK_BACK)), list(reads.onboardings())
    plans, missed = list(reads.plans()), reads.missed()
    abouts = [
        *(one.about for one in sessions),
        *(one.about for one in running),
        *(one.about for one in plans),
    ]
    promises = standing(abouts, at)
    lines = sorted((session_line(one, promises) for one in sessions), key=_order)
    policy, day = policies.current(), timezone.localtime(at).date()
    ending = reads.ending(day, policy.people.certification_plans.renew_before)
    due = [
        *_sessions_due(lines, day), *(_onboarding_due(one, day) for one in running), *(_plan_due(one, day) for one in plans),
        *(_item(t("续证：{name}", "Renew: {name}", name=one.name), one.user.name, one.expires_on, day, _page(one.user_id))
          for one in ending if one.expires_on),
    ]  # fmt: skip
    return {
        "sessions": lines, "newcomers": _newcomers(running, promises, at), "missed": missed, "plans": plans,
        "to_sign": [task for one in running for task in one.tasks.all() if _is_mine(task, one, user)],
        "due": sorted(due, key=lambda one: one.due), "engineers": list(_engineers()), "user_id": user.pk,
        "stray": reads.newcomers_without(),
    }  # fmt: skip


def session_line(session: Session, promises: dict[str, StripRow]) -> SessionLine:
    attendances = list(session.attendances.all())
    promise = promises.get(session.about)
    return SessionLine(
        session, name_of(session), STATES[session.state], TONES[session.state],
        sum(one.came is True for one in attendances), len(attendances), [promise] if promise else [],
    )  # fmt: skip


def _order(line: SessionLine) -> tuple[bool, float]:
    """What is still to be held comes first, due first; then what was held, the newest first."""
    held = line.session.held_at
    if held is not None:
        return True, -held.timestamp()
    return False, line.promise[0].due_at.timestamp() if line.promise else 0.0


def name_of(session: Session) -> str:
    name = f"{session.period} {SESSIONS[session.kind]}"
    return f"{name} · {MAKE_UP}" if session.makes_up_id else name


def _newcomers(running: Iterable[Onboarding], promises: dict[str, StripRow], at: datetime) -> list[Newcomer]:
    on_duty = on_call(ROLES, at)
    return [newcomer(one, promises, on_duty) for one in running]


def newcomer(onboarding: Onboarding, promises: dict[str, StripRow], on_duty: Iterable[int]) -> Newcomer:
    tasks = list(onboarding.tasks.all())
    engineer: Engineer | None = getattr(onboarding.user, "engineer", None)
    too_soon = onboarding.user_id in on_duty and engineer is not None and engineer.cleared_at is None
    promise = promises.get(onboarding.about)
    states = [task.state for task in tasks]
    return Newcomer(
        onboarding,
        states.count("signed"),
        states.count("done"),
        len(tasks),
        too_soon,
        [promise] if promise else [],
    )


def _is_mine(task: Task, onboarding: Onboarding, user: User) -> bool:
    """Whether this task waits for the signature of this reader."""
    task.onboarding = onboarding
    return task.state == "done" and not rules.may_sign(
        onboarding.user_id, user.pk, user.roles, task.signed_by_roles
    )


def _engineers() -> Iterable[Engineer]:
    return Engineer.objects.filter(user__is_active=True).select_related("user").order_by("level", "user_id")


# ------------------------------------------------------------------ what is due


def _sessions_due(lines: Iterable[SessionLine], day: date) -> Iterable[DueItem]:
    for line in lines:
        if line.session.state == "held" or not line.promise:
            continue
        due = timezone.localtime(line.promise[0].due_at - timedelta(seconds=1)).date()
        todo = (
            t("安排时间：{name}", "Set a date: {name}", name=line.name)
            if line.session.state == "planned"
            else t("举行并登记出席：{name}", "Hold it, record attendance: {name}", name=line.name)
        )
        yield _item(todo, "", due, day, f"/desk/training/sessions/{line.session.pk}")


def _onboarding_due(one: Onboarding, day: date) -> DueItem:
    due = timezone.localtime(one.due_at).date()
    return _item(t("入职培训", "Onboarding"), one.user.name, due, day, _page(one.user_id))


def _plan_due(one: Plan, day: date) -> DueItem:
    """The next milestone that is not reached, or else the certificate itself."""
    steps = sorted(
        (step for step in one.milestones.all() if step.done_at is None), key=lambda step: step.due_on
    )
    words, due = (steps[0].words, steps[0].due_on) if steps else (t("考取", "to be earned"), one.by_day)
    return _item(f"{one.name} · {words}", one.user.name, due, day, _page(one.user_id))


def _item(words: str, who: str, due: date, day: date, page: str) -> DueItem:
    return DueItem(words, who, due, rules.urgency(due, day), page)


def _page(user_id: int) -> str:
    return f"/desk/training/people/{user_id}"
