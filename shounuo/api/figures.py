"""How promises were kept, and whether the house itself is well. [9.1-attainment]"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.http import HttpResponse
from ninja import Query, Router

from shounuo.api import shapes
from shounuo.api.answer import answer, reading
from shounuo.api.auth import forbidden
from shounuo.api.inputs import Period
from shounuo.api.openapi import answers
from shounuo.api.query import only
from shounuo.api.request import ApiRequest, person
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy.reads import hash_in_force
from shounuo.reports.attainment import attainment
from shounuo.waiting.models import Due

router = Router(tags=["figures"])


@router.get(
    "/attainment", operation_id="read_attainment", response=answers({200: shapes.Attainment}, 304, 403, 422)
)
def read_attainment(request: ApiRequest, period: Query[Period]) -> HttpResponse:
    """Per priority and promise: how many were decided in the period, kept, late or missed. A customer's manager sees
    the company's own."""
    only(request, Period)
    if period.begin >= period.end:
        raise Refusal(
            "request.invalid",
            t("起始时间应早于结束时间", "from has to be before to"),
            status=422,
            field="from",
        )
    rows = attainment(period.begin, period.end, customer_id=_whose(request))
    return reading(request, {"begin": period.begin, "end": period.end, "rows": rows})


def _whose(request: ApiRequest) -> int | None:
    user = person(request)
    if user.is_staff_member:
        return None
    if not user.sees_whole_company or not hasattr(user, "contact"):
        raise forbidden(
            t("统计只对客户管理者和服务团队开放", "Figures are for customer managers and the service team")
        )
    return user.contact.customer_id


@router.get(
    "/health", auth=None, operation_id="read_health", response={200: shapes.Health, 503: shapes.Health}
)
def read_health(request: ApiRequest) -> HttpResponse:
    """Whether the database answers, which standard is in force, and how far the watch is behind. Needs no token."""
    try:
        told = _health(request.at)
    except DatabaseError:
        told = {"ok": False, "database": False, "policy": None, "overdue_seconds": 0, "dead": 0}
    response = answer(told, 200 if told["ok"] else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _health(at: datetime) -> dict[str, Any]:
    policy = hash_in_force()
    oldest = (
        Due.objects.filter(dead=False, due_at__lt=at)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return {
        "ok": policy is not None,
        "database": True,
        "policy": policy,
        "overdue_seconds": int((at - oldest).total_seconds()) if oldest else 0,
        "dead": Due.objects.filter(dead=True).count(),
    }
