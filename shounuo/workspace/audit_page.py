"""One audit as a page and as a table: each item with its checklist, what the machine saw, and what was answered. [9.2-daily]"""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of, may
from shounuo.audits.models import Audit, Item
from shounuo.audits.words import FINDINGS, KINDS, SAID, STATES
from shounuo.casework.audits import audit as audits
from shounuo.casework.audits.choose import may_audit
from shounuo.casework.audits.evidence import Seen, seen
from shounuo.commitments import reads as promises
from shounuo.commitments.events import TRACKS
from shounuo.counter.asking import Asked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.policy import reads as policies
from shounuo.policy.model.audits import Question
from shounuo.workspace.palette import palette

CHOICES = ("yes", "no", "na")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would carry out; such a text gets an apostrophe before it."""


def page(request: Asked, held: Audit, refusal: Refusal | None = None, typed: Any = None) -> HttpResponse:
    user, audits_ = request.user, may(request.user, "audit") and held.state == "open"
    items = [
        _shown(
            item, user, audits_, request.at, typed if typed and typed.get("item") == str(item.pk) else None
        )
        for item in _items(held)
    ]
    facts: dict[str, Any] = {
        "it": held, "kind": KINDS[held.kind], "state": STATES[held.state], "refusal": refusal, "items": items,
        "missing": sum(one["missing"] for one in items), "audits": audits_, "typed": typed or {},
        "findings": [
            {"it": one, "state": FINDINGS[one.state]}
            for one in held.findings.select_related("owner", "case").order_by("due_at", "pk")
        ],
        "severities": severities().items(), "population": len(held.population),
        "colleagues": User.objects.filter(is_staff_member=True, is_active=True).order_by("name") if audits_ else [],
        "attainment": [row | {"label": TRACKS[row["track"]]} for row in held.evidence.get("attainment", [])],
        "problems": held.evidence.get("problems", []),
        "promise": list(promises.standing([held.stream], request.at).values()),
        "palette": palette(deeds_of(user)),
    }  # fmt: skip
    return render(request, "workspace/audit.html", facts, status=refusal.status if refusal else 200)


def severities() -> dict[str, str]:
    """What each severity is called, by the standard in force."""
    found = policies.current().audits
    return {one.id: str(one.name) for one in found.severities} if found else {}


def as_csv(held: Audit, at: datetime) -> str:
    """Every item and question in a row, with a mark that spreadsheets know UTF-8 by."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(
        [t("案例", "Case"), t("审核人", "Auditor"), t("条款", "Clause"), t("问题", "Question"), t("系统所见", "Machine"),
         t("依据", "Facts"), t("结论", "Answer"), t("原因", "Reason"), t("回答人", "By")]
    )  # fmt: skip
    for item in _items(held):
        for line in _lines(item, at, None):
            named = [
                item.case.number if item.case else held.period,
                item.auditor.name if item.auditor else "",
            ]
            rows.writerow(_plain(one) for one in (*named, *_row(line)))
    for one in held.findings.select_related("owner", "case"):
        what = t("发现", "Finding")
        rows.writerow(
            _plain(cell)
            for cell in (one.case.number if one.case else held.period, one.owner.name, "", what, one.severity, one.words,
                         str(FINDINGS[one.state]), one.done_words, one.found_by_name)
        )  # fmt: skip
    return "\ufeff" + out.getvalue()


def _row(line: dict[str, Any]) -> list[str]:
    question: Question = line["question"]
    said = str(SAID[line["said"]]) if line["answered"] else ""
    return [
        question.clause, str(question.name), str(line["saw"]), line["words"], said, line["why"], line["by"],
    ]  # fmt: skip


def _plain(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _items(held: Audit) -> list[Item]:
    rows = held.items.select_related("case__customer", "auditor").prefetch_related("answers").order_by("pk")
    items = list(rows)
    for item in items:
        item.audit = held
    return items


def _shown(item: Item, user: User, audits_: bool, at: datetime, typed: Any) -> dict[str, Any]:
    lines = _lines(item, at, typed)
    free = audits_ and may_audit(user, item.case)
    return {
        "it": item, "lines": lines, "missing": sum(not line["answered"] for line in lines), "total": len(lines),
        "mine": item.auditor_id == user.pk, "free": free, "barred": audits_ and not free,
    }  # fmt: skip


def _lines(item: Item, at: datetime, typed: Any) -> list[dict[str, Any]]:
    given = {one.question: one for one in item.answers.all()}
    asked = audits.questions(item.audit)
    live = seen(item, at) if any(one.id not in given for one in asked) else {}
    return [_line(one, given.get(one.id), live.get(one.id), typed, item) for one in asked]


def _line(question: Question, given: Any, live: Seen | None, typed: Any, item: Item) -> dict[str, Any]:
    """What was answered stands with what the machine saw then; what is open with what it sees now, chosen already."""
    saw = given.seen if given else live.verdict if live else "unknown"
    facts = Words(**given.words) if given and given.words else live.words if live else None
    said = given.said if given else saw
    why = given.reason if given else ""
    if typed is not None:
        said, why = typed.get(f"said_{question.id}", said), typed.get(f"why_{question.id}", why)
    return {
        "question": question, "saw": SAID[saw], "saw_code": saw, "words": str(facts) if facts else "", "said": said, "why": why,
        "answered": given is not None, "by": given.by_name if given else "", "corrected": given is not None and given.said != saw,
        "href": f"/desk/cases/{item.case.number}" if item.case else live.href if live else "",
        "choices": [{"code": one, "words": SAID[one], "chosen": said == one} for one in CHOICES], "said_words": SAID.get(said, ""),
    }  # fmt: skip
