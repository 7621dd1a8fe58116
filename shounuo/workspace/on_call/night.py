"""夜间负荷: who is woken, and who carries too much."""

from __future__ import annotations

from django.http import HttpResponse

from shounuo.counter.asking import Asked
from shounuo.reports.nights import MOST_NIGHTS, PERIOD, TIMES_THE_OTHERS, loads
from shounuo.workspace.asking import shows
from shounuo.workspace.on_call.frame import page


@shows
def night(request: Asked) -> HttpResponse:
    found = loads(request.at)
    return page(
        request, "night", "night", loads=found, most=max((one.calls for one in found), default=0),
        heavy=[one for one in found if one.too_much], since=request.at - PERIOD, limit=MOST_NIGHTS, times=TIMES_THE_OTHERS,
    )  # fmt: skip
