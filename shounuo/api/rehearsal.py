"""The clock of a rehearsal server: read and moved by an administrator. On a real server there is no such address."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from ninja import Router

from shounuo.api import shapes
from shounuo.api.answer import answer
from shounuo.api.auth import need_administrator
from shounuo.api.inputs import Move
from shounuo.api.openapi import answers
from shounuo.api.request import ApiRequest
from shounuo.kernel.clock import move

router = Router(tags=["rehearsal"])


@router.get("/clock", operation_id="read_clock", response=answers({200: shapes.Clock}, 403, 404))
def read_clock(request: ApiRequest) -> HttpResponse:
    """What time it is on this rehearsal server."""
    _only_in_rehearsal(request)
    return answer({"now": request.at})


@router.post(
    "/clock", operation_id="move_clock", response=answers({200: shapes.Clock}, 400, 403, 404, 413, 415, 422)
)
def move_clock(request: ApiRequest, new: Move) -> HttpResponse:
    """Move the clock of this rehearsal server forward."""
    _only_in_rehearsal(request)
    return answer({"now": move(timedelta(seconds=new.move_seconds))})


def _only_in_rehearsal(request: ApiRequest) -> None:
    if not settings.MOVED_CLOCK:
        raise Http404
    need_administrator(request)
