"""Cases: open one, have one judged, list them, read one."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from shounuo.api import rows, shapes
from shounuo.api.answer import answer, reading
from shounuo.api.cursor import hide, shown
from shounuo.api.gate import case_of
from shounuo.api.inputs import Filters, NewCase
from shounuo.api.once import once
from shounuo.api.openapi import answers
from shounuo.api.proposal import proposed
from shounuo.api.query import only
from shounuo.api.request import ApiRequest, person
from shounuo.api.secrets import Masking
from shounuo.api.submitting import check_choices, new_case, requester_of, speaker, written_down
from shounuo.cases import reads
from shounuo.casework.incident.flow import BURNING
from shounuo.casework.incident.gate import sees_inside
from shounuo.casework.open_case import open_checked
from shounuo.commitments.actions import Promises
from shounuo.commitments.events import in_flow
from shounuo.commitments.reads import strip, strip_row
from shounuo.customers.terms import in_force
from shounuo.kernel.transaction import atomic
from shounuo.policy.model import Policy

router = Router(tags=["cases"])
CURSOR = re.compile(r"(P[0-4]~)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00~\d{1,18}", re.ASCII)


@router.post(
    "/cases", operation_id="open_case", response=answers({201: shapes.Opened}, 400, 403, 413, 415, 422)
)
def open_case(request: ApiRequest, new: NewCase) -> HttpResponse:
    """Open a case: for yourself, or (staff) for somebody who called. It is judged, promised, assigned and acknowledged
    at once. Secrets found in the texts are hidden first; `masked` says which kinds."""
    user = speaker(request)
    requester = requester_of(new, user)

    def check(policy: Policy) -> None:
        check_choices(new, policy.form)

    def act() -> dict[str, Any]:
        masking = Masking()
        with atomic():
            said = new_case(new, written_down(requester, user, request.at), user, masking)
            promises = open_checked(said, check, by=user.actor, at=request.at)
        return _opened(request, promises, masking.kinds)

    return once(request, new.model_dump(), act, status=201)


@router.post(
    "/cases/proposal",
    operation_id="propose_case",
    response=answers({200: shapes.Proposal}, 400, 403, 413, 415, 422),
)
def propose_case(request: ApiRequest, new: NewCase) -> HttpResponse:
    """What would be judged and promised if this were sent to /cases now. Nothing is kept."""
    user, masking = speaker(request), Masking()
    requester = requester_of(new, user)
    terms = in_force(requester.customer_id)
    check_choices(new, terms.policy.form)
    said = new_case(new, requester, user, masking)
    return answer(proposed(said, terms.policy, request.at) | {"masked": masking.kinds})


@router.get("/cases", operation_id="list_cases", response=answers({200: shapes.Page}, 304, 422))
def list_cases(request: ApiRequest, filters: Query[Filters]) -> HttpResponse:
    """The cases you may see: most pressing first in the open views, latest first in the others. `next` goes on as `after`."""
    only(request, Filters)
    view = "all" if filters.state else filters.view
    page = reads.queue(
        person(request), view, priority=filters.priority or "", state=filters.state or "", q=filters.q,
        after=shown(filters.after, CURSOR), limit=filters.limit,
    )  # fmt: skip
    return reading(request, {"cases": [rows.listed(row) for row in page.rows], "next": hide(page.after)})


@router.get("/cases/{number}", operation_id="read_case", response=answers({200: shapes.Detail}, 304, 404))
def read_case(request: ApiRequest, number: str) -> HttpResponse:
    """One case: its head, its promises, what was said, decided and done. Customers see what is public."""
    case = case_of(request, number)
    customer = person(request).is_customer
    inside = customer or case.priority not in BURNING or sees_inside(case, person(request))
    loose = case.attachments.filter(message=None).order_by("id")
    assignments = case.assignments.select_related("user").order_by("id")
    return reading(request, rows.whole(case) | {
        "promises": [rows.promise(row) for row in strip(case.pk, request.at, customer=customer)],
        "attachments": rows.files(loose.filter(public=True) if customer else loose),
        "messages": [rows.message(said) for said in reads.conversation(case, customer=customer or not inside)],
        "decisions": [rows.decision(row) for row in case.decisions.order_by("id")],
        "assignments": [rows.assignment(row, customer=customer) for row in assignments],
        "resolutions": [rows.resolution(row) for row in case.resolutions.order_by("id")],
    })  # fmt: skip


def _opened(request: ApiRequest, made: Promises, masked: list[str]) -> dict[str, Any]:
    case, promises = (
        made.case,
        [strip_row(row, request.at) for row in made.running() if not in_flow(row.track)],
    )
    return rows.head(case, masked) | {
        "opened_at": case.opened_at,
        "url": rows.address(case.number),
        "promises": [rows.promise(row) for row in promises],
    }
