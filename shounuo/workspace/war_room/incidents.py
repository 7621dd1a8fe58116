"""应急响应: every response under way and the latest that are over."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.commitments.reads import StripRow, lines
from shounuo.counter import live
from shounuo.counter.asking import Asked
from shounuo.incidents import reads
from shounuo.incidents.models import Incident
from shounuo.incidents.words import ENDED, STATES
from shounuo.workspace.asking import shows
from shounuo.workspace.palette import palette


@shows
def incidents(request: Asked) -> HttpResponse:
    """Four queries: the responses, who commands, their nearest promises."""
    running, over = reads.under_way(), reads.past()
    names = reads.commanders_among(running)
    strips = lines([one.case_id for one in running], request.at)
    rows = [_row(one, names, strips) for one in running]
    news = [
        [row["incident"].pk, row["incident"].level, row["incident"].state, row["commander"], _strip_news(row)]
        for row in rows
    ]
    tag = live.tag(request.at, news, [one.pk for one in over[:1]])
    facts = {
        "running": rows, "over": [_row(one, {}, {}) for one in over], "tag": tag, "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    if request.GET.get("part") == "list":
        return live.answer(
            request, tag, request.at, lambda: render(request, "workspace/war_room/list.html", facts)
        )
    return render(request, "workspace/war_room/incidents.html", facts)


def _row(one: Incident, names: dict[int, str], strips: dict[int, StripRow]) -> dict[str, object]:
    return {
        "incident": one, "case": one.case, "state": STATES[one.state], "ended": ENDED.get(one.ended_how, ""),
        "commander": names.get(one.pk, ""), "strip": (strips[one.case_id],) if one.case_id in strips else (),
        "lasted": one.ended_at - one.trigger_at if one.ended_at else None,
    }  # fmt: skip


def _strip_news(row: dict[str, object]) -> list[object]:
    return [[one.key, one.state, one.due_at] for one in row["strip"]]  # type: ignore[attr-defined]
