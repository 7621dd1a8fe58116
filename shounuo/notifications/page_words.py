"""What a page says: a title and a few lines for chat, SMS and voice, and the link that answers it. In the callee's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.commitments.models import Commitment
from shounuo.kernel.words import Words, speaking, t
from shounuo.notifications import rules
from shounuo.notifications.answering import link_of
from shounuo.notifications.models import Call, Message
from shounuo.notifications.spelling import moment

WHAT: dict[str, Words] = {
    "page.new_case": Words("{level} 新案例，请立即受理", "{level}: a new case needs you now"),
    "page.warning": Words("{level} 承诺即将到期", "{level}: a promise comes due"),
    "page.escalation": Words("{level} 承诺马上就要超时", "{level}: a promise is about to break"),
    "page.breach": Words("{level} 承诺已超时", "{level}: a promise is broken"),
    "page.missed_update": Words("{level} 未按时更新进展", "{level}: an update is missing"),
    "page.arrival_missed": Words("{level} 应到人员未到场", "{level}: somebody has not arrived"),
    "page.join": Words("{level} 紧急响应：请以{role}身份到场", "{level}: please join the incident as {role}"),
    "page.taken": Words("{level} 已由 {taker} 接手", "{level}: {taker} has it"),
}
NOTICE = Words("{level} 案例通报", "{level}: for your knowledge")


@dataclass(frozen=True)
class Said:
    """The words of a page for one person."""

    title: str
    lines: tuple[str, ...]
    link: str
    facts: dict[str, str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def said(message: Message) -> Said:
    """What this message says, put together when it leaves."""
    case, call = message.case, getattr(message, "call", None)
    if case is None:
        raise ValueError("a page is about a case")
    with speaking(message.language):
        return _said(message, case, call)


def _said(message: Message, case: Case, call: Call | None) -> Said:
    level = call.page.level if call else case.priority
    title = title_of(message, case, call)
    subject, customer = rules.one_line(case.subject, 80), case.customer.short_name
    due = _due(case)
    lines = [
        f"{case.number} · {customer}",
        subject,
        *([t("最近的承诺：{due}", "Next promise due: {due}", due=due)] if due else []),
        *([t("负责人：{name}", "Has it: {name}", name=case.assignee.name)] if case.assignee else []),
    ]
    link = link_of(call) if call else f"{settings.PUBLIC_URL}/desk/cases/{case.number}"
    facts = {
        "number": case.number, "level": level, "priority": level, "subject": subject, "customer": customer,
        "due": due, "name": message.user.name if message.user else "", "title": title, "link": link,
    }  # fmt: skip
    return Said(title, tuple(lines), link, facts)


def title_of(message: Message, case: Case, call: Call | None) -> str:
    """What it is about in one line, in the language that is spoken now."""
    level = call.page.level if call else case.priority
    what = NOTICE if call and call.part == "notice" else WHAT[message.kind]
    role = ROLES.get(call.page.occasion.partition(":")[2], "") if call else ""
    title = t(what.zh, what.en, level=level, taker=message.facts.get("taker", ""), role=role)
    return f"{drill_mark(case)}{title}"


def drill_mark(case: Case) -> str:
    """Goes before every title about a drill."""
    return t("【演练】", "[Drill] ") if case.drill else ""


def _due(case: Case) -> str:
    running = Commitment.objects.filter(case=case, state="running").order_by("due_at").first()
    return moment(running.due_at.isoformat()) if running else ""
