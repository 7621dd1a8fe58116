"""A message put into words when it leaves: subject, plain text and HTML, in the reader's language and zone.

Each kind has its sentences in `templates/notifications/<kind>.txt`; the layouts add what people said, the promises as a
static strip, the link and the closing lines. Internal notes can't get in: only public messages are looked up.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.utils import timezone, translation

from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.cases.words import SOLUTIONS
from shounuo.commitments.events import TRACKS
from shounuo.customers.terms import terms
from shounuo.kernel.words import Words, speaking_chinese, t
from shounuo.look.templatetags.times import MONTHS, WEEKDAYS, WEEKDAYS_ZH, length
from shounuo.notifications import rules
from shounuo.notifications.models import Message

STAFF = frozenset(
    {"case.assigned", "case.customer_replied", "case.reopened", "commitment.warning", "commitment.breach"}
)
HUMAN = frozenset({"case.replied", "case.report", "case.customer_replied", "case.reopened"})
"""Kinds that carry a person's words: they aren't marked as made by a machine."""

_SAME = Words("{subject}", "{subject}")
SUBJECTS: dict[str, Words] = {
    "case.acknowledged": Words("已收到:{subject}", "Received: {subject}"),
    "case.assigned": Words("{level} 分配给您:{subject}", "{level} assigned to you: {subject}"),
    "case.accepted": _SAME,
    "case.has_engineer": _SAME,
    "case.priority_changed": Words("优先级调整为 {level}:{subject}", "Priority is now {level}: {subject}"),
    "case.replied": _SAME,
    "case.customer_replied": Words("客户回复:{subject}", "The customer replied: {subject}"),
    "case.resolved": Words("请确认已解决:{subject}", "Please confirm that it is solved: {subject}"),
    "case.closed": Words("已关闭:{subject}", "Closed: {subject}"),
    "case.closed_already": Words("案例已关闭:{subject}", "This case is closed: {subject}"),
    "case.reopened": Words("未解决,重新打开:{subject}", "Not solved, open again: {subject}"),
    "case.report": Words("报告:{subject}", "Report: {subject}"),
    "commitment.warning": Words(
        "{level} {track}承诺已用 {share}%:{subject}", "{level} {track} promise {share}% used: {subject}"
    ),
    "commitment.breach": Words(
        "{level} {track}承诺已超时:{subject}", "{level} {track} promise broken: {subject}"
    ),
    "work.passed_on": Words("{who} 的工作交接给您", "What {who} had is yours now"),
}


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Row:
    """A line of the static strip: what is promised, and by when or how often."""

    label: str
    when: str


def render(message: Message, *, at: datetime) -> Rendered:
    """Raises KeyError or Message.DoesNotExist where the kind or what it speaks of is unknown."""
    zone = zoneinfo.ZoneInfo(message.user.time_zone if message.user else settings.TIME_ZONE)
    with translation.override(message.language), timezone.override(zone):
        case, words = message.case, SUBJECTS[message.kind]
        if case is None:
            return _of_the_house(message, words)
        facts = _base(message, case) | _facts(message, case)
        facts["body"] = _template(f"{message.kind}.txt", facts, escape=False).strip()
        subject = t(
            words.zh,
            words.en,
            **{key: str(facts.get(key, "")) for key in ("subject", "level", "track", "share")},
        )
        return Rendered(
            subject=rules.one_line(f"[{case.number}] {subject}", 200),
            text=_template("layout.txt", facts, escape=False).strip() + "\n",
            html=_template("layout.html", facts, escape=True),
        )


def _of_the_house(message: Message, words: Words) -> Rendered:
    """A message to a colleague that is about no single case. KeyError where its kind is one of a case's."""
    if message.kind not in OF_THE_HOUSE:
        raise KeyError(f"a {message.kind} without a case")
    facts: dict[str, Any] = OF_THE_HOUSE[message.kind](message.facts) | {
        "staff": True,
        "name": message.user.name if message.user else "",
        "link": f"{settings.PUBLIC_URL}/desk/",
        "language": "zh-CN" if speaking_chinese() else "en",
    }
    facts["body"] = _template(f"{message.kind}.txt", facts, escape=False).strip()
    return Rendered(
        subject=rules.one_line(t(words.zh, words.en, who=facts.get("who", "")), 200),
        text=_template("layout.txt", facts, escape=False).strip() + "\n",
        html=_template("layout.html", facts, escape=True),
    )


def _passed_on(told: dict[str, Any]) -> dict[str, Any]:
    duties = [
        t("{role}：{begin} 至 {end}", "{role}: {begin} to {end}", role=ROLES[one["role"]],
          begin=_moment(one["begins_at"]), end=_moment(one["ends_at"]))
        for one in told.get("duties", [])
    ]  # fmt: skip
    return {
        "who": told["who"],
        "duties": duties,
        "cases": told.get("cases", []),
        "customers": told.get("customers", []),
    }


OF_THE_HOUSE: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"work.passed_on": _passed_on}
"""What the sentences of a message need that is about no case."""


def _template(name: str, facts: dict[str, Any], *, escape: bool) -> str:
    template = engines["django"].engine.get_template(f"notifications/{name}")  # type: ignore[attr-defined]
    return str(template.render(Context(facts, autoescape=escape)))


def _base(message: Message, case: Case) -> dict[str, Any]:
    staff = message.kind in STAFF
    return {
        "staff": staff,
        "open": case.state != "closed",
        "name": message.user.name if message.user else case.requester.name,
        "number": case.number,
        "subject": rules.one_line(case.subject, 120),
        "customer": case.customer.short_name,
        "level": case.priority,
        "link": f"{settings.PUBLIC_URL}/{'desk/' if staff else ''}cases/{case.number}",
        "phone": settings.PHONE,
        "language": "zh-CN" if speaking_chinese() else "en",
    }


def _facts(message: Message, case: Case) -> dict[str, Any]:
    """What the kind's own sentences need. The facts were written with the message; texts are looked up now."""
    told: dict[str, Any] = message.facts
    match message.kind:
        case "case.acknowledged":
            return {"level_name": _level_name(case), "promises": _promises(case, told["promises"])}
        case "case.assigned":
            return {"why": told["why"]["zh" if speaking_chinese() else "en"]}
        case "case.replied" | "case.report" | "case.customer_replied":
            return {"said": _said(case, told["message"]), "wait": told.get("wait", False)}
        case "case.resolved" | "case.closed":
            return _resolved(case, told)
        case "case.reopened":
            return {"said": told["reason"]}
        case "commitment.warning" | "commitment.breach":
            return told | {"track": TRACKS[told["track"]], "due": _moment(told["due_at"])}
        case _:
            return dict(told)


def _said(case: Case, message_id: int) -> str:
    return str(case.messages.get(pk=message_id, kind="public").body)


def _resolved(case: Case, told: dict[str, Any]) -> dict[str, Any]:
    resolution = case.resolutions.get(pk=told["resolution"])
    closes_at = told.get("closes_at")
    return {
        "kind_of_solution": str(SOLUTIONS[resolution.kind]),
        "solution": resolution.solution,
        "prevention": resolution.prevention,
        "closes": _moment(closes_at) if closes_at else "",
        "silent": told.get("silent", False),
    }


def _level_name(case: Case) -> str:
    policy = terms(case.policy_hash, case.contract_id)
    return str(policy.priorities[case.priority].name)  # type: ignore[index]


def _promises(case: Case, promised: list[dict[str, Any]]) -> list[Row]:
    """What runs, by its due time; then how often the customer will hear, and the report afterwards. [4.2-P0 … 4.2-P4]"""
    target = terms(case.policy_hash, case.contract_id).targets[case.priority]  # type: ignore[index]
    rows = [Row(str(TRACKS[one["track"]]), _before(one["due_at"])) for one in promised]
    rows.append(
        Row(
            str(TRACKS["update"]),
            t("响应后每 {every}一次", "every {every} after the response", every=length(target.update)),
        )
    )
    if target.report:
        rows.append(
            Row(
                str(TRACKS["report"]),
                t("解决后 {n}内", "within {n} of the solution", n=length(target.report)),
            )
        )
    return rows


def _before(iso: str) -> str:
    return t("{when} 前", "by {when}", when=_moment(iso))


def _moment(iso: str) -> str:
    """A date that stays true however late the mail is read: "3月2日 周一 10:15(UTC+8)"."""
    here = timezone.localtime(datetime.fromisoformat(iso))
    hours = f"{here:%z}"
    offset = f"UTC{hours[0]}{int(hours[1:3])}" + (f":{hours[3:]}" if hours[3:] != "00" else "")
    if speaking_chinese():
        return f"{here.month}月{here.day}日 周{WEEKDAYS_ZH[here.weekday()]} {here:%H:%M}({offset})"
    return f"{WEEKDAYS[here.weekday()]} {here.day} {MONTHS[here.month - 1]} {here:%H:%M} ({offset})"
