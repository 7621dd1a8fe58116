"""Who is on call for a role at a moment. [5.3.2-P0-team, 5.3.2-P1-team]"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from shounuo.accounts.roles import CUSTOMER_ROLES, ROLES
from shounuo.api import shapes
from shounuo.api.answer import reading
from shounuo.api.auth import forbidden
from shounuo.api.inputs import WhoAnswers
from shounuo.api.openapi import answers
from shounuo.api.query import only
from shounuo.api.request import ApiRequest, person
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.oncall.models import Shift
from shounuo.oncall.reads import running

FARTHEST = 100
"""Years: whoever asks farther away has mistaken a figure."""

router = Router(tags=["on call"])


@router.get("/on-call", operation_id="read_on_call", response=answers({200: shapes.OnCall}, 304, 403, 422))
def read_on_call(request: ApiRequest, asked: Query[WhoAnswers]) -> HttpResponse:
    """Who answers, in a role or in any, now or at another moment: by the schedules and the shifts planned by hand. For staff."""
    only(request, WhoAnswers)
    if not person(request).is_staff_member:
        raise forbidden(t("值班表只对服务团队开放", "The duty list is for the service team"))
    if asked.role and (asked.role not in ROLES or asked.role in CUSTOMER_ROLES):
        raise Refusal("on_call.role", t("没有这个角色", "There is no such role"), status=422, field="role")
    at = asked.at or request.at
    if abs(at.year - request.at.year) > FARTHEST:
        raise Refusal("on_call.at", t("时刻太远", "The moment is too far away"), status=422, field="at")
    shifts = running(at)
    found = shifts.filter(role=asked.role) if asked.role else shifts
    return reading(request, {"at": at, "on_call": [_row(one) for one in found]})


def _row(shift: Shift) -> dict[str, Any]:
    return {
        "role": shift.role, "user_id": shift.user_id, "name": shift.user.name, "begins_at": shift.begins_at,
        "ends_at": shift.ends_at, "schedule": shift.schedule.name if shift.schedule else None,
        "customer": shift.customer.short_name if shift.customer else None,
    }  # fmt: skip
