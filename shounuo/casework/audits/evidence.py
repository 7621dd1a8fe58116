"""What the machine sees for each question of a checklist, with the facts it saw and where they stand. [9.2-daily, 9.2-monthly]"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shounuo.audits import rules
from shounuo.audits.models import Audit, Item
from shounuo.cases.models import Case
from shounuo.casework.drill.score import VERDICTS, verdict
from shounuo.commitments.models import Commitment
from shounuo.kernel.words import Words
from shounuo.logbook.models import Entry

NOTHING = Words("没有相关记录", "nothing on record")
ESCALATED = ("case.escalated", "case.aws_wanted")
RAISED = "case.priority_changed"


@dataclass(frozen=True)
class Seen:
    """yes · no · na · unknown, why, and the page with the facts."""

    verdict: str
    words: Words
    href: str


def seen(item: Item, at: datetime) -> dict[str, Seen]:
    """By question; a question that is not here is the auditor's alone."""
    return _of_case(item.case, at) if item.case else _of_period(item.audit)


def _of_case(case: Case, at: datetime) -> dict[str, Seen]:
    rows = list(Commitment.objects.filter(case=case).order_by("due_at", "pk"))
    page = f"/desk/cases/{case.number}"
    told = {
        "responded": _promised(rows, "response", at), "updates": _promised(rows, "update", at),
        "report": _promised(rows, "report", at), "priority_confirmed": _priority(case), "escalated": _escalated(case, rows),
        "paused": _paused(case), "confirmed": _confirmed(case),
    }  # fmt: skip
    return {question: Seen(verdict, words, page) for question, (verdict, words) in told.items()}


def _promised(rows: list[Commitment], track: str, at: datetime) -> tuple[str, Words]:
    owed = [one for one in rows if one.track == track]
    owed = [one for one in owed if one.broken_at or one.state not in ("superseded", "withdrawn")]
    verdicts = [verdict(one, at) for one in owed]
    if not verdicts:
        return "na", NOTHING
    counts = [(VERDICTS[name], verdicts.count(name)) for name in VERDICTS if name in verdicts]
    zh = "、".join(f"{words.zh} {n}" for words, n in counts)
    return rules.seen(verdicts), Words(zh, ", ".join(f"{n} {words.en}" for words, n in counts))


def _priority(case: Case) -> tuple[str, Words]:
    said = case.decisions.filter(source="engineer").order_by("pk").first()
    if said is None:
        return ("unknown" if case.is_open else "no"), NOTHING
    return "yes", Words(f"{said.by_name} 确认为 {said.level}", f"{said.by_name} said {said.level}")


def _escalated(case: Case, rows: list[Commitment]) -> tuple[str, Words]:
    """Due once a response or resolution was broken; who was called before is the ladder's matter."""
    if not any(one.broken_at for one in rows if one.track in ("response", "resolution")):
        return "na", Words("没有超时的响应或解决", "neither response nor resolution was broken")
    done = Entry.objects.filter(stream=case.stream, verb__in=ESCALATED).count()
    changes = Entry.objects.filter(stream=case.stream, verb=RAISED).values_list("facts", flat=True)
    done += sum(facts["level"] < facts["was"] for facts in changes)  # a level that was lowered is none
    return ("yes" if done else "no"), Words(f"升级记录 {done} 条", f"{done} escalations on record")


def _paused(case: Case) -> tuple[str, Words]:
    waits = list(case.waits.order_by("pk"))
    if not waits:
        return "na", Words("没有暂停过", "never paused")
    asked = sum(bool(one.asked.strip()) for one in waits)
    words = Words(
        f"暂停 {len(waits)} 次，{asked} 次写明在等什么", f"paused {len(waits)} times, {asked} saying for what"
    )
    return ("unknown" if asked == len(waits) else "no"), words


def _confirmed(case: Case) -> tuple[str, Words]:
    last = case.resolutions.order_by("-pk").first()
    if last is None or not last.answer:
        return "unknown", Words("客户还没有答复", "the customer has not answered yet")
    said = {
        "confirmed": ("yes", Words("客户确认已解决", "confirmed by the customer")),
        "denied": ("no", Words("客户表示没有解决", "denied by the customer")),
    }
    return said.get(last.answer, ("no", Words("客户没有答复，自动关闭", "silent, closed by itself")))


# ------------------------------------------------------------------ a month, a quarter


def _of_period(audit: Audit) -> dict[str, Seen]:
    told: dict[str, tuple[Callable[[Audit], tuple[str, Words]], str]] = {
        "attainment": (_attainment, "/desk/attainment"), "conformance": (_conformance, "/desk/conformance"),
        "trend": (_trend, "/desk/attainment"), "recurring": (_recurring, "/desk/problems"), "plan": (_plan, "#findings"),
    }  # fmt: skip
    return {question: Seen(*look(audit), href) for question, (look, href) in told.items()}


def share_kept(rows: list[dict[str, Any]]) -> tuple[int, int]:
    """(kept, promised) over all rows of an attainment."""
    return sum(row["kept"] for row in rows), sum(row["promised"] for row in rows)


def _attainment(audit: Audit) -> tuple[str, Words]:
    kept, promised = share_kept(audit.evidence["attainment"])
    if not promised:
        return "na", NOTHING
    return "unknown", Words(f"{promised} 个承诺兑现 {kept} 个", f"{kept} of {promised} promises kept")


def _conformance(audit: Audit) -> tuple[str, Words]:
    rows = audit.evidence["conformance"]
    failed = [row["clause"] for row in rows if row["late"] or row["broken"]]
    if not rows:
        return "na", NOTHING
    listed = ", ".join(failed)
    if failed:
        return "no", Words(f"有未按时兑现的条款：{listed}", f"not always kept: {listed}")
    return "yes", Words(f"{len(rows)} 条全部兑现", f"all {len(rows)} clauses kept")


def _trend(audit: Audit) -> tuple[str, Words]:
    kept, promised = share_kept(audit.evidence["attainment"])
    kept_then, promised_then = share_kept(audit.evidence["before"])
    if not (promised and promised_then):
        return "na", Words("没有可比的上一期", "no period before to compare with")
    words = Words(
        f"本期 {kept}/{promised}，上期 {kept_then}/{promised_then}",
        f"{kept} of {promised}, before {kept_then} of {promised_then}",
    )
    return ("yes" if kept * promised_then >= kept_then * promised else "no"), words


def _recurring(audit: Audit) -> tuple[str, Words]:
    rows = audit.evidence["problems"]
    alone = [row["number"] for row in rows if not row["owner"]]
    if not rows:
        return "na", NOTHING
    listed = ", ".join(alone)
    if alone:
        return "no", Words(f"没有负责人：{listed}", f"without an owner: {listed}")
    return "yes", Words(f"{len(rows)} 个重复问题都有负责人", f"all {len(rows)} have an owner")


def _plan(audit: Audit) -> tuple[str, Words]:
    n = audit.findings.filter(plan=True).count()
    return ("yes" if n else "no"), Words(f"改进措施 {n} 项", f"{n} actions")
