"""Everything the case page shows, gathered once as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from shounuo.cases.models import Case, MaintenanceWindow, PriorityDecision, Resolution
from shounuo.cases.reads import plan_of
from shounuo.cases.words import SOURCES
from shounuo.casework.incident.flow import BURNING
from shounuo.casework.maintain import takes_windows
from shounuo.casework.story import told
from shounuo.commitments.reads import StripRow, strip
from shounuo.counter import live
from shounuo.customers.terms import terms
from shounuo.kernel.words import Words, t
from shounuo.logbook.reads import length
from shounuo.policy.model import Level
from shounuo.portal.burning import burning
from shounuo.portal.talk import talk
from shounuo.portal.upgrade import latest_request
from shounuo.portal.words import STATES, TONES, what_next

TONE_OF = {
    "case.opened": "accent", "case.resolved": "kept", "case.confirmed": "kept", "case.reopened": "risk",
    "case.priority_changed": "accent",
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """What is asked again and again while the page is open; `tag` changes exactly when something is to be shown anew."""

    case: Case
    at: datetime
    rows: list[StripRow]
    tag: str


def head(case: Case, at: datetime) -> Head:
    """One query. The strip counts down in the browser by itself: only its states and due times are news."""
    rows = strip(case.pk, at, customer=True)
    news = [[row.key, row.state, row.due_at.isoformat()] for row in rows]
    heard = (
        length(case.stream) if case.priority in BURNING else 0
    )  # its response moves on without the case doing so
    return Head(case, at, rows, live.tag(at, case.revision, news, heard))


def talk_part(page: Head) -> dict[str, Any]:
    """The state in a sentence, the strip, the conversation, the question whether it is solved."""
    case = page.case
    resolutions = list(case.resolutions.order_by("id"))
    closes_at = _closes_at(case, resolutions)
    return {
        "case": case, "rows": page.rows, "state": STATES[case.state], "tone": TONES[case.state],
        "what_next": what_next(case, page.rows, closes_at, page.at), "talk": talk(case, resolutions),
        "asks": case.state == "resolved", "burning": burning(case, page.at),
    }  # fmt: skip


def side_part(page: Head) -> dict[str, Any]:
    """Facts, the priority with its reason and source, the history."""
    case = page.case
    return {
        "may_ask": case.is_open and case.priority != "P0", "asked": latest_request(case),
        "case": case, "facts": _facts(case), "priority": _priority(case), "history": _history(case), "window": _window(case),
    }  # fmt: skip


def _window(case: Case) -> MaintenanceWindow | None:
    """The maintenance window agreed with the customer, where the case is in one. [5.3.3-P3]"""
    if not (case.is_open and takes_windows(terms(case.policy_hash, case.contract_id), case.priority)):
        return None
    plan = plan_of(case)
    return plan.window if plan else None


def _closes_at(case: Case, resolutions: list[Resolution]) -> datetime | None:
    if case.state != "resolved" or not resolutions:
        return None
    policy = terms(case.policy_hash, case.contract_id)
    return resolutions[-1].resolved_at + policy.closing.confirm_within


def _facts(case: Case) -> list[tuple[str, Any]]:
    form = terms(case.policy_hash, case.contract_id).form
    nobody = t("正在安排", "Being arranged")
    facts = [
        (t("负责人", "Engineer"), case.assignee.name if case.assignee else nobody),
        (t("问题类型", "Type"), form.problem_types[case.problem_type].name),
        (t("影响范围", "Affected"), form.impacts[case.impact].name),
        (t("环境", "Environment"), form.environments[case.environment].name),
        (t("AWS 服务", "AWS services"), t("、", ", ").join(case.services)),
        (t("AWS 账号", "AWS account"), case.account),
        (t("相关资源", "Resources"), case.resources),
        (t("提交人", "Submitted by"), case.requester.name),
    ]
    return [(label, value) for label, value in facts if str(value)]


def _priority(case: Case) -> dict[str, Any]:
    """The word that holds, why, and the customer's own wish where it is another."""
    decisions = list(case.decisions.order_by("id"))
    held = next(
        (one for one in reversed(decisions) if one.level == case.priority and one.source == case.priority_source),
        None,
    )  # fmt: skip
    wish = next((one for one in decisions if one.source == "customer"), None)
    entry = terms(case.policy_hash, case.contract_id).priorities[cast(Level, case.priority)]
    return {
        "level": case.priority, "name": entry.name, "source": SOURCES[case.priority_source],
        "reason": _reason(held), "confirmed": case.priority_source == "engineer",
        "wish": wish.level if wish and wish.level != case.priority else "",
    }  # fmt: skip


def _reason(decision: PriorityDecision | None) -> Words | None:
    """Why, unless nobody gave a reason or it only repeats the source."""
    given = decision.reason if decision else {}
    if not given.get("zh") or (decision and decision.source == "customer"):
        return None
    return Words(given["zh"], given["en"])


def _history(case: Case) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(words=line.sentence, at=line.happened_at, tone=TONE_OF.get(line.verb, ""), by="", clause="")
        for line in told(case, customer=True)
    ]  # fmt: skip
