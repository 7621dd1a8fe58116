"""Everything the case page shows, gathered once as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of, may
from shounuo.cases.models import Case, Message
from shounuo.cases.reads import conversation, plan_of, similar
from shounuo.cases.words import CHANNELS, STATES, WINDOWS
from shounuo.casework.accept import may_take_over
from shounuo.casework.find.look import cases_like
from shounuo.casework.incident.gate import Look, look
from shounuo.casework.maintain import lateness
from shounuo.casework.story import told
from shounuo.casework.working_hours import AT_ALL_HOURS, worked_in
from shounuo.commitments.reads import StripRow, strip
from shounuo.counter import live
from shounuo.customers.terms import terms
from shounuo.kernel.words import Words, t
from shounuo.logbook import reads as logbook
from shounuo.logbook.reads import Line
from shounuo.notifications.reads import open_pages
from shounuo.policy.model import Level, Policy
from shounuo.workspace.account import strange_account
from shounuo.workspace.calling import Shown, called_on, signs
from shounuo.workspace.chosen import chosen
from shounuo.workspace.judged import judged
from shounuo.workspace.knowledge_case import beside
from shounuo.workspace.next_step import Situation, next_step, possible
from shounuo.workspace.offered import offered_on
from shounuo.workspace.talk import talk
from shounuo.workspace.war_room.links import in_war_room
from shounuo.workspace.words import TONES

RUNS = ("running", "risk", "broken", "paused")
SHOWN = 12
"""Lines of the timeline before the others are folded away."""
TONE_OF = {
    "case.opened": "accent", "case.priority_changed": "accent", "case.accepted": "accent", "case.resolved": "kept",
    "case.confirmed": "kept", "case.reopened": "risk", "commitment.warned": "risk", "commitment.broken": "broken",
    "commitment.met": "kept", "alarm.raised": "broken", "message.failed": "risk",
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """What is asked again and again while the page is open; `tag` changes exactly when something is to be shown anew."""

    case: Case
    user: User
    at: datetime
    rows: list[StripRow]
    heard: int
    calling: bool
    seen: Look
    tag: str

    @cached_property
    def calls(self) -> list[Shown]:
        """Every page of the case with all that was tried; the head and the side show the same."""
        return called_on(self.case, self.user) if self.seen.inside else []


def head(case: Case, user: User, at: datetime) -> Head:
    """Four queries. `heard` is how long the case's history is: every act and every message that left is in it."""
    rows, heard, pages = strip(case.pk, at), logbook.length(case.stream), open_pages(case)
    seen = look(case, user, at=at)
    states = [[row.key, row.state, row.due_at] for row in rows]
    tag = live.tag(at, case.revision, heard, states, sorted(user.roles), signs(pages), seen.inside)
    return Head(case, user, at, rows, heard, bool(pages), seen, tag)


def head_part(page: Head, messages: list[Message] | None = None) -> dict[str, Any]:
    """The state, the strip, when a person first replied, the one thing to do next and the others, an open offer."""
    case, deeds = page.case, deeds_of(page.user)
    spoken = [
        one for one in (conversation(case, customer=True) if messages is None else messages) if one.is_public
    ]
    first = next((one for one in spoken if one.by_kind == "staff"), None)
    situation = _situation(page, spoken, answered=first is not None)
    step = next_step(situation, deeds)
    return {
        "case": case, "name": _policy(case).priorities[cast(Level, case.priority)].name, "rows": page.rows,
        "state": STATES[case.state], "tone": TONES[case.state], "heard": page.heard,
        "first_reply": first, "took": first.said_at - case.opened_at if first else None, "step": step,
        "others": [deed for deed in possible(situation, deeds) if deed != step], "turn": _whose_turn(case, step),
        "asks": case.is_open and case.priority_source == "machine" and _is_unsure(page),
        "unconfirmed": case.is_open and case.priority_source != "engineer", "offer": offered_on(case, page.user),
        "war_room": in_war_room(page.seen),
        **_pressing(page),
        **_planned(case, promised_by(page.rows)),
    }  # fmt: skip


def _is_unsure(page: Head) -> bool:
    """Whether the machine said itself that an engineer should look first. One query, of unconfirmed cases only."""
    judgement = (
        page.case.decisions.filter(source="machine")
        .order_by("-pk")
        .values_list("judgement", flat=True)
        .first()
    )
    return bool((judgement or {}).get("asks"))


def _pressing(page: Head) -> dict[str, Any]:
    """What calls the reader stands by itself, the rest in one place: a P0 calls half a dozen roles at once."""
    calls = [one for one in page.calls if one.pressing] if page.calling else []
    mine, others = [one for one in calls if one.mine], [one for one in calls if not one.mine]
    too = others if mine else others[1:]
    return {"pressing": mine or others[:1], "pressing_too": too, "pressing_more": len(too)}


def promised_by(rows: list[StripRow]) -> datetime | None:
    """By when the solution is promised, while that runs and is not late."""
    return next(
        (row.due_at for row in rows if row.track == "resolution" and row.state in ("running", "risk")), None
    )


def _planned(case: Case, due: datetime | None) -> dict[str, Any]:
    """When it is to be worked on, where that was planned, and whether that is too late for the promise. Asked only of what can
    wait. [5.3.3-P3]"""
    waits = case.is_open and worked_in(_policy(case), case.priority) != AT_ALL_HOURS
    plan = plan_of(case) if waits else None
    if plan is None:
        return {"plan": None}
    why = str(Words(plan.why.get("zh", ""), plan.why.get("en", "")))
    late = lateness(plan.window, due) if plan.window and due else ""
    state = WINDOWS[plan.window.state] if plan.window else ""
    return {"plan": plan, "plan_why": why, "plan_state": state, "plan_late": late, "plan_due": due}


def _situation(page: Head, spoken: list[Message], *, answered: bool) -> Situation:
    runs = {row.track: row for row in page.rows if row.state in RUNS}
    update = runs.get("update")
    return Situation(
        page.case.state, page.case.priority, answered, bool(spoken) and spoken[-1].by_kind == "customer",
        update is not None and update.state in ("risk", "broken"), frozenset(runs),
        page.case.state == "working" and may_take_over(page.case, page.user, _policy(page.case)),
    )  # fmt: skip


def _whose_turn(case: Case, step: str) -> Words | None:
    """Said where there is nothing for the reader to press."""
    if step:
        return None
    return {
        "new": Words("等待工程师受理", "Waiting for an engineer to accept it"),
        "working": Words("工程师正在处理", "An engineer is working on it"),
        "waiting": Words("等客户回复", "It is the customer's turn"),
        "resolved": Words("等客户确认", "Waiting for the customer to confirm"),
        "closed": Words("案例已关闭", "The case is closed"),
    }[case.state]


def talk_part(page: Head, new: frozenset[int] = frozenset()) -> dict[str, Any]:
    messages = conversation(page.case, customer=not page.seen.inside)
    resolutions = list(page.case.resolutions.order_by("id"))
    return {
        "case": page.case,
        "heard": page.heard,
        "messages_said": messages,
        "talk": talk(page.case, messages, resolutions, new, inside=page.seen.inside),
    }


def side_part(page: Head) -> dict[str, Any]:
    """Customer, requester, request, who has it and why, the priority and why, similar cases, the timeline."""
    case = page.case
    lines = told(case, customer=not page.seen.inside)
    history = [_entry(line) for line in lines]
    return {
        "case": case, "customer": _customer(case), "asked": _request(case), "holder": _holder(case),
        "stranger": strange_account(case), "keeps_customers": may(page.user, "manage_customers"),
        "calls": page.calls, "judged": judged(case, list(case.decisions.order_by("id"))),
        "history": history[:SHOWN], "older": history[SHOWN:], "older_count": max(0, len(history) - SHOWN),
    }  # fmt: skip


def knowledge_part(page: Head) -> dict[str, Any]:
    """What is known of such cases. Asked for by itself once the page is there: nobody waits for it."""
    found = beside(page.case, page.user, page.at, inside=page.seen.inside)
    return found | {"case": page.case, "deeds": deeds_of(page.user), "similar": _similar(page)}


def _similar(page: Head) -> list[dict[str, Any]]:
    """Past cases about the same, any customer's; where the index knows none, this customer's latest of the kind. [5.3.3-P2]"""
    found = [
        {
            "number": one.number,
            "subject": one.subject,
            "priority": one.priority,
            "state": one.state,
            "customer": one.customer.short_name,
        }
        for one in cases_like(page.case, at=page.at)
    ]
    return [row | {"state_words": STATES[row["state"]]} for row in found or similar(page.case)]


def news_since(page: Head, heard: int) -> list[Line]:
    """What happened on the case since its history was `heard` long, oldest first."""
    return [line for line in reversed(told(page.case, customer=not page.seen.inside)) if line.seq > heard]


def said_in(news: list[Line]) -> frozenset[int]:
    """The messages among the news."""
    return frozenset(line.facts["message"] for line in news if "message" in line.facts)


def _policy(case: Case) -> Policy:
    return terms(case.policy_hash, case.contract_id)


def _customer(case: Case) -> list[tuple[str, Any]]:
    manager = case.customer.success_manager
    contract = (
        t("按标准", "By the standard")
        if case.contract_id is None
        else t("有专门约定", "Agreed otherwise in places")
    )
    facts = [
        (t("客户", "Customer"), case.customer.name),
        (t("合同", "Contract"), contract),
        (t("客户成功经理", "Success manager"), manager.name if manager else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in facts if value]


def _request(case: Case) -> list[tuple[str, Any]]:
    form = _policy(case).form
    facts = [
        (t("来源", "Channel"), CHANNELS[case.channel]),
        (t("问题类型", "Type"), form.problem_types[case.problem_type].name),
        (t("影响范围", "Affected"), form.impacts[case.impact].name),
        (t("环境", "Environment"), form.environments[case.environment].name),
        (t("AWS 服务", "AWS services"), "、".join(case.services)),
        (t("AWS 账号", "AWS account"), case.account),
        (t("相关资源", "Resources"), case.resources),
    ]  # fmt: skip
    return [(label, value) for label, value in facts if str(value)]


def _holder(case: Case) -> dict[str, Any] | None:
    """Who has the case, since when, and why this person. [5.2-assign]"""
    held = case.assignments.select_related("user").order_by("-id").first()
    if held is None:
        return None
    why = held.why.get("why") or {}
    return {
        "name": held.user.name, "why": Words(why.get("zh", ""), why.get("en", "")), "at": held.assigned_at,
        "accepted_at": held.accepted_at, "by": held.by_name, "chosen": chosen(held.why),
    }  # fmt: skip


def _entry(line: Line) -> SimpleNamespace:
    return SimpleNamespace(
        words=line.sentence, at=line.happened_at, tone=TONE_OF.get(line.verb, ""), by="", clause=""
    )
