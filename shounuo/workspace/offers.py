"""交接请求: a case that somebody asks this person to take – on top of the queue, and on the case. [5.2-assign]"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from shounuo.accounts.models import User
from shounuo.assignment.models import Offer
from shounuo.assignment.reads import latest_to
from shounuo.cases.models import Case
from shounuo.casework import offer
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Said, say
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.asking import does
from shounuo.workspace.carry_out import carry_out
from shounuo.workspace.deed import DeedForm


class DeclineForm(DeedForm):
    name = "decline"
    reason = Said(
        label=say("为什么不能接手？", "Why can't you take it?"),
        most=2000,
        rows=3,
        empty=say("请写明为什么不能接手", "Please say why you can't take it"),
    )


@does("accept")
def acceptance(request: Asked, number: str) -> HttpResponse:
    """One tap; who was too late is told so on the case."""
    case = case_of(request, number)
    try:
        offer.take(_asked(case, request.user), request.user, at=request.at)
        messages.success(request, t("{number} 现在由您负责。", "You have {number} now.", number=case.number))
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    return HttpResponseRedirect(f"/desk/cases/{case.number}")


@does("accept")
def refusal(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)

    def deed(given: dict[str, Any]) -> object:
        return offer.decline(_asked(case, request.user), request.user, given["reason"], at=request.at)

    done = t("已谢绝，对方会收到通知。", "Declined; your colleague is being told.")
    return carry_out(request, case, DeclineForm(case, request.POST), deed, done)


def _asked(case: Case, user: User) -> Offer:
    held = latest_to(case, user)
    if held is None:
        raise Refusal(
            "offer.none", t("没有请您接手这个案例", "Nobody asks you to take this case"), status=404
        )
    return held
