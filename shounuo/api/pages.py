"""Pages: what calls you, what was tried for a case, and answering. For staff. [5.2-notify, 5.2-accept]"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from shounuo.accounts.models import User
from shounuo.api import inputs, page_rows, shapes
from shounuo.api.answer import reading
from shounuo.api.auth import forbidden
from shounuo.api.cursor import hide, shown
from shounuo.api.gate import case_of
from shounuo.api.once import once
from shounuo.api.openapi import answers
from shounuo.api.query import only
from shounuo.api.request import ApiRequest, person
from shounuo.casework.acknowledge import acknowledge
from shounuo.casework.incident.gate import enter
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.notifications.next_rung import next_rungs
from shounuo.notifications.reads import call_to, calls_to, pages_of

router = Router(tags=["pages"])
PLACE = re.compile(r"(open|over)~\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00~\d{1,18}", re.ASCII)


@router.get("/pages", operation_id="list_pages", response=answers({200: shapes.MyPages}, 304, 403, 422))
def list_pages(request: ApiRequest, asked: Query[inputs.Paged]) -> HttpResponse:
    """The pages that called you: those still calling first, then the others, each latest first. `next` goes on as `after`."""
    only(request, inputs.Paged)
    user = _colleague(request)
    place = shown(asked.after, PLACE)
    calls, more = calls_to(user, _after(place), asked.limit)
    after = page_rows.place_of(calls[-1]) if more else None
    return reading(request, {"pages": [page_rows.mine(call, user) for call in calls], "next": hide(after)})


@router.get(
    "/cases/{number}/pages", operation_id="read_pages", response=answers({200: shapes.Pages}, 304, 403, 404)
)
def read_pages(request: ApiRequest, number: str) -> HttpResponse:
    """Everything that was tried to call people to this case, latest page first: who, by what, when, what the vendor answered
    and told later, and who answered."""
    user, case = _colleague(request), case_of(request, number)
    enter(case, user, at=request.at)
    pages = list(pages_of(case))
    rungs = next_rungs(case, [page for page in pages if page.state == "open"])
    return reading(request, {"pages": [page_rows.calling(page, rungs.get(page.pk)) for page in pages]})


@router.post(
    "/pages/{page_id}/acknowledge",
    operation_id="acknowledge_page",
    response=answers({200: shapes.Acknowledged}, 400, 403, 404, 413, 415, 422),
)
def acknowledge_page(request: ApiRequest, page_id: inputs.RowId, new: inputs.Nothing) -> HttpResponse:
    """Say "I have it" to a page that called you. Answering again, or when it is over, changes nothing and is never refused."""
    user = _colleague(request)
    if call_to(user, page_id) is None:
        raise Refusal("page.not_found", t("没有这样呼叫您", "No such page called you"), status=404)
    return once(request, new.model_dump(), lambda: _answered(user, page_id, request.at))


def _answered(user: User, page_id: int, at: datetime) -> dict[str, Any]:
    call = call_to(user, page_id)
    assert call is not None  # a call is never taken back
    late = call.page.state != "open"
    answered = acknowledge(call, "api", at=at)
    now = call_to(user, page_id)
    assert now is not None
    return page_rows.mine(now, user) | {
        "took": answered.took, "first": answered.first, "late": late and answered.first, "refused": answered.refused or None,
    }  # fmt: skip


def _after(place: str) -> tuple[bool, datetime, int] | None:
    """(whether among the open ones, called at, number) of the last row of the page before."""
    if not place:
        return None
    kind, moment, number = place.split("~")
    try:
        return kind == "open", datetime.fromisoformat(moment), int(number)
    except ValueError:
        raise Refusal(
            "page.cursor", t("翻页位置无效", "This page position is not valid"), status=422, field="after"
        ) from None


def _colleague(request: ApiRequest) -> User:
    user = person(request)
    if not user.is_staff_member:
        raise forbidden(t("呼叫只对服务团队开放", "Pages are for the service team"))
    return user
