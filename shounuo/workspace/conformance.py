"""标准符合度: the standard as a page, each clause with how often it was owed and kept, down to the cases. [9.2-daily]"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from shounuo.accounts.rights import deeds_of
from shounuo.casework.drill.score import VERDICTS
from shounuo.commitments.events import TRACKS
from shounuo.counter.asking import Asked
from shounuo.customers.models import Customer
from shounuo.kernel.words import Words
from shounuo.reports import conformance as figures
from shounuo.workspace.asking import shows
from shounuo.workspace.attainment import span
from shounuo.workspace.palette import palette

PERIODS = {
    "month": Words("本月", "This month"),
    "last_month": Words("上月", "Last month"),
    "quarter": Words("近 90 天", "Last 90 days"),
    "year": Words("近一年", "Last year"),
}
DAYS = {"quarter": 90, "year": 365}


@shows
def conformance(request: Asked) -> HttpResponse:
    get = request.GET
    period = get.get("period", "") if get.get("period", "") in PERIODS else "month"
    customer = int(get["customer"]) if get.get("customer", "").isdigit() and len(get["customer"]) < 10 else 0
    begin, end = _span(period, request.at)
    rows = figures.conformance(begin, end, customer_id=customer)
    if get.get("as") == "json":
        return JsonResponse(
            {"begin": begin, "end": end, "clauses": list(figures.as_plain(rows))},
            json_dumps_params={"ensure_ascii": False},
        )
    clause, verdict = get.get("clause", ""), get.get("verdict", "")
    chosen = verdict in figures.VERDICTS and any(row.clause == clause for row in rows)
    tabs = [
        {"label": str(words), "href": _link(key, customer), "current": key == period, "count": None}
        for key, words in PERIODS.items()
    ]
    promised = figures.ever_promised()
    idle = [row for row in rows if not row.owed and row.clause in promised]
    silent = [row for row in rows if row.clause not in promised]
    facts: dict[str, Any] = {
        "rows": [{"it": row, "cells": _cells(row, period, customer)} for row in rows if row.owed],
        "idle": idle, "idle_count": len(idle), "silent": silent, "silent_count": len(silent),
        "begin": begin, "last": end - timedelta(seconds=1), "period": period, "tabs": tabs,
        "customer": customer, "customers": Customer.objects.order_by("short_name").values("id", "short_name"),
        "export": _link(period, customer, as_="json"),
        "clause": clause if chosen else "", "verdict": VERDICTS[verdict] if chosen else "",
        "behind": _behind(clause, verdict, begin, end, customer) if chosen else [],
        "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/conformance.html", facts)


def _span(period: str, at: datetime) -> tuple[datetime, datetime]:
    if period in DAYS:
        return at - timedelta(days=DAYS[period]), at
    return span(period, timezone.localtime(at))


def _link(period: str, customer: int, as_: str = "", clause: str = "", verdict: str = "") -> str:
    asked = {"period": period, "customer": customer or "", "as": as_, "clause": clause, "verdict": verdict}
    return "/desk/conformance?" + urlencode({name: value for name, value in asked.items() if value})


def _cells(row: figures.Row, period: str, customer: int) -> list[dict[str, Any]]:
    return [
        {
            "count": getattr(row, verdict),
            "verdict": verdict,
            "href": _link(period, customer, clause=row.clause, verdict=verdict) + "#behind",
        }
        for verdict in figures.VERDICTS
    ]


def _behind(clause: str, verdict: str, begin: datetime, end: datetime, customer: int) -> list[dict[str, Any]]:
    rows = figures.behind(clause, verdict, begin, end, customer_id=customer)
    return [one | {"label": TRACKS[one["track"]]} for one in rows]
