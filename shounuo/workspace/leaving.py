"""离职交接: what somebody who leaves has in hand, whom each part goes to, and one button that does all of it.

[7.1-platform, 5.2-assign]
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of
from shounuo.casework.leave_house import leave
from shounuo.casework.leaving import held_by
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.access_person import whose
from shounuo.workspace.asking import fills_in
from shounuo.workspace.leaving_form import LeavingForm
from shounuo.workspace.palette import palette


@fills_in("manage_accounts")
def leaving(request: Asked, account_id: int) -> HttpResponse:
    """The page, made from what is so now; and sending it. What was chosen is never lost."""
    user = whose(account_id)
    if not user.is_staff_member or not user.is_active:
        return _nothing_to_hand_over(request, user)
    if request.method == "GET":
        return _page(request, user, LeavingForm(held_by(user, request.at), user, request.at))
    form = LeavingForm(held_by(user, request.at), user, request.at, request.POST)
    if not form.is_valid():
        return _page(request, user, form, status=422)
    try:
        done = leave(user, form.reason, form.decided, seen=form.seen, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return _page(request, user, form, refusal=refusal, status=refusal.status)
    words = t("{name} 的访问权限已结束，{n} 项工作已交接。", "{name}'s access has ended; {n} things were passed on.",
              name=user.name, n=len(done))  # fmt: skip
    messages.success(request, words)
    return Arrived(f"/desk/access/people/{user.pk}", form.draft)


def _page(
    request: Asked, user: User, form: LeavingForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    facts: dict[str, Any] = {
        "person": user, "form": form, "held": form.held, "counts": form.counts, "refusal": refusal,
        "changed": refusal.facts.get("changed", []) if refusal else [],
        "oneself": user.pk == request.user.pk, "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/leaving.html", facts, status=status)


def _nothing_to_hand_over(request: Asked, user: User) -> HttpResponse:
    facts = {"person": user, "palette": palette(deeds_of(request.user))}
    return render(
        request, "workspace/leaving_over.html", facts, status=409 if request.method == "POST" else 200
    )
