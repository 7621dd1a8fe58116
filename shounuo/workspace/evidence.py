"""诊断数据: what the customer's AWS account said around the moment, beside the case; the right page of the console in one tap.
[7.2-diagnostic-tools, 7.2-cloudwatch, 7.2-xray, 7.2-cloudtrail, 7.2-health, 7.2-trusted-advisor]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from shounuo.accounts.rights import deeds_of
from shounuo.cases.models import Case
from shounuo.casework.evidence.ask import Wanted, ask, ask_pack, pack_of
from shounuo.casework.incident.gate import sees_inside
from shounuo.counter import live
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Line, SaidForm
from shounuo.customers.models import AwsAccount
from shounuo.diagnostics import rules
from shounuo.diagnostics.models import KINDS, AccountAccess, Snapshot
from shounuo.diagnostics.words import KINDS as NAMES
from shounuo.diagnostics.words import STATES, TONES
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.workspace.asking import does, shows
from shounuo.workspace.chart import drawn
from shounuo.workspace.palette import palette

SHOWN = 20
MOST_LINES = 60
SPANS = {
    "30": Words("30 分钟", "30 minutes"),
    "180": Words("3 小时", "3 hours"),
    "1440": Words("1 天", "1 day"),
    "10080": Words("7 天", "7 days"),
}
CLOCK = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class EvidenceForm(SaidForm):
    account = forms.IntegerField(min_value=1, max_value=2**53)
    moment = forms.DateTimeField(required=False, input_formats=CLOCK)
    minutes = forms.ChoiceField(choices=[(key, key) for key in SPANS])
    kinds = forms.MultipleChoiceField(required=False, choices=[(key, key) for key in KINDS])
    group = Line(label=Words("日志组", "Log group"), most=512)
    pattern = Line(label=Words("筛选", "Filter"), most=1024)
    resource = Line(label=Words("资源", "Resource"), most=300)


@shows
def evidence(request: Asked, number: str) -> HttpResponse:
    case = _inside(request, number)
    if request.GET.get("part") == "list":
        rows = _snapshots(case)
        tag = live.tag(request.at, [[one.pk, one.state, one.tries] for one in rows])
        return live.answer(
            request,
            tag,
            request.at,
            lambda: render(request, "workspace/evidence_list.html", {"case": case, "rows": _rows(rows)}),
        )
    return _page(request, case)


@does("diagnose")
def act(request: Asked, number: str, deed: str) -> HttpResponse:
    case, form = _inside(request, number), EvidenceForm(request.POST)
    if deed not in ("pack", "pull"):
        raise Http404
    try:
        wanted = _wanted(case, form, request.at)
        if deed == "pack":
            ask_pack(case, wanted, request.user, at=request.at)
        else:
            ask(case, form.cleaned_data["kinds"], wanted, request.user, at=request.at)
    except Refusal as refusal:
        return _page(request, case, form, refusal)
    messages.success(request, t("正在取，取到就显示在下面。", "It is being pulled and appears below."))
    return HttpResponseRedirect(f"/desk/cases/{number}/evidence", status=303)


def _inside(request: Asked, number: str) -> Case:
    """Outside a closed room there is no such page."""
    case = case_of(request, number)
    if not sees_inside(case, request.user):
        raise Http404
    return case


def _wanted(case: Case, form: EvidenceForm, at: datetime) -> Wanted:
    if not form.is_valid():
        raise Refusal(
            "request.invalid",
            t("请看标出的地方：账号、时间、时长", "Please look at the account, the time and its length"),
            status=422,
        )
    given = form.cleaned_data
    account = AwsAccount.objects.filter(pk=given["account"], customer=case.customer).first()
    if account is None:
        raise Refusal(
            "evidence.account",
            t("请选择该客户登记的账号", "Please choose one of the customer's accounts"),
            status=422,
        )
    return Wanted(
        account,
        given["moment"] or at,
        int(given["minutes"]),
        given["group"],
        given["pattern"],
        given["resource"],
    )


def _page(
    request: Asked, case: Case, form: EvidenceForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    accounts = list(case.customer.aws_accounts.filter(ended_at=None).select_related("access").order_by("pk"))
    chosen = _chosen(accounts, case, form)
    rows = _snapshots(case)
    moment = _moment(form) or case.opened_at
    minutes = form["minutes"].value() if form and form["minutes"].value() in SPANS else "180"
    facts: dict[str, Any] = {
        "case": case, "accounts": accounts, "chosen": chosen, "pack": [NAMES[one] for one in pack_of(case)], "kinds": NAMES.items(),
        "spans": SPANS.items(), "minutes": minutes, "moment": timezone.localtime(moment), "form": form, "refusal": refusal,
        "rows": _rows(rows), "tag": live.tag(request.at, [[one.pk, one.state, one.tries] for one in rows]),
        "links": _links(case, chosen, moment, int(minutes)) if chosen else [], "deeds": deeds_of(request.user),
        "ready": chosen is not None and hasattr(chosen, "access"), "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/evidence.html", facts, status=refusal.status if refusal else 200)


def _moment(form: EvidenceForm | None) -> datetime | None:
    return form.cleaned_data.get("moment") if form and form.is_bound and form.is_valid() else None


def _chosen(accounts: Sequence[AwsAccount], case: Case, form: EvidenceForm | None) -> AwsAccount | None:
    """What was chosen, else the account that the case names, else the first that can be read."""
    wanted = str(form["account"].value()) if form else ""
    by_name = [one for one in accounts if str(one.pk) == wanted] or [
        one for one in accounts if one.account_id in case.account
    ]
    readable = [one for one in accounts if hasattr(one, "access")]
    return next(iter([*by_name, *readable, *accounts]), None)


def _snapshots(case: Case) -> list[Snapshot]:
    return list(case.snapshots.select_related("account").order_by("-pk")[:SHOWN])


def _rows(found: Sequence[Snapshot]) -> list[dict[str, Any]]:
    return [
        {
            "it": one, "name": NAMES[one.kind], "state": STATES[one.state], "tone": TONES[one.state], "link": _link(one),
            "count": len(one.rows), "lines": [_local(row) for row in one.rows[:MOST_LINES]] if one.kind != "metrics" else [],
            "charts": [drawn(series) for series in one.rows] if one.kind == "metrics" else [],
        }
        for one in found
    ]  # fmt: skip


def _local(row: dict[str, Any]) -> dict[str, Any]:
    """Its moments in the reader's zone."""
    return row | {name: _spelt(row[name]) for name in ("at", "since", "begins", "ends") if row.get(name)}


def _spelt(iso: str) -> str:
    return timezone.localtime(datetime.fromisoformat(iso)).strftime("%m-%d %H:%M:%S")


def _link(one: Snapshot) -> str:
    if one.account is None:
        return ""
    return rules.console(one.kind, _place(one.account, one.begin, one.end), group=one.asked.get("group", ""))


def _place(account: AwsAccount, begin: datetime, end: datetime) -> rules.Place:
    access = AccountAccess.objects.filter(account=account, way="role").first()
    return rules.Place(
        account.partition, account.region, account.account_id, access.role if access else "", begin, end
    )


def _links(case: Case, account: AwsAccount, moment: datetime, minutes: int) -> list[dict[str, str]]:
    """Every kind's page, and one for each resource that the case names."""
    place = _place(account, *rules.around(moment, minutes))
    links = [{"name": str(name), "href": rules.console(kind, place)} for kind, name in NAMES.items()]
    named = rules.resources_in(f"{case.resources}\n{case.subject}\n{case.description}")
    return links + [
        {"name": f"{kind.upper()} {name}", "href": rules.console("resource", place, resource=name, of=kind)}
        for kind, name in named[:6]
    ]
