"""One box for cases, knowledge, customers and people. [7.3-search]"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.cases.words import STATES as CASE_STATES
from shounuo.casework.find.look import KINDS, Hit, Outcome, find, roles_of
from shounuo.counter.asking import Asked
from shounuo.counter.said import legible
from shounuo.customers.models import Customer
from shounuo.kernel.words import Words
from shounuo.knowledge.words import LIBRARIES, STATES
from shounuo.policy.model import LEVELS
from shounuo.workspace.asking import shows
from shounuo.workspace.palette import palette

MOST = 300
"""Customers that are offered as a filter."""
NAMES = {
    "": Words("全部", "Everything"),
    "case": Words("案例", "Cases"),
    "article": Words("知识", "Knowledge"),
    "customer": Words("客户", "Customers"),
    "person": Words("人员", "People"),
}


@shows
def search(request: Asked) -> HttpResponse:
    get = request.GET
    q = legible(get.get("q", ""))[:200].strip()
    kind = get.get("kind", "") if get.get("kind", "") in KINDS else ""
    priority = get.get("priority", "") if get.get("priority", "") in LEVELS else ""
    state = get.get("state", "") if get.get("state", "") in CASE_STATES else ""
    customer = int(get["customer"]) if get.get("customer", "").isdigit() and len(get["customer"]) < 10 else 0
    narrowed = bool(priority or state or customer)
    kinds = ["case"] if narrowed else [kind] if kind else []
    outcome = (
        find(q, request.user, kinds=kinds, customer=customer, state=state, priority=priority, at=request.at)
        if q
        else Outcome([])
    )
    facts: dict[str, Any] = {
        "q": q, "kind": "case" if narrowed else kind, "priority": priority, "state": state, "customer": customer,
        "rows": [_row(hit) for hit in outcome.hits], "corrected": sorted(outcome.corrected.items()),
        "tabs": [_tab(q, key, "case" if narrowed else kind) for key in NAMES],
        "levels": LEVELS, "states": CASE_STATES.items(),
        "customers": Customer.objects.order_by("short_name").values("id", "short_name")[:MOST],
        "palette": palette(deeds_of(request.user)), "writes": "write_knowledge" in deeds_of(request.user),
    }  # fmt: skip
    return render(request, "workspace/search.html", facts)


def _tab(q: str, key: str, chosen: str) -> dict[str, Any]:
    return {"label": str(NAMES[key]), "href": _link(q, key), "current": key == chosen, "count": None}


def _link(q: str, kind: str) -> str:
    return "/desk/search?" + urlencode(
        {name: value for name, value in {"q": q, "kind": kind}.items() if value}
    )


def _row(hit: Hit) -> dict[str, Any]:
    row: dict[str, Any] = {"hit": hit, "it": hit.row, "name": NAMES[hit.kind]}
    if hit.kind == "case":
        return row | {"href": f"/desk/cases/{hit.row.number}", "state": CASE_STATES[hit.row.state]}
    if hit.kind == "article":
        return row | {
            "href": f"/desk/knowledge/{hit.row.pk}",
            "state": STATES[hit.row.state],
            "library": LIBRARIES[hit.row.library],
        }
    if hit.kind == "customer":
        return row | {"href": f"/desk/customers/{hit.row.pk}"}
    return row | {"href": f"/desk/people/{hit.row.pk}", "roles": roles_of(hit.row)}
