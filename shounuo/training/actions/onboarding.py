"""A newcomer's curriculum: assigned, done task by task, signed by somebody else, and its end. [8.2-onboarding]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.policy.model.people import Curriculum
from shounuo.training import rules
from shounuo.training.models import Onboarding, Task


def assign(user: User, curriculum: Curriculum, *, by: Actor, at: datetime) -> Onboarding | None:
    """The tasks of this person's roles, as the standard has them today. None where an onboarding runs already."""
    with atomic():
        onboarding, fresh = Onboarding.objects.get_or_create(
            user=user, completed_at=None,
            defaults={"assigned_at": at, "assigned_by_name": by.name, "due_at": at + curriculum.within},
        )  # fmt: skip
        if not fresh:
            return None
        Task.objects.bulk_create(_tasks(onboarding, user, curriculum))
        record(
            "onboarding.assigned", stream=_stream(onboarding), by=by, at=at, onboarding=onboarding.pk,
            due_at=onboarding.due_at.isoformat(), tasks=onboarding.tasks.count(),
        )  # fmt: skip
    return onboarding


def _tasks(onboarding: Onboarding, user: User, curriculum: Curriculum) -> list[Task]:
    every = {task.id: (part, task) for part in curriculum.parts for task in part.tasks}
    chosen = rules.tasks_for(user.roles, [(name, task.roles) for name, (_, task) in every.items()])
    rows = []
    for position, name in enumerate(chosen):
        part, task = every[name]
        rows.append(
            Task(
                onboarding=onboarding, position=position, name=name, part=part.name.words.as_facts(),
                words=task.name.words.as_facts(), signed_by_roles=list(task.signed_by),
            )
        )  # fmt: skip
    return rows


def finish_task(task: Task, *, by: Actor, at: datetime) -> Task:
    """The person has done it. Once it is done, doing it again changes nothing."""
    with atomic():
        task = _locked(task)
        if task.onboarding.user_id != by.id:
            raise Refusal(
                "onboarding.not_yours",
                t("只能勾选自己的任务", "Only one's own tasks can be ticked"),
                status=403,
            )
        if task.done_at is None:
            task.done_at = at
            task.save(update_fields=["done_at"])
            record("onboarding.task_done", stream=_stream(task.onboarding), by=by, at=at, task=task.name)
    return task


def sign_task(task: Task, signer: User, *, at: datetime) -> bool:
    """Somebody else has seen that it is done. True where this was the last one, and the onboarding is at its end."""
    with atomic():
        task = _locked(task)
        _check_signer(task, signer)
        if task.done_at is None:
            raise Refusal(
                "onboarding.not_done", t("本人还没有完成这项任务", "The person has not done this task yet")
            )
        if task.signed_at is not None:
            return False
        task.signed_at, task.signed_by_name = at, signer.name
        task.save(update_fields=["signed_at", "signed_by_name"])
        by = signer.actor
        record("onboarding.task_signed", stream=_stream(task.onboarding), by=by, at=at, task=task.name)
        return _complete(task.onboarding, at)


def give_back(task: Task, why: str, signer: User, *, at: datetime) -> Task:
    """Not yet: the person does it again. What is signed stays signed."""
    if not why.strip():
        raise Refusal("onboarding.why_needed", t("请写明还差什么", "Please say what is missing"), status=422)
    with atomic():
        task = _locked(task)
        _check_signer(task, signer)
        if task.state != "done":
            raise Refusal(
                "onboarding.not_done", t("这项任务没有待签核", "This task does not wait for a signature")
            )
        task.done_at, task.returned_at = None, at
        task.returned_by_name, task.returned_why = signer.name, why.strip()
        task.save(update_fields=["done_at", "returned_at", "returned_by_name", "returned_why"])
        record(
            "onboarding.task_returned", stream=_stream(task.onboarding), by=signer.actor, at=at, task=task.name,
            private={"why": why.strip()},
        )  # fmt: skip
    return task


def override(onboarding: Onboarding, reason: str, *, by: Actor, at: datetime) -> Onboarding:
    """A lead answers for this person standing duty alone before the end. The tasks stay owed."""
    if not reason.strip():
        raise Refusal("onboarding.reason_needed", t("请写明理由", "Please say why"), status=422)
    with atomic():
        onboarding = Onboarding.objects.select_for_update().get(pk=onboarding.pk)
        if onboarding.user_id == by.id:
            raise Refusal(
                "onboarding.own", t("不能批准自己提前独立值班", "Nobody clears oneself for duty"), status=403
            )
        if onboarding.completed_at or onboarding.overridden_at:
            raise Refusal(
                "onboarding.cleared", t("已经可以独立值班", "The person may stand duty alone already")
            )
        onboarding.overridden_at, onboarding.overridden_by_name = at, by.name
        onboarding.override_reason = reason.strip()
        onboarding.save(update_fields=["overridden_at", "overridden_by_name", "override_reason"])
        record(
            "onboarding.overridden", stream=_stream(onboarding), by=by, at=at, onboarding=onboarding.pk,
            private={"reason": reason.strip()},
        )  # fmt: skip
    return onboarding


def _check_signer(task: Task, signer: User) -> None:
    why = rules.may_sign(task.onboarding.user_id, signer.pk, signer.roles, task.signed_by_roles)
    if why == "own":
        raise Refusal("onboarding.own_signature", t("不能给自己签核", "Nobody signs for oneself"), status=403)
    if why:
        raise Refusal(
            "onboarding.may_not_sign",
            t("您的角色不能签核这项任务", "Your role may not sign this task"),
            status=403,
        )


def _locked(task: Task) -> Task:
    """The task, its onboarding locked with it, so that two last signatures cannot both be the last but one."""
    onboarding = Onboarding.objects.select_for_update().get(pk=task.onboarding_id)
    fresh = Task.objects.get(pk=task.pk)
    fresh.onboarding = onboarding
    return fresh


def _complete(onboarding: Onboarding, at: datetime) -> bool:
    if onboarding.completed_at or onboarding.tasks.filter(signed_at=None).exists():
        return False
    onboarding.completed_at = at
    onboarding.save(update_fields=["completed_at"])
    record("onboarding.completed", stream=_stream(onboarding), by=SYSTEM, at=at, onboarding=onboarding.pk)
    return True


def _stream(onboarding: Onboarding) -> str:
    return f"account:{onboarding.user_id}"
