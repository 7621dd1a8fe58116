"""审核: what is audited, its checklists with what the machine saw, what was found. [9.2-daily, 9.2-weekly, 9.2-monthly]"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of, may
from shounuo.audits import reads
from shounuo.audits.models import Audit, Finding, Item
from shounuo.audits.words import FINDINGS, KINDS, STATES
from shounuo.cases.secrets import mask
from shounuo.casework.audits import audit as audits
from shounuo.casework.audits import findings as found
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import legible
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.workspace.asking import does, fills_in, of_ones_own, shows
from shounuo.workspace.audit_page import as_csv, page, severities
from shounuo.workspace.palette import palette

VIEWS = {
    "open": Words("进行中", "Open"),
    "late": Words("已超期", "Late"),
    "done": Words("已完成", "Done"),
    "all": Words("全部", "All"),
}
MOST = 300
DAY = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"])


@fills_in("see_audits")
def listed(request: Asked) -> HttpResponse:
    """Every audit: the open ones first due first, the others latest first."""
    view = request.GET.get("view", "") if request.GET.get("view", "") in VIEWS else "open"
    rows = Audit.objects.select_related("owner").annotate(
        count=Count("items", distinct=True),
        open=Count("findings", filter=~Q(findings__state="verified"), distinct=True),
    )
    rows = {
        "open": rows.filter(state="open").order_by("due_at", "pk"),
        "late": rows.filter(state="open", due_at__lt=request.at).order_by("due_at", "pk"),
        "done": rows.filter(state="done").order_by("-ends_at", "-pk"),
        "all": rows.order_by("-ends_at", "-pk"),
    }[view]
    shown = list(rows[:MOST])
    unverified = Finding.objects.exclude(state="verified").count()
    facts: dict[str, Any] = {
        "rows": [_row(one, request.at) for one in shown],
        "tabs": _tabs(VIEWS, view), "open_findings": unverified,
        "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/audits.html", facts)


@fills_in("see_audits")
def audit(request: Asked, audit_id: int) -> HttpResponse:
    held = _audit(audit_id)
    if request.GET.get("as") == "csv":
        answer = HttpResponse(as_csv(held, request.at), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="audit-{held.kind}-{held.period}.csv"'
        return answer
    return page(request, held)


@does("audit")
def act(request: Asked, audit_id: int, deed: str) -> HttpResponse:
    """One deed; refused, the page comes back with everything that was typed."""
    held = _audit(audit_id)
    acts: dict[str, Callable[[Asked, Audit], str]] = {
        "answers": _answers, "finding": _finding, "end": _end,
    }  # fmt: skip
    if deed not in acts:
        raise Http404
    try:
        draft = acts[deed](request, held)
    except Refusal as refusal:
        return page(request, held, refusal, request.POST)
    messages.success(request, t("已记录。", "It is on record."))
    return Arrived(f"/desk/audits/{held.pk}", draft)


@shows
def findings(request: Asked) -> HttpResponse:
    """What was found: all of it for those who see audits, one's own for everybody else; first due, first shown."""
    view = request.GET.get("view", "") if request.GET.get("view", "") in (*FINDINGS, "all") else "open"
    sees = may(request.user, "see_audits")
    rows = Finding.objects.all() if sees else reads.findings_about(request.user.pk)
    if view != "all":
        rows = rows.filter(state=view)
    rows = rows.select_related("owner", "audit", "case").order_by("due_at", "pk")
    verifies, names = may(request.user, "audit"), severities()
    facts = {
        "rows": [
            {
                "it": one, "state": FINDINGS[one.state], "kind": KINDS[one.audit.kind], "mine": one.owner_id == request.user.pk,
                "severity": names.get(one.severity, one.severity), "late": one.state != "verified" and one.due_at < request.at,
                "verifies": verifies and one.owner_id != request.user.pk,
            }
            for one in rows[:MOST]
        ],
        "tabs": _tabs(FINDINGS | {"all": Words("全部", "All")}, view), "sees": sees, "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/findings.html", facts)


@of_ones_own
def follow_up(request: Asked, finding_id: int, deed: str) -> HttpResponse:
    """Mended by its owner, whatever the role; verified or returned by an auditor: the act sees to both."""
    held = Finding.objects.filter(pk=finding_id).first()
    if held is None or deed not in ("done", "verified", "returned"):
        raise Http404
    words = _text(request.POST.get("text", ""))
    try:
        if deed == "done":
            found.mend(held, words, request.user, at=request.at)
        elif deed == "verified":
            found.verify(held, request.user, at=request.at)
        else:
            found.give_back(held, words, request.user, at=request.at)
        messages.success(request, t("已记录。", "It is on record."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect("/desk/audits/findings", status=303)


def _row(one: Audit, at: datetime) -> dict[str, Any]:
    late = one.due_at is not None and one.due_at < at
    return {"it": one, "kind": KINDS[one.kind], "state": STATES[one.state], "late": late}


def _answers(request: Asked, held: Audit) -> str:
    """The answers of one item, as far as they were given."""
    post = request.POST
    item = (
        Item.objects.filter(audit=held, pk=_number(post.get("item", "")))
        .select_related("case", "audit")
        .first()
    )
    if item is None:
        raise Http404
    given = {
        one.id: (post[f"said_{one.id}"], _text(post.get(f"why_{one.id}", "")))
        for one in audits.questions(held)
        if post.get(f"said_{one.id}")
    }
    audits.answer(item, given, request.user, at=request.at)
    return f"audit-item-{item.pk}"


def _finding(request: Asked, held: Audit) -> str:
    post = request.POST
    item = Item.objects.filter(audit=held, pk=_number(post.get("about", ""))).select_related("case").first()
    owner = User.objects.filter(pk=_number(post.get("owner", ""))).first()
    found.raise_finding(
        held, item.case if item else None, _text(post.get("text", "")), post.get("severity", ""), owner,
        _day(post.get("due", "")), request.user, plan=held.kind == "quarterly" and "plan" in post, at=request.at,
    )  # fmt: skip
    return f"audit-finding-{held.pk}"


def _end(request: Asked, held: Audit) -> str:
    audits.finish(held, _text(request.POST.get("text", "")), request.user, at=request.at)
    return f"audit-end-{held.pk}"


def _text(written: str) -> str:
    return mask(legible(written)[:4000])


def _number(written: str) -> int:
    return int(written) if written.isdigit() and len(written) < 10 else 0


def _day(written: str) -> datetime | None:
    """None where no day was named: the severity says it."""
    try:
        return DAY.clean(written)  # type: ignore[no-any-return]
    except forms.ValidationError:
        raise Refusal(
            "action.due", t("请给出将来的完成日期", "Please give a day that lies ahead"), status=422
        ) from None


def _audit(audit_id: int) -> Audit:
    held = Audit.objects.select_related("owner").filter(pk=audit_id).first()
    if held is None:
        raise Http404
    return held


def _tabs(names: dict[str, Words], view: str) -> list[dict[str, Any]]:
    return [
        {"label": str(words), "href": f"?view={key}", "current": key == view, "count": None}
        for key, words in names.items()
    ]
