"""业务已恢复 / 还没有: the customer's own word, while the response is under way. [5.3.2-P0-restore, 5.3.2-P1-restore]"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse

from shounuo.casework.incident.customer import confirm_back, deny_back
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import tell_masked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.portal import drafts
from shounuo.portal.case import acts, page_of
from shounuo.portal.not_back import NotBackForm


@acts
def restoration(request: Asked, number: str) -> HttpResponse:
    """A second press changes nothing."""
    found = case_of(request, number)
    try:
        confirm_back(found, request.user, at=request.at)
    except Refusal as refusal:
        return page_of(request, found, refusal=refusal, status=refusal.status)
    messages.success(
        request, t("谢谢您的确认，响应团队已经知道。", "Thank you for confirming; the response team knows.")
    )
    return Arrived(f"/cases/{found.number}", drafts.of_not_back(found.number))


@acts
def denial(request: Asked, number: str) -> HttpResponse:
    found = case_of(request, number)
    form = NotBackForm(request.POST)
    if not form.is_valid():
        return page_of(request, found, not_back=form, status=422)
    try:
        deny_back(found, form.cleaned_data["reason"], request.user, at=request.at)
    except Refusal as refusal:
        return page_of(request, found, not_back=form, refusal=refusal, status=refusal.status)
    tell_masked(request, form)
    messages.success(request, t("已告诉响应团队，我们马上继续。", "The response team knows; we go on at once."))
    return Arrived(f"/cases/{found.number}", drafts.of_not_back(found.number))
