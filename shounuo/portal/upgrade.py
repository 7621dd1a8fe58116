"""请求升级: a customer asks for a higher level, and sees that it is on its way. [4.1-request-upgrade, 6.1-customer]"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from shounuo.cases.models import Case
from shounuo.cases.secrets import mask
from shounuo.casework.levels.requests import request_upgrade
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import legible
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.levels.models import UpgradeRequest
from shounuo.portal.asking import contact_of, customers_only


@customers_only
@require_POST
def request(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)
    words = mask(legible(request.POST.get("reason", ""))[:4000])
    try:
        request_upgrade(case, contact_of(request.user), words, by=request.user.actor, at=request.at)
        messages.success(
            request,
            t(
                "已收到您的升级请求，我们会在承诺的时间内答复您。",
                "Your request has arrived; you hear from us within the promised time.",
            ),
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect(f"/cases/{number}", status=303)


def latest_request(case: Case) -> UpgradeRequest | None:
    return UpgradeRequest.objects.filter(case=case).order_by("-pk").first()
