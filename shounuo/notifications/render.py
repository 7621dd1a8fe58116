"""A message put into words when it leaves: subject, plain text and HTML, in the reader's language and zone.

Each kind has its sentences in `templates/notifications/<kind>.txt`; the layouts add what people said, the promises as a
static strip, the link and the closing lines. Internal notes can't get in: only public messages are looked up.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.utils import timezone

from shounuo.cases.models import Case
from shounuo.cases.words import SOLUTIONS
from shounuo.commitments.events import TRACKS
from shounuo.customers.terms import terms
from shounuo.kernel.words import Words, speaking, speaking_chinese, t
from shounuo.look.templatetags.times import length
from shounuo.notifications import letters, rules
from shounuo.notifications.models import Message
from shounuo.notifications.page_words import drill_mark, said
from shounuo.notifications.spelling import moment
from shounuo.surveys.rules import token_of

STAFF = frozenset(
    {
        "case.assigned",
        "case.customer_replied",
        "case.offer_declined",
        "case.offer_taken",
        "case.offered",
        "case.reopened",
        "commitment.breach",
        "commitment.warning",
        "incident.stood_down",
        "level.approval",
        "level.request",
        "case.low_score",
        "case.repeated",
        "case.unescalated",
        "case.help_asked",
        "case.help_answered",
        "case.aws_replied",
        "case.aws_failed",
        "case.aws_closed",
    }
)
HUMAN = frozenset({"case.replied", "case.report", "case.customer_replied", "case.reopened"})
"""Kinds that carry a person's words: they aren't marked as made by a machine."""

_SAME = Words("{subject}", "{subject}")
SUBJECTS: dict[str, Words] = {
    "case.acknowledged": Words("已收到：{subject}", "Received: {subject}"),
    "case.assigned": Words("{level} 分配给您：{subject}", "{level} assigned to you: {subject}"),
    "case.offered": Words("{level} 请您接手：{subject}", "{level}, please take it over: {subject}"),
    "case.offer_taken": Words("交接已接受：{subject}", "Your offer was accepted: {subject}"),
    "case.offer_declined": Words("交接被谢绝：{subject}", "Your offer was declined: {subject}"),
    "case.accepted": _SAME,
    "case.has_engineer": _SAME,
    "case.priority_changed": Words("优先级调整为 {level}：{subject}", "Priority is now {level}: {subject}"),
    "case.replied": _SAME,
    "case.customer_replied": Words("客户回复：{subject}", "The customer replied: {subject}"),
    "case.resolved": Words("请确认已解决：{subject}", "Please confirm that it is solved: {subject}"),
    "case.closed": Words("已关闭：{subject}", "Closed: {subject}"),
    "case.closed_already": Words("案例已关闭：{subject}", "This case is closed: {subject}"),
    "case.reopened": Words("未解决，重新打开：{subject}", "Not solved, open again: {subject}"),
    "case.survey": Words("请为我们的服务打分：{subject}", "How did we do? {subject}"),
    "case.survey_again": Words("还想听听您的评价：{subject}", "Still glad to hear from you: {subject}"),
    "case.low_score": Words("客户打了低分：{subject}", "A low score: {subject}"),
    "case.report": Words("报告：{subject}", "Report: {subject}"),
    "case.maintenance": Words("计划维护 {begins}：{subject}", "Planned maintenance {begins}: {subject}"),
    "case.maintenance_cancelled": Words("维护取消：{subject}", "Maintenance cancelled: {subject}"),
    "incident.authorisation": Words("请您授权数据恢复：{subject}", "Your authorisation is needed: {subject}"),
    "level.approval": Words("请审批 {was} → {level}：{subject}", "Please approve {was} → {level}: {subject}"),
    "level.request": Words("客户请求升级：{subject}", "The customer asks for a higher level: {subject}"),
    "case.request_received": Words("已收到您的升级请求：{subject}", "Your request has arrived: {subject}"),
    "case.request_answered": Words("对您升级请求的答复：{subject}", "Our answer to your request: {subject}"),
    "case.unescalated": Words("升级无人接手：{subject}", "Nobody to escalate to: {subject}"),
    "case.help_asked": Words("请您协助：{subject}", "Your help is asked for: {subject}"),
    "case.help_answered": Words("协助答复：{subject}", "About your request for help: {subject}"),
    "case.aws_replied": Words("AWS Support 回复：{subject}", "AWS Support replied: {subject}"),
    "case.aws_failed": Words("AWS Support 没有受理：{subject}", "AWS Support did not take it: {subject}"),
    "case.aws_closed": Words("AWS Support 案例已结束：{subject}", "AWS Support case closed: {subject}"),
    "case.repeated": Words("重复问题：{subject}", "Repeated problem: {subject}"),
    "case.problem_fixed": Words("问题已永久修复：{subject}", "Fixed for good: {subject}"),
    "incident.restored": Words("服务已恢复：{subject}", "Service restored: {subject}"),
    "incident.stood_down": Words("解除响应：{subject}", "Stood down: {subject}"),
    "commitment.warning": Words(
        "{level} {track}承诺已用 {share}%:{subject}", "{level} {track} promise {share}% used: {subject}"
    ),
    "commitment.breach": Words(
        "{level} {track}承诺已超时：{subject}", "{level} {track} promise broken: {subject}"
    ),
}


@dataclass(frozen=True)
class Rendered:
    """`kept`: the text as it may stay on record; empty where that is the text itself."""

    subject: str
    text: str
    html: str
    kept: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the static strip: what is promised, and by when or how often."""

    label: str
    when: str


def render(message: Message, *, at: datetime) -> Rendered:
    """Raises KeyError or Message.DoesNotExist where the kind or what it speaks of is unknown."""
    zone = zoneinfo.ZoneInfo(message.user.time_zone if message.user else settings.TIME_ZONE)
    with speaking(message.language), timezone.override(zone):
        case = message.case
        if case is None:
            return _letter(message)
        if message.kind.startswith("page."):
            return _page(message, case)
        words = SUBJECTS[message.kind]
        facts = _base(message, case) | _facts(message, case)
        facts["body"] = _template(f"{message.kind}.txt", facts, escape=False).strip()
        subject = t(
            words.zh,
            words.en,
            **{
                key: str(facts.get(key, ""))
                for key in ("subject", "level", "track", "share", "begins", "was")
            },
        )
        text = _template("layout.txt", facts, escape=False).strip() + "\n"
        return Rendered(
            subject=rules.one_line(f"[{case.number}] {drill_mark(case)}{subject}", 200),
            text=text,
            html=_template("layout.html", facts, escape=True),
            kept=text.replace(facts["link"], letters.HIDDEN) if facts.get("scores") else "",
        )


def _survey_link(survey_id: int) -> str:
    """Its secret is made anew for each mail and hidden in what is kept. [5.4-survey]"""
    return f"{settings.PUBLIC_URL}/s/{token_of(settings.SECRET_KEY, survey_id)}"


def _page(message: Message, case: Case) -> Rendered:
    """A call in writing: what the other channels say, and the link that answers it."""
    words = said(message)
    facts = _base(message, case) | {
        "staff": True,
        "title": words.title,
        "lines": words.lines,
        "link": words.link,
    }
    facts["body"] = _template("page.txt", facts, escape=False).strip()
    return Rendered(
        subject=rules.one_line(f"[{case.number}] {words.title}{t('：', ': ')}{case.subject}", 200),
        text=_template("layout.txt", facts, escape=False).strip() + "\n",
        html=_template("layout.html", facts, escape=True),
    )


def _letter(message: Message) -> Rendered:
    """A message about no case; what is kept of it holds no code."""
    words, facts = letters.SUBJECTS[message.kind], letters.facts_of(message)
    facts["language"] = "zh-CN" if speaking_chinese() else "en"
    facts["body"] = _template(f"{message.kind}.txt", facts, escape=False).strip()
    text = _template("letter.txt", facts, escape=False).strip() + "\n"
    return Rendered(
        subject=rules.one_line(t(words.zh, words.en, **{key: str(one) for key, one in facts.items()}), 200),
        text=text,
        html=_template("letter.html", facts, escape=True),
        kept=letters.without_secrets(message, text),
    )


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
        "link": f"{settings.PUBLIC_URL}/{'desk/' if staff else ''}cases/{case.number}{_page_of(message)}",
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
        case "case.offered":
            reason = told["reason"]["zh" if speaking_chinese() else "en"]
            return told | {"reason": reason, "until": moment(told["answer_by"])}
        case "case.replied" | "case.report" | "case.customer_replied":
            return {"said": _said(case, told["message"]), "wait": told.get("wait", False)}
        case "case.resolved" | "case.closed":
            return _resolved(case, told)
        case "case.survey" | "case.survey_again":
            return told | {
                "link": _survey_link(told["survey"]),
                "scores": True,
                "closes": moment(told["closes_at"]),
            }
        case "case.low_score":
            return told | {"due": moment(told["due_at"])}
        case "case.reopened":
            return {"said": told["reason"]}
        case "case.maintenance" | "case.maintenance_cancelled":
            return told | {"begins": moment(told["begins_at"]), "ends": moment(told["ends_at"])}
        case "level.approval":
            held = t("调整已生效，请批准或撤销。", "It is in force; please approve or revert it.")
            return told | {
                "what": held
                if told["in_force"]
                else t("等您批准后生效。", "It takes effect once you approve it.")
            }
        case "commitment.warning" | "commitment.breach":
            return told | {"track": TRACKS[told["track"]], "due": moment(told["due_at"])}
        case _:
            return dict(told)


def _page_of(message: Message) -> str:
    """The page beneath the case that the message leads to, where it is not the case itself."""
    asked = message.facts.get("asked") if message.kind == "incident.authorisation" else None
    return f"/authorisations/{asked}" if asked else ""


def _said(case: Case, message_id: int) -> str:
    return str(case.messages.get(pk=message_id, kind="public").body)


def _resolved(case: Case, told: dict[str, Any]) -> dict[str, Any]:
    resolution = case.resolutions.get(pk=told["resolution"])
    closes_at = told.get("closes_at")
    return {
        "kind_of_solution": str(SOLUTIONS[resolution.kind]),
        "solution": resolution.solution,
        "prevention": resolution.prevention,
        "closes": moment(closes_at) if closes_at else "",
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
    return t("{when} 前", "by {when}", when=moment(iso))
