"""换班: a colleague is asked to take over, and answers in one tap. [5.3.2-P0-team]"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect

from shounuo.casework import duty
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.kernel.words import t
from shounuo.oncall import actions, reads
from shounuo.oncall.models import Swap
from shounuo.workspace.asking import does, fills_in
from shounuo.workspace.on_call.forms import SwapForm
from shounuo.workspace.on_call.frame import carried_out, page

PAGE, DRAFT = "/desk/on-call/swaps", "desk-swap"


@fills_in("stand_duty")
def swaps(request: Asked) -> HttpResponse:
    """What I am asked, what I asked, and asking."""
    if request.method == "GET":
        form = SwapForm(request.user, request.at, initial={"shift": request.GET.get("shift", "")})
        return _page(request, form)
    form = SwapForm(request.user, request.at, request.POST)
    if form.is_valid() and (swap := carried_out(form, lambda: _ask(request, form))):
        words = t(
            "已请 {who} 代班，对方答应后生效。",
            "{who} is asked; it takes effect when they accept.",
            who=swap.colleague.name,
        )
        messages.success(request, words)
        return Arrived(PAGE, DRAFT)
    return _page(request, form, status=422)


@does("stand_duty")
def acceptance(request: Asked, pk: int) -> HttpResponse:
    return _answered(request, pk, duty.accept_swap, t("这一班由您值了。", "The duty is yours."))


@does("stand_duty")
def refusal(request: Asked, pk: int) -> HttpResponse:
    return _answered(
        request, pk, duty.decline_swap, t("已告诉对方您不方便。", "They are told that you can't.")
    )


@does("stand_duty")
def withdrawal(request: Asked, pk: int) -> HttpResponse:
    return _answered(request, pk, actions.withdraw_swap, t("请求已撤回。", "The request is withdrawn."))


def _answered(request: Asked, pk: int, deed: Callable[..., object], words: str) -> HttpResponse:
    swap = Swap.objects.filter(pk=pk).first()
    if swap is None:
        raise Http404
    deed(swap, user=request.user, at=request.at)
    messages.success(request, words)
    return HttpResponseRedirect(PAGE)


def _ask(request: Asked, form: SwapForm) -> Swap:
    given = form.cleaned_data
    shift = given["shift"]
    begins, ends = given["begins"] or shift.begins_at, given["ends"] or shift.ends_at
    return duty.ask_swap(
        shift.schedule, request.user, given["colleague"], begins, ends, note=given["note"], at=request.at
    )


def _page(request: Asked, form: SwapForm, status: int = 200) -> HttpResponse:
    open_ = list(reads.open_swaps(request.user, request.at))
    return page(
        request, "swaps", "swaps", form=form, draft=DRAFT, status=status,
        asked_of_me=[one for one in open_ if one.colleague_id == request.user.pk],
        asked_by_me=[one for one in open_ if one.asker_id == request.user.pk],
    )  # fmt: skip
