"""How a colleague is reached: added, put in order, proved by a code, ended – by themselves or by their lead. [5.2-notify]"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from shounuo.casework import reach
from shounuo.counter.asking import Asked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy import reads as policies
from shounuo.staff import actions
from shounuo.staff.models import ContactWay
from shounuo.workspace.asking import does_for
from shounuo.workspace.person import page
from shounuo.workspace.person_deeds import MANAGE, carry_out, colleague, done
from shounuo.workspace.person_forms import WayForm


@does_for(MANAGE)
def ways(request: Asked, person_id: int) -> HttpResponse:
    def deed(given: dict[str, Any]) -> None:
        actions.add_way(
            colleague(person_id), given["channel"], given["address"], by=request.user.actor, at=request.at
        )

    words = t("联系方式已添加，请验证。", "Added; it has to be verified now.")
    return carry_out(request, person_id, WayForm(policies.current(), request.POST), deed, words)


@does_for(MANAGE)
def way(request: Asked, person_id: int, way_id: int) -> HttpResponse:
    """What the buttons beside a way ask for: `do` is code, verify, readdress, up, down or end."""
    do = _DEEDS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    try:
        words = do(request, person_id, way_id)
    except Refusal as refusal:
        return page(request, person_id, refusal=refusal, status=refusal.status)
    return done(request, person_id, words)


def _code(request: Asked, person_id: int, way_id: int) -> str:
    """Number 0 is the account's own address, which nobody has entered yet."""
    if way_id:
        sent = _way(person_id, way_id)
        reach.send_code(sent, by=request.user.actor, at=request.at)
    else:
        sent = reach.send_code_to_account(colleague(person_id), by=request.user.actor, at=request.at)
    return t(
        "验证码已发往 {address}，10 分钟内有效。", "A code is on its way to {address}; it holds for 10 minutes.",
        address=sent.address,
    )  # fmt: skip


def _verify(request: Asked, person_id: int, way_id: int) -> str:
    reach.verify(_way(person_id, way_id), request.POST.get("code", ""), by=request.user.actor, at=request.at)
    return t("已验证。", "Verified.")


def _readdress(request: Asked, person_id: int, way_id: int) -> str:
    address = request.POST.get("address", "")
    actions.readdress(_way(person_id, way_id), address, by=request.user.actor, at=request.at)
    return t("已更改，请重新验证。", "Changed; it has to be verified anew.")


def _up(request: Asked, person_id: int, way_id: int) -> str:
    return _move(request, person_id, way_id, -1)


def _down(request: Asked, person_id: int, way_id: int) -> str:
    return _move(request, person_id, way_id, 1)


def _move(request: Asked, person_id: int, way_id: int, step: int) -> str:
    actions.move_way(_way(person_id, way_id), step, by=request.user.actor, at=request.at)
    return t("顺序已调整。", "The order is changed.")


def _end(request: Asked, person_id: int, way_id: int) -> str:
    actions.end_way(_way(person_id, way_id), by=request.user.actor, at=request.at)
    return t("联系方式已停用。", "This way is not used any more.")


_DEEDS = {"code": _code, "verify": _verify, "readdress": _readdress, "up": _up, "down": _down, "end": _end}


def _way(person_id: int, way_id: int) -> ContactWay:
    found = (
        ContactWay.objects.select_related("user")
        .filter(user=colleague(person_id), pk=way_id, ended_at=None)
        .first()
    )
    if found is None:
        raise Http404
    return found
