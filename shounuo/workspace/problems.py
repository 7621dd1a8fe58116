"""问题: the causes behind cases that come again, each with its owner, its root cause and the day its fix is promised by. [6.1-repeat]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of
from shounuo.casework.problems import problem as deeds
from shounuo.commitments.reads import standing
from shounuo.counter.asking import Asked
from shounuo.counter.said import Said, SaidForm
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.problems.models import Problem
from shounuo.problems.reads import problems, ties_of
from shounuo.problems.words import STATES, WHYS
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette

VIEWS = {
    "open": Words("未结束", "Open"),
    "mine": Words("我负责的", "Mine"),
    "overdue": Words("已超期", "Overdue"),
    "all": Words("全部", "All"),
}


class ProblemForm(SaidForm):
    text = Said(label=Words("内容", "Text"), most=8000, rows=4)
    until = forms.DateTimeField(
        required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
    )
    to = forms.IntegerField(required=False, min_value=1, max_value=2**53)


@shows
def listed(request: Asked) -> HttpResponse:
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    facts = {
        "rows": [{"it": one, "state": STATES[one.state]} for one in problems(view, request.user.pk, request.at)[:200]],
        "tabs": [_tab(key, str(words), view) for key, words in VIEWS.items()],
        "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/problems.html", facts)


def _tab(key: str, label: str, view: str) -> dict[str, Any]:
    return {"label": label, "href": f"/desk/problems?view={key}", "current": key == view, "count": None}


@shows
def problem(request: Asked, problem_id: int) -> HttpResponse:
    return _page(request, _found(problem_id))


@does("problems")
def act(request: Asked, problem_id: int, deed: str) -> HttpResponse:
    held, form = _found(problem_id), ProblemForm(request.POST)
    act_ = _deeds(request, held, form).get(deed)
    if act_ is None:
        raise Http404
    try:
        if not form.is_valid():
            raise Refusal(
                "request.invalid",
                t("日期或内容不是预期的格式", "A date or text is not as expected"),
                status=422,
            )
        act_()
    except Refusal as refusal:
        return _page(request, _found(problem_id), form, refusal)
    messages.success(request, t("已记录。", "It is on record."))
    return HttpResponseRedirect(f"/desk/problems/{problem_id}", status=303)


def _deeds(request: Asked, held: Problem, form: ProblemForm) -> dict[str, Callable[[], object]]:
    user, at = request.user, request.at

    def said() -> str:
        return str(form.cleaned_data["text"])

    def owner() -> User:
        found = User.objects.filter(
            pk=form.cleaned_data["to"] or 0, is_staff_member=True, is_active=True
        ).first()
        if found is None:
            raise Refusal("case.not_staff", t("请选择一位同事", "Please choose a colleague"), status=422)
        return found

    def planned() -> None:
        until = form.cleaned_data["until"]
        if until is None:
            raise Refusal("problem.until", t("请写明目标日期", "Please give the target date"), status=422)
        deeds.plan_fix(held, said(), until, user, at=at)

    return {
        "cause": lambda: deeds.find_cause(held, said(), user, at=at),
        "plan": planned,
        "fixed": lambda: deeds.fix_for_good(held, said(), user, at=at),
        "close": lambda: deeds.close_without_fix(held, said(), user, at=at),
        "owner": lambda: deeds.give_to(held, owner(), user, at=at),
    }


def _found(problem_id: int) -> Problem:
    held = Problem.objects.select_related("customer", "owner").filter(pk=problem_id).first()
    if held is None:
        raise Http404
    return held


def _page(
    request: Asked, held: Problem, form: ProblemForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    row = standing([held.stream], request.at).get(held.stream)
    facts: dict[str, Any] = {
        "it": held, "state": STATES[held.state], "ties": [{"it": one, "why": WHYS[one.why]} for one in ties_of(held)],
        "rows": [row] if row else [], "form": form or ProblemForm(), "refusal": refusal, "deeds": deeds_of(request.user),
        "colleagues": User.objects.filter(is_staff_member=True, is_active=True).order_by("name"),
        "target": timezone.localtime(held.target_at), "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/problem.html", facts, status=refusal.status if refusal else 200)
