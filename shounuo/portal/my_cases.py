"""The customer's cases: page by page, by state, by words. [7.1-portal]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shounuo.cases import reads
from shounuo.commitments.reads import StripRow, lines
from shounuo.counter.asking import Asked
from shounuo.counter.said import legible
from shounuo.kernel.words import Words
from shounuo.policy import reads as policies
from shounuo.portal.asking import contact_of, customers_only
from shounuo.portal.words import STATES, TONES

VIEWS = {
    "open": Words("处理中", "Open"),
    "resolved": Words("待您确认", "To confirm"),
    "closed": Words("已关闭", "Closed"),
    "all": Words("全部", "All"),
}
ON_A_PAGE = 20


@dataclass(frozen=True)
class Card:
    """A case in the list: its row, where it stands in words, and the promise that is due first."""

    row: dict[str, Any]
    state: Words
    tone: str
    strip: list[StripRow]
    priority: str
    """The name the standard gives the level."""


@customers_only
@never_cache
@require_safe
def my_cases(request: Asked) -> HttpResponse:
    contact = contact_of(request.user)
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    q = legible(request.GET.get("q", ""))[:100].strip()
    page = reads.queue(request.user, view, q=q, after=request.GET.get("after", ""), limit=ON_A_PAGE)
    facts = {
        "cards": _cards(page.rows, request), "tabs": _tabs(request, view, q), "view": view, "q": q,
        "later": _link(view, q, page.after) if page.after else "", "first": not request.GET.get("after"),
        "company": contact.customer if request.user.sees_whole_company else None,
    }  # fmt: skip
    return render(request, "portal/cases.html", facts)


def _cards(rows: list[dict[str, Any]], request: Asked) -> list[Card]:
    strips = lines([row["id"] for row in rows], request.at, customer=True)
    names = {level: str(entry.name) for level, entry in policies.current().priorities.items()}
    return [
        Card(
            row, STATES[row["state"]], TONES[row["state"]], [strips[row["id"]]] if row["id"] in strips else [],
            names[row["priority"]],
        )
        for row in rows
    ]  # fmt: skip


def _tabs(request: Asked, view: str, q: str) -> list[dict[str, Any]]:
    counts = reads.counts(request.user, VIEWS)
    return [
        {
            "label": str(words),
            "href": _link(key, q),
            "current": key == view,
            "count": f"{reads.COUNTED - 1}+" if counts[key] >= reads.COUNTED else counts[key],
        }
        for key, words in VIEWS.items()
    ]


def _link(view: str, q: str, after: str = "") -> str:
    asked = {"view": view, "q": q, "after": after}
    return "/cases?" + urlencode({name: value for name, value in asked.items() if value})
