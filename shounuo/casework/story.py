"""A case's timeline in words: every room's verbs, spoken in one list. [5.3.1-document]"""

from __future__ import annotations

from shounuo.assignment import events as assignment_events
from shounuo.cases import events as case_events
from shounuo.cases.models import Case
from shounuo.cases.words import SOURCES, STATES
from shounuo.commitments import events as commitment_events
from shounuo.diagnostics import events as diagnostics_events
from shounuo.escalation import events as escalation_events
from shounuo.incidents import events as incident_events
from shounuo.kernel.words import Words
from shounuo.knowledge import events as knowledge_events
from shounuo.knowledge.words import OUTCOMES
from shounuo.levels import events as level_events
from shounuo.logbook import reads
from shounuo.logbook.reads import Line
from shounuo.notifications import events as notification_events
from shounuo.notifications.words import KINDS, OCCASIONS, VIA
from shounuo.postmortems import events as postmortem_events
from shounuo.problems import events as problem_events
from shounuo.surveys import events as survey_events
from shounuo.training import events as training_events
from shounuo.training.models import Session
from shounuo.training.words import SESSIONS

SENTENCES: dict[str, Words] = (
    case_events.SENTENCES
    | commitment_events.SENTENCES
    | assignment_events.SENTENCES
    | notification_events.SENTENCES
    | incident_events.SENTENCES
    | level_events.SENTENCES
    | problem_events.SENTENCES
    | escalation_events.SENTENCES
    | postmortem_events.SENTENCES
    | knowledge_events.SENTENCES
    | diagnostics_events.SENTENCES
    | survey_events.SENTENCES
)
NAMED = {
    "outcome": OUTCOMES,
    "track": commitment_events.TRACKS, "source": SOURCES, "state": STATES, "kind": KINDS, "occasion": OCCASIONS, "via": VIA,
}  # fmt: skip
FOR_CUSTOMERS = frozenset(
    {
        "case.opened", "case.priority_decided", "case.priority_changed", "case.accepted", "case.replied",
        "case.customer_replied", "case.waiting", "case.resumed", "case.resolved", "case.confirmed", "case.reopened",
        "case.closed", "case.tied", "incident.begun", "incident.restored", "incident.lifted",
    }
)  # fmt: skip


def told(case: Case, *, customer: bool = False) -> list[Line]:
    """The latest first; customers see what was done for them, not how the house talks to itself."""
    entries = reads.timeline(case.stream, SENTENCES, NAMED)
    return [line for line in entries if not customer or line.verb in FOR_CUSTOMERS]


def told_of(session: Session) -> list[Line]:
    """A training's own timeline, the latest first. [8.2-quarterly]"""
    sentences = training_events.SENTENCES | commitment_events.SENTENCES
    return reads.timeline(session.about, sentences, {"track": commitment_events.TRACKS, "kind": SESSIONS})
