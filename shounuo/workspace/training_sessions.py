"""One training: its time, who is invited and came, the cases that are shared, what came out of it. [8.2-quarterly, 8.2-sharing]"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.cases.models import Case
from shounuo.casework import train
from shounuo.counter.asking import Asked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.training.actions import sessions as actions
from shounuo.training.models import Session
from shounuo.training.words import WHY
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.training_forms import (
    AttendanceForm,
    CallOffForm,
    CaseForm,
    MeetingForm,
    NotesForm,
    PressForm,
    TrainingForm,
)
from shounuo.workspace.training_frame import Back, Page, carry_out
from shounuo.workspace.training_session_page import facts_of


@shows
def session_page(request: Asked, session: int) -> HttpResponse:
    return _page(request, _session(session))


@does("lead_training")
def meeting(request: Asked, session: int) -> HttpResponse:
    """Arranged, or moved: everybody invited gets it into the calendar once."""
    one = _session(session)
    rule = train.rule_of(one.kind)
    form = MeetingForm.of(one, rule.length, request.POST)

    def arrange(_: dict[str, Any]) -> None:
        wanted = form.meeting()
        if train.arrange(one, wanted, by=request.user.actor, at=request.at) and (
            request.at < wanted.begins_at < request.at + rule.notice
        ):
            days = rule.notice.days
            messages.warning(
                request, t("不足 {n} 天的提前通知。", "That is less than {n} days' notice.", n=days)
            )

    return _send(
        request,
        one,
        form,
        arrange,
        t("时间已定，邀请已发出。", "It has a time; the invitations are on their way."),
    )


@does("lead_training")
def cancellation(request: Asked, session: int) -> HttpResponse:
    one = _session(session)
    return _send(
        request, one, CallOffForm(session, request.POST),
        lambda given: train.call_off(one, given["why"], by=request.user.actor, at=request.at),
        t("已取消；这次培训仍需举行。", "Called off; it is still owed."),
    )  # fmt: skip


@does("lead_training")
def attendance(request: Asked, session: int) -> HttpResponse:
    one = _session(session)
    return _send(
        request, one, AttendanceForm(one, request.POST),
        lambda given: train.record_attendance(
            one, given["came"], notes=given["notes"], by=request.user.actor, at=request.at
        ),
        t("出席已登记。", "The attendance is on record."),
    )  # fmt: skip


@does("lead_training")
def notes(request: Asked, session: int) -> HttpResponse:
    one = _session(session)
    return _send(
        request, one, NotesForm(session, request.POST),
        lambda given: actions.write_notes(
            one, given["notes"], given["material"], by=request.user.actor, at=request.at
        ),
        t("记录已保存。", "The notes are kept."),
    )  # fmt: skip


@does("lead_training")
def cases(request: Asked, session: int) -> HttpResponse:
    """A case is chosen for this session, suggested or by its number."""
    one = _session(session)

    def choose(given: dict[str, Any]) -> None:
        case = Case.objects.filter(number=given["number"].upper()).first()
        if case is None:
            raise Refusal("training.no_case", t("没有这个案例号", "There is no such case"), status=422)
        why = given["why"] if given["why"] in WHY else "own"
        actions.choose_case(one, case, why, by=request.user.actor, at=request.at)

    return _send(
        request, one, CaseForm(session, request.POST), choose, t("案例已加入。", "The case is added.")
    )


@does("lead_training")
def case_removal(request: Asked, session: int, case: str) -> HttpResponse:
    one, found = _session(session), Case.objects.filter(number=case).first()
    if found is None:
        raise Http404
    return _send(
        request, one, PressForm(session, {}),
        lambda _: actions.drop_case(one, found, by=request.user.actor, at=request.at),
        t("案例已移除。", "The case is taken off."),
    )  # fmt: skip


def _send(request: Asked, session: Session, form: TrainingForm, deed: Any, done: str) -> HttpResponse:
    page: Page = lambda back: _page(request, _session(session.pk), back)  # noqa: E731 (said where it is used)
    return carry_out(request, form, deed, done=done, to=f"/desk/training/sessions/{session.pk}", page=page)


def _page(request: Asked, session: Session, back: Back | None = None) -> HttpResponse:
    deeds = deeds_of(request.user)
    facts = facts_of(session, request.at, back) | {"deeds": deeds, "palette": palette(deeds)}
    return render(request, "workspace/training_session.html", facts, status=back.status if back else 200)


def _session(session: int) -> Session:
    found = Session.objects.prefetch_related("attendances__user", "shared_cases__case__customer").filter(
        pk=session
    )
    one = found.select_related("makes_up", "make_up_session").first()
    if one is None:
        raise Http404
    return one
