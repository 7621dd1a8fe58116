"""Knowledge beside a case: suggested, tied, walked as a checklist, drafted from it. [5.3.3-P2, 7.3-runbooks, 5.4-archive]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect

from shounuo.cases.models import Case
from shounuo.casework.find.look import articles_like
from shounuo.casework.know import from_case, use
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import legible
from shounuo.diagnostics.models import Snapshot
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.knowledge import reads
from shounuo.knowledge.access import article_for
from shounuo.knowledge.models import Article
from shounuo.knowledge.rules import steps
from shounuo.knowledge.words import HOWS
from shounuo.workspace.asking import does


def beside(case: Case, user: Any, at: Any, *, inside: bool) -> dict[str, Any]:
    """What the card of the case page shows."""
    ties = reads.of_case(case)
    tied = {one.article_id for one in ties}
    suggested = articles_like(f"{case.subject}\n{case.description}", user, at=at, most=6)
    return {
        "knowledge_ties": [{"it": one.article, "how": HOWS[one.how], "solved": one.how == "solved"} for one in ties],
        "suggested": [{"it": one, "steps": len(steps(one.shown.body))} for one in suggested if one.pk not in tied][:4],
        "walks": [_walk(one) for one in reads.walks_of(case)] if inside else [],
        "health": _health(case) if inside else [],
        "drafts_knowledge": inside and case.state in ("resolved", "closed") and not reads.offered([case.pk]),
    }  # fmt: skip


def _health(case: Case) -> list[dict[str, Any]]:
    """What AWS Health last said of the account that the case names, as far as it is not over. [7.2-health]"""
    said = Snapshot.objects.filter(
        account__customer=case.customer_id, kind="health", state="done"
    ).select_related("account")
    named = said.filter(account__account_id__in=[case.account]) if case.account else said
    latest = (named if named.exists() else said).order_by("-pk").first()
    if latest is None or latest.account is None:
        return []
    open_ = [row for row in latest.rows if row["state"] in ("open", "upcoming")]
    return [row | {"account": latest.account.account_id, "as_of": latest.done_at} for row in open_[:5]]


def _walk(walk: Any) -> dict[str, Any]:
    done = {one.step: one for one in walk.walked.all()}
    rows = [{"n": n, "text": text, "done": done.get(n)} for n, text in enumerate(walk.steps)]
    return {"it": walk, "title": walk.version.title, "rows": rows, "count": len(done), "of": len(rows)}


@does("write_knowledge")
def act(request: Asked, number: str, deed: str) -> HttpResponse:
    case = case_of(request, number)
    act_ = _deeds(request, case).get(deed)
    if act_ is None:
        raise Http404
    try:
        page = act_()
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        page = ""
    return HttpResponseRedirect(page or f"/desk/cases/{number}#knowledge", status=303)


def _deeds(request: Asked, case: Case) -> dict[str, Callable[[], str]]:
    user, at, post = request.user, request.at, request.POST

    def number(name: str) -> int:
        return int(post[name]) if post.get(name, "").isdigit() and len(post[name]) < 16 else 0

    def article() -> Article:
        return article_for(user, number("article"))

    def tie(how: str) -> str:
        use.tie(case, article(), how, user, at=at)
        return ""

    def walk() -> str:
        use.begin_walk(case, article(), user, at=at)
        return ""

    def step() -> str:
        words = legible(post.get("text", ""))
        use.step(case, number("walk"), number("step"), post.get("outcome", ""), words, user, at=at)
        return ""

    def draft() -> str:
        library = post.get("library", "solutions")
        held, hidden = from_case.draft_from(case, user, library=library, at=at)
        if hidden:
            named = "、".join(f"{one.kind} × {one.count}" for one in hidden)
            messages.warning(
                request,
                t(
                    "已隐去：{what}。发布前请再看一遍。",
                    "Hidden: {what}. Please look once more before it is published.",
                    what=named,
                ),
            )
        return f"/desk/knowledge/{held.pk}/edit"

    return {
        "used": lambda: tie("used"),
        "solved": lambda: tie("solved"),
        "walk": walk,
        "step": step,
        "draft": draft,
    }
