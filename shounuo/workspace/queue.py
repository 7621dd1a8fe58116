"""The queue: every customer's cases in one list, most pressing first. [7.1-platform, 7.1-mobile]"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import may
from shounuo.counter import live
from shounuo.counter.asking import Asked
from shounuo.counter.said import legible
from shounuo.policy.model import LEVELS
from shounuo.workspace.asking import shows
from shounuo.workspace.queue_page import Looking, list_part, views_part
from shounuo.workspace.words import VIEWS


@shows
def queue(request: Asked) -> HttpResponse:
    """The page, or, while it is open, one of its parts where there is something new."""
    looking = _looking(request)
    part = request.GET.get("part", "")
    if part == "list":
        return _list(request, looking)
    if part == "views":
        return _views(request, looking)
    if part:
        raise Http404
    listed, views = list_part(looking), views_part(looking)
    facts = {**listed, **views, "looking": looking, "title": VIEWS[looking.view]}
    return render(request, "workspace/queue.html", facts)


def _list(request: Asked, looking: Looking) -> HttpResponse:
    facts: dict[str, Any] = list_part(looking)
    return live.answer(
        request,
        facts["list_tag"],
        request.at,
        lambda: render(request, "workspace/queue_list.html", facts | {"looking": looking}),
    )


def _views(request: Asked, looking: Looking) -> HttpResponse:
    facts = views_part(looking)
    return live.answer(
        request, facts["views_tag"], request.at, lambda: render(request, "workspace/queue_views.html", facts)
    )


def _looking(request: Asked) -> Looking:
    """What is asked for; what is not there is as if it had not been asked for."""
    first = "mine" if may(request.user, "accept") else "open"
    view, level = request.GET.get("view", ""), request.GET.get("priority", "")
    q = legible(request.GET.get("q", ""))[:100].strip()
    return Looking(
        user=request.user, at=request.at, view=view if view in VIEWS else ("all" if q else first),
        priority=level if level in LEVELS else "", q=q, after=request.GET.get("after", ""),
    )  # fmt: skip
