"""What one engineer's page of training shows, and which of its forms the reader gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from shounuo.accounts.models import User
from shounuo.accounts.rights import may
from shounuo.accounts.roles import ROLES
from shounuo.commitments.reads import StripRow, standing
from shounuo.kernel.words import Words, t
from shounuo.oncall.reads import on_call
from shounuo.policy import reads as policies
from shounuo.staff.models import Certification
from shounuo.training import rules
from shounuo.training.models import Attendance, Learning, Onboarding, Plan, Task
from shounuo.training.words import LEARNING, RESULTS
from shounuo.workspace.training_forms import (
    GiveBackForm,
    LearningForm,
    OverrideForm,
    PlanForm,
    ResultForm,
    TrainingForm,
    today,
)
from shounuo.workspace.training_frame import Back, chosen
from shounuo.workspace.training_page import name_of, newcomer

TASK_STATES = {
    "open": (Words("待完成", "to do"), "neutral"),
    "done": (Words("待签核", "to be signed"), "accent"),
    "signed": (Words("已签核", "signed"), "kept"),
}


@dataclass(frozen=True)
class TaskLine:
    """A task as this reader sees it: whether they tick it, sign it, give it back."""

    task: Task
    words: Words
    label: Words
    tone: str
    signed_by: str
    ticks: bool
    signs: bool
    give_back: TrainingForm


@dataclass(frozen=True)
class PlanLine:
    plan: Plan
    promise: list[StripRow]
    result: TrainingForm
    said: Words | None


def facts_of(who: User, reader: User, at: datetime, back: Back | None) -> dict[str, Any]:
    mine, engineer = who.pk == reader.pk, getattr(who, "engineer", None)
    running = Onboarding.objects.filter(user=who, completed_at=None).prefetch_related("tasks").first()
    plans = list(
        Plan.objects.filter(user=who).prefetch_related("milestones").order_by("-closed_at", "by_day")
    )
    plans.sort(key=lambda one: one.closed_at is not None)
    promises = standing([*([running.about] if running else []), *(one.about for one in plans)], at)
    return {
        "who": who, "mine": mine, "engineer": engineer, "refusal": back.refusal if back else None,
        "onboarding": _onboarding(running, who, promises, at), "parts": _parts(running, reader, back),
        "passed": Onboarding.objects.filter(user=who).exclude(completed_at=None).order_by("-completed_at").first(),
        "leads": may(reader, "lead_training") and not mine, "override": chosen(back, OverrideForm(who.pk)),
        "plans": [_plan(one, promises, back) for one in plans], "plan_form": chosen(back, PlanForm(who.pk, today(at))),
        "certificates": _certificates(), "ending": _ending(who, at), "attendances": _attendances(who),
        "learning": _learning(who), "learning_form": chosen(back, LearningForm(who.pk)),
    }  # fmt: skip


def _onboarding(running: Onboarding | None, who: User, promises: dict[str, StripRow], at: datetime) -> Any:
    if running is None:
        return None
    running.user = who
    return newcomer(running, promises, on_call(ROLES, at))


def _parts(running: Onboarding | None, reader: User, back: Back | None) -> list[tuple[Words, list[TaskLine]]]:
    if running is None:
        return []
    tasks = sorted(running.tasks.all(), key=lambda task: task.position)
    grouped = groupby(tasks, key=lambda task: (task.part["zh"], task.part["en"]))
    return [(Words(*part), [_task(one, running, reader, back) for one in group]) for part, group in grouped]


def _task(task: Task, running: Onboarding, reader: User, back: Back | None) -> TaskLine:
    label, tone = TASK_STATES[task.state]
    signs = not rules.may_sign(running.user_id, reader.pk, reader.roles, task.signed_by_roles)
    return TaskLine(
        task, Words(task.words["zh"], task.words["en"]), label, tone,
        t("、", ", ").join(str(ROLES[role]) for role in task.signed_by_roles if role in ROLES),
        task.state == "open" and running.user_id == reader.pk, task.state == "done" and signs,
        chosen(back, GiveBackForm(task.pk)),
    )  # fmt: skip


def _plan(plan: Plan, promises: dict[str, StripRow], back: Back | None) -> PlanLine:
    promise = promises.get(plan.about)
    form = chosen(back, ResultForm(plan.pk))
    return PlanLine(plan, [promise] if promise and not plan.closed_at else [], form, RESULTS.get(plan.result))


def _certificates() -> list[str]:
    return [level.certificate for level in policies.current().people.levels.values()]


def _ending(who: User, at: datetime) -> list[Certification]:
    within = policies.current().people.certification_plans.renew_before
    ends = today(at) + within
    return list(
        Certification.objects.filter(user=who, withdrawn_at=None, expires_on__lte=ends).order_by("expires_on")
    )


def _attendances(who: User) -> list[dict[str, Any]]:
    rows = (
        Attendance.objects.filter(user=who).select_related("session").order_by("-session__begins_at", "-id")
    )
    return [{"came": one.came, "session": one.session, "name": name_of(one.session)} for one in rows[:20]]


def _learning(who: User) -> dict[str, Any]:
    rows = list(Learning.objects.filter(user=who).order_by("-on_day", "-id"))
    return {"rows": [(one, LEARNING[one.kind]) for one in rows], "hours": sum(one.hours for one in rows)}
