"""Answering a call at the desk, from the case or from the inbox. [5.2-accept]"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from shounuo.casework.acknowledge import Answered, acknowledge
from shounuo.counter.asking import Asked
from shounuo.kernel.words import t
from shounuo.notifications.models import Call
from shounuo.notifications.reads import call_to
from shounuo.workspace.asking import of_ones_own


@of_ones_own
def acknowledgement(request: Asked, page_id: int) -> HttpResponse:
    """ "I have it", by whoever this page called; back to where the button stood."""
    call = call_to(request.user, page_id)
    if call is None:
        raise Http404
    late = call.page.state != "open"
    answered = acknowledge(call, "desk", at=request.at)
    messages.success(request, said(call, answered, late))
    return HttpResponseRedirect(_back(request, call))


def said(call: Call, answered: Answered, late: bool) -> str:
    """What came of it, in a sentence."""
    number = call.page.case.number
    if answered.took:
        return t("{number} 由您处理。", "You have {number}.", number=number)
    if not answered.first:
        return t("您已经应答过 {number}。", "You had answered {number} already.", number=number)
    if answered.refused:
        return t("已记下。{refused}。", "Noted. {refused}.", refused=answered.refused)
    if late:
        return t("已记下，但呼叫此前已经结束。", "Noted; the calling had ended before.")
    return t("已记下：您马上到（{number}）。", "Noted: you are coming ({number}).", number=number)


def _back(request: Asked, call: Call) -> str:
    back = request.POST.get("next", "")
    ours = back.startswith("/desk/") and url_has_allowed_host_and_scheme(back, {request.get_host()})
    return back if ours else f"/desk/cases/{call.page.case.number}"
