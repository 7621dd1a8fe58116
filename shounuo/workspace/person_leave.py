"""休假: asked for, entered, approved or declined, cancelled – from a colleague's page. [5.2-assign]"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from shounuo.accounts.rights import may
from shounuo.casework import away
from shounuo.counter.asking import Asked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.staff import actions
from shounuo.staff.models import LeaveRequest
from shounuo.workspace.asking import does, does_for, of_ones_own
from shounuo.workspace.person import page
from shounuo.workspace.person_deeds import MANAGE, carry_out, colleague, done
from shounuo.workspace.person_forms import DeclineLeaveForm, LeaveForm


@does_for(MANAGE)
def leave(request: Asked, person_id: int) -> HttpResponse:
    """Leave: asked for by whoever takes it, entered by a lead."""
    user = colleague(person_id)
    asks = person_id == request.user.pk and not may(request.user, MANAGE)

    def deed(given: dict[str, Any]) -> None:
        if asks:
            away.ask_leave(user, **given, at=request.at)
        else:
            away.take_leave(user, **given, by=request.user.actor, at=request.at)

    words = (
        t(
            "已申请，等主管批准；批准之前值班照旧。",
            "Asked for; until a lead approves it your duty stays as it is.",
        )
        if asks
        else t("休假已登记。", "The leave is on record.")
    )
    return carry_out(request, person_id, LeaveForm(request.POST), deed, words)


@does_for(MANAGE)
def leave_cancelled(request: Asked, person_id: int, leave_id: int) -> HttpResponse:
    taken = colleague(person_id).leaves.filter(pk=leave_id).first()
    if taken is None:
        raise Http404
    away.cancel_leave(taken, by=request.user.actor, at=request.at)
    return done(request, person_id, t("休假已取消。", "The leave is cancelled."))


@does(MANAGE)
def approval(request: Asked, person_id: int, request_id: int) -> HttpResponse:
    """One tap; the duty list follows at once."""
    asked = _asked(person_id, request_id)
    try:
        away.approve_leave(asked, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return page(request, person_id, refusal=refusal, status=refusal.status)
    return done(request, person_id, t("已批准，对方会收到通知。", "Approved; they are being told."))


@does(MANAGE)
def declining(request: Asked, person_id: int, request_id: int) -> HttpResponse:
    asked = _asked(person_id, request_id)

    def deed(given: dict[str, Any]) -> None:
        away.decline_leave(asked, given["reason"], by=request.user.actor, at=request.at)

    words = t("未批准，对方会收到您写的原因。", "Declined; they are being told why.")
    return carry_out(request, person_id, DeclineLeaveForm(request.POST), deed, words)


@of_ones_own
def withdrawal(request: Asked, person_id: int, request_id: int) -> HttpResponse:
    """Whoever asked wants it no longer; nobody else takes it back, a lead declines it."""
    if person_id != request.user.pk:
        raise Refusal(
            "leave.not_own", t("只能撤回自己的申请", "Only one's own request can be withdrawn"), status=403
        )
    asked = _asked(person_id, request_id)
    actions.withdraw_leave(asked, by=request.user.actor, at=request.at)
    return done(request, person_id, t("申请已撤回。", "The request is withdrawn."))


def _asked(person_id: int, request_id: int) -> LeaveRequest:
    found = (
        LeaveRequest.objects.filter(pk=request_id, user=colleague(person_id)).select_related("user").first()
    )
    if found is None:
        raise Http404
    return found
