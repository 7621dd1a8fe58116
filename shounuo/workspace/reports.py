"""事件报告: the editor, its review and its sending; 改进措施: what is being done so that it does not come again. [5.3.2-P0-after]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of
from shounuo.cases.secrets import mask
from shounuo.casework.aftermath.actions import decide_action, do_action, drop_action
from shounuo.casework.aftermath.report import (
    approve_report,
    begin_report,
    pdf_of,
    return_report,
    send_report,
    submit_report,
    write_report,
)
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import legible
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.postmortems.models import PreventiveAction, Report
from shounuo.postmortems.words import ACTIONS, FISHBONE, SECTIONS, STATES, WHYS
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette

MAIN = ("summary", "impact", "root_cause", "fix", "went_well", "went_badly", "contingency")
DAY = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"])


@shows
def report(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)
    held = _latest(case)
    if request.GET.get("as") == "pdf" and held:
        answer = HttpResponse(pdf_of(held), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{case.number}-report.pdf"'
        return answer
    return _page(request, case, held)


@does("report")
def act(request: Asked, number: str, deed: str) -> HttpResponse:
    """One deed; refused, the page comes back with everything that was typed."""
    case = case_of(request, number)
    held = _latest(case)
    act_ = _deeds(request, case, held).get(deed)
    if act_ is None:
        raise Http404
    try:
        act_()
    except Refusal as refusal:
        return _page(
            request, case, _latest(case), refusal, request.POST if deed in ("save", "submit") else None
        )
    messages.success(request, t("已记录。", "It is on record."))
    return Arrived(f"/desk/cases/{number}/postmortem", f"report-{number}")


@shows
def actions(request: Asked) -> HttpResponse:
    """Every preventive action, the one due first goes first: mine, open, overdue or all."""
    view = request.GET.get("view", "open")
    rows = PreventiveAction.objects.select_related("owner", "report__case__customer").order_by("due_at", "pk")
    if view in ("open", "mine", "overdue"):
        rows = rows.filter(state="open")
    if view == "mine":
        rows = rows.filter(owner=request.user)
    if view == "overdue":
        rows = rows.filter(due_at__lt=request.at)
    names = {
        "open": Words("进行中", "Open"),
        "mine": Words("我的", "Mine"),
        "overdue": Words("已超期", "Overdue"),
        "all": Words("全部", "All"),
    }
    facts = {
        "rows": [{"it": one, "state": ACTIONS[one.state], "mine": one.owner_id == request.user.pk} for one in rows[:300]],
        "tabs": [{"label": str(words), "href": f"?view={key}", "current": key == view, "count": None} for key, words in names.items()],
        "deeds": deeds_of(request.user), "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/actions.html", facts)


@does("follow_up")
def action(request: Asked, action_id: int, deed: str) -> HttpResponse:
    held = PreventiveAction.objects.select_related("report__case").filter(pk=action_id).first()
    if held is None or deed not in ("done", "drop"):
        raise Http404
    words = mask(legible(request.POST.get("text", ""))[:4000])
    try:
        (do_action if deed == "done" else drop_action)(held, words, request.user, at=request.at)
        messages.success(request, t("已记录。", "It is on record."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect("/desk/actions", status=303)


def _deeds(request: Asked, case: Any, held: Report | None) -> dict[str, Callable[[], object]]:
    user, at, post = request.user, request.at, request.POST
    words = mask(legible(post.get("text", ""))[:4000])

    def need() -> Report:
        if held is None:
            raise Refusal("report.none", t("还没有开始编写报告", "No report was begun yet"), status=404)
        return held

    def save() -> Report:
        texts = {name: mask(legible(post[name])) for name in SECTIONS if name in post}
        rows = post.getlist("public")
        public = frozenset(int(one) for one in rows if one.isdigit()) if "chronology" in post else None
        return write_report(
            need(),
            texts,
            public,
            user,
            seen=int(post["seen"]) if post.get("seen", "").isdigit() else 0,
            at=at,
        )

    def decide() -> object:
        owner = User.objects.filter(pk=post["owner"]).first() if post.get("owner", "").isdigit() else None
        return decide_action(need(), words, owner, _day(post.get("due", "")), user, at=at)

    return {
        "begin": lambda: begin_report(case, user, at=at),
        "save": save,
        "submit": lambda: submit_report(save(), user, at=at),
        "return": lambda: return_report(need(), words, user, at=at),
        "approve": lambda: approve_report(need(), user, words, at=at),
        "send": lambda: send_report(need(), user, at=at),
        "decide": decide,
    }


def _day(written: str) -> Any:
    try:
        return DAY.clean(written)
    except forms.ValidationError:
        raise Refusal(
            "action.due", t("请给出将来的完成日期", "Please give a day that lies ahead"), status=422
        ) from None


def _latest(case: Any) -> Report | None:
    held = (
        Report.objects.filter(case=case)
        .select_related("author", "reviewer", "pdf")
        .order_by("-ordinal")
        .first()
    )
    if held:
        held.case = case
    return held


def _page(
    request: Asked, case: Any, held: Report | None, refusal: Refusal | None = None, typed: Any = None
) -> HttpResponse:
    def field(name: str) -> dict[str, Any]:
        text = (
            typed.get(name, "")
            if typed is not None and name in typed
            else held.sections.get(name, "")
            if held
            else ""
        )
        return {"name": name, "label": SECTIONS[name], "text": text}

    facts: dict[str, Any] = {
        "case": case, "it": held, "state": STATES[held.state] if held else "", "refusal": refusal, "deeds": deeds_of(request.user),
        "main": [field(one) for one in MAIN], "whys": [field(one) for one in WHYS], "bones": [field(one) for one in FISHBONE],
        "rows": [row | {"n": n} for n, row in enumerate(held.chronology)] if held else [],
        "actions": list(held.actions.select_related("owner").order_by("due_at", "pk")) if held else [],
        "colleagues": User.objects.filter(is_staff_member=True, is_active=True).order_by("name"),
        "palette": palette(deeds_of(request.user)),
        "reviews": "review_report" in deeds_of(request.user) and held is not None and held.author_id != request.user.pk,
    }  # fmt: skip
    return render(request, "workspace/postmortem.html", facts, status=refusal.status if refusal else 200)
