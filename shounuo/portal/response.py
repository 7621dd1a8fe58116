"""The response to a P0 or P1 in the customer's words, and the customer's own word on whether their business is back.

[5.3.2-P0-customer-comms, 5.3.2-P0-restore, 5.3.2-P1-restore]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shounuo.cases.models import Case
from shounuo.casework.incident.draft import BACK, CONDITIONS
from shounuo.casework.incident.flow import BURNING
from shounuo.commitments.reads import StripRow
from shounuo.incidents.models import Incident
from shounuo.incidents.reads import latest
from shounuo.kernel.words import Words

REACHED: dict[str, Words] = {
    "notify": Words("响应团队已被通知", "The response team has been told"),
    "assess": Words("问题已评估，响应团队正在集结", "The problem is assessed; the response team gathers"),
    "take_over": Words("资深工程师已接手", "A senior engineer has taken over"),
    "parallel": Words("技术团队正在诊断并准备恢复", "The technical team is diagnosing and preparing recovery"),
    "diagnose": Words("技术团队正在诊断", "The technical team is diagnosing"),
    "implement": Words("正在实施解决方案，优先恢复服务", "The solution is being carried out; service comes first"),
}
"""What is said once something of a stage is done."""
ORDER = ("implement", "parallel", "diagnose", "take_over", "assess", "notify")
RUNS = ("running", "risk", "broken")


@dataclass(frozen=True)
class Shown:
    """`asks`: the service is verified to be back, and the customer has not said yet whether their business is."""

    level: str
    since: datetime
    reached: Words
    next_by: datetime | None
    contact: str
    asks: bool
    confirmed: bool


def response_to(case: Case) -> Incident | None:
    """The response under way; asked only of what may have one."""
    found = latest(case) if case.is_open and case.priority in BURNING else None
    return found if found and found.is_under_way else None


def news_of(incident: Incident | None) -> list[object]:
    """What is news about it: its state and the steps that are done. One query, none where there is no response."""
    if incident is None:
        return []
    done = incident.steps.filter(state="done").order_by("pk").values_list("stage", "step")
    return [incident.pk, incident.state, incident.level, [list(one) for one in done]]


def shown(case: Case, incident: Incident | None, rows: list[StripRow]) -> Shown | None:
    if incident is None:
        return None
    done = dict.fromkeys(incident.steps.filter(state="done").values_list("stage", "step"))
    steps = {step for _, step in done}
    confirmed = "customer_confirms" in steps
    due = [row.due_at for row in rows if row.track in ("response", "first_contact", "update") and row.state in RUNS]
    return Shown(
        incident.level, incident.trigger_at, _reached(incident, done), min(due, default=None), _contact(case),
        bool(steps & BACK) and not confirmed, confirmed,
    )  # fmt: skip


def _reached(incident: Incident, done: dict[tuple[str, str], None]) -> Words:
    if incident.state == "monitoring":
        return CONDITIONS["monitoring"]
    if any(step in BACK for _, step in done):
        return CONDITIONS["restored"]
    stages = {stage for stage, _ in done}
    return REACHED[next((stage for stage in ORDER if stage in stages), "notify")]


def _contact(case: Case) -> str:
    """Who speaks with the customer: their success manager, else whoever has the case."""
    manager = case.customer.success_manager
    return manager.name if manager else case.assignee.name if case.assignee else ""
