"""One engineer's training: onboarding, attendance, plans, learning; and what is done about it. [8.2-onboarding, 8.2-events]"""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of
from shounuo.casework import certify, onboard
from shounuo.counter.asking import Asked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.training.actions import growth
from shounuo.training.actions import onboarding as actions
from shounuo.training.models import Milestone, Onboarding, Plan, Task
from shounuo.workspace.asking import does, of_ones_own, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.training_forms import (
    GiveBackForm,
    LearningForm,
    OverrideForm,
    PlanForm,
    PressForm,
    ResultForm,
    TrainingForm,
    today,
)
from shounuo.workspace.training_frame import Back, Page, carry_out
from shounuo.workspace.training_person_page import facts_of

Found = TypeVar("Found")


@shows
def person(request: Asked, learner: int) -> HttpResponse:
    return _page(request, learner)


@does("lead_training")
def onboarding(request: Asked, learner: int) -> HttpResponse:
    """A lead gives this person the curriculum of their roles."""
    who = _learner(learner)

    def assign(_: dict[str, Any]) -> None:
        if onboard.assign(who, by=request.user.actor, at=request.at) is None:
            raise Refusal("onboarding.runs", t("入职培训已在进行", "The onboarding is under way already"))

    return _send(
        request, learner, PressForm(learner, {}), assign, t("入职培训已安排。", "The onboarding is set.")
    )


@does("lead_training")
def clearance(request: Asked, learner: int) -> HttpResponse:
    """A lead lets this person stand duty alone before the end, and says why."""
    running = _found(
        Onboarding.objects.select_related("user").filter(user_id=learner, completed_at=None).first()
    )
    return _send(
        request, learner, OverrideForm(learner, request.POST),
        lambda given: onboard.override(running, given["why"], by=request.user.actor, at=request.at),
        t("已批准提前独立值班，并记录在案。", "Cleared early, and on record."),
    )  # fmt: skip


@of_ones_own
def task_done(request: Asked, learner: int, task: int) -> HttpResponse:
    one = _task(learner, task)
    return _send(
        request, learner, PressForm(learner, {}),
        lambda _: actions.finish_task(one, by=request.user.actor, at=request.at),
        t("已勾选，等同事签核。", "Ticked; a colleague signs it now."),
    )  # fmt: skip


@of_ones_own
def task_signature(request: Asked, learner: int, task: int) -> HttpResponse:
    one = _task(learner, task)
    return _send(
        request, learner, PressForm(learner, {}), lambda _: onboard.sign(one, request.user, at=request.at),
        t("已签核。", "Signed."),
    )  # fmt: skip


@of_ones_own
def task_return(request: Asked, learner: int, task: int) -> HttpResponse:
    one = _task(learner, task)
    return _send(
        request, learner, GiveBackForm(task, request.POST),
        lambda given: actions.give_back(one, given["why"], request.user, at=request.at),
        t("已退回。", "Given back."),
    )  # fmt: skip


@of_ones_own
def plans(request: Asked, learner: int) -> HttpResponse:
    _own(request, learner)
    form = PlanForm(learner, today(request.at), request.POST)

    def plan(given: dict[str, Any]) -> None:
        wanted = (request.user, given["certificate"], given["by_day"], form.milestones())
        if certify.plan_certificate(*wanted, at=request.at) is None:
            raise Refusal(
                "certification.planned", t("这张证书已在计划中", "This certificate is planned already")
            )

    return _send(request, learner, form, plan, t("计划已记下。", "The plan is set."))


@of_ones_own
def plan_result(request: Asked, learner: int, plan: int) -> HttpResponse:
    one = _found(Plan.objects.select_related("user").filter(pk=plan, user_id=learner).first())
    form = ResultForm(plan, request.POST)
    return _send(
        request, learner, form,
        lambda given: certify.close_plan(one, given["result"], form.earned(), by=request.user, at=request.at),
        t("结果已记录。", "The result is on record."),
    )  # fmt: skip


@of_ones_own
def milestone_done(request: Asked, learner: int, milestone: int) -> HttpResponse:
    one = _found(Milestone.objects.filter(pk=milestone, plan__user_id=learner).first())
    return _send(
        request, learner, PressForm(learner, {}), lambda _: growth.reach(one, by=request.user.actor, at=request.at),
        t("里程碑已完成。", "Milestone reached."),
    )  # fmt: skip


@of_ones_own
def learning(request: Asked, learner: int) -> HttpResponse:
    _own(request, learner)
    form = LearningForm(learner, request.POST)
    return _send(
        request, learner, form, lambda _: growth.enter_learning(request.user, form.new(), at=request.at),
        t("学习记录已登记。", "Your learning is on record."),
    )  # fmt: skip


def _send(request: Asked, learner: int, form: TrainingForm, deed: Any, done: str) -> HttpResponse:
    page: Page = lambda back: _page(request, learner, back)  # noqa: E731 (said where it is used)
    return carry_out(request, form, deed, done=done, to=f"/desk/training/people/{learner}", page=page)


def _page(request: Asked, learner: int, back: Back | None = None) -> HttpResponse:
    who, deeds = _learner(learner), deeds_of(request.user)
    facts = facts_of(who, request.user, request.at, back) | {"deeds": deeds, "palette": palette(deeds)}
    return render(request, "workspace/training_person.html", facts, status=back.status if back else 200)


def _own(request: Asked, learner: int) -> None:
    if request.user.pk != learner:
        raise Refusal(
            "training.not_yours",
            t("只能填写自己的记录", "Only one's own record can be filled in"),
            status=403,
        )


def _learner(learner: int) -> User:
    return _found(User.objects.filter(pk=learner, is_staff_member=True).select_related("engineer").first())


def _task(learner: int, task: int) -> Task:
    return _found(
        Task.objects.filter(pk=task, onboarding__user_id=learner, onboarding__completed_at=None).first()
    )


def _found(thing: Found | None) -> Found:
    if thing is None:
        raise Http404
    return thing
