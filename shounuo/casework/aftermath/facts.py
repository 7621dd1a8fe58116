"""What a report is prefilled from: the case's own timeline, its promises, its solution. [5.3.2-P0-after]"""

from __future__ import annotations

from datetime import datetime

from shounuo.cases.models import Case
from shounuo.casework.drill.score import VERDICTS, score
from shounuo.casework.story import FOR_CUSTOMERS, told
from shounuo.incidents.reads import latest_of
from shounuo.kernel.words import t
from shounuo.postmortems.rules import Happened, Kept, chronology, promises

FOR_REPORT = FOR_CUSTOMERS | {
    "incident.confirmed",
    "incident.step_done",
    "incident.operated",
    "decision.started",
    "decision.done",
}
"""Verbs of the chronology; only what customers see anyway is public from the start."""


def prefilled(
    case: Case, at: datetime
) -> tuple[dict[str, str], list[dict[str, object]], list[dict[str, object]]]:
    """Sections, chronology, promises."""
    solved = case.resolutions.order_by("-id").first()
    sections = {
        "summary": t("{subject}", "{subject}", subject=case.subject), "impact": case.description[:2000],
        "root_cause": solved.root_cause if solved else "", "fix": solved.solution if solved else "",
        "went_badly": "", "went_well": "", "contingency": "",
    }  # fmt: skip
    lines = [line for line in told(case) if line.verb in FOR_REPORT]
    happened = [Happened(line.happened_at, line.sentence, line.verb in FOR_CUSTOMERS) for line in lines]
    kept = [
        Kept(str(line.label), line.clause, line.due_after, line.met_after, line.verdict)
        for line in score(case, at).lines
        if line.verdict in VERDICTS and line.verdict != "open"
    ]
    return sections, chronology(happened), promises(kept)


def began_and_restored(case: Case) -> tuple[datetime, datetime | None]:
    incident = latest_of(case)
    if incident is None:
        solved = case.resolutions.order_by("-id").first()
        return case.opened_at, solved.resolved_at if solved else None
    return incident.trigger_at, incident.restored_at
