"""The only writer of this room's tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Attachment, Case
from shounuo.kernel.actor import Actor
from shounuo.logbook.actions import record
from shounuo.postmortems.models import PreventiveAction, Report


def begin(
    case: Case, level: str, sections: dict[str, str], chronology: list[dict[str, Any]], kept: list[dict[str, Any]], user: User, *,
    at: datetime,
) -> Report:  # fmt: skip
    ordinal = Report.objects.filter(case=case).count() + 1
    report = Report.objects.create(
        case=case, ordinal=ordinal, level=level, sections=sections, chronology=chronology, kept=kept, author=user, begun_at=at,
        changed_at=at,
    )  # fmt: skip
    _note("report.begun", report, user.actor, at)
    return report


def write(
    report: Report, sections: dict[str, str], chronology: list[dict[str, Any]], user: User, *, at: datetime
) -> None:
    report.sections, report.chronology = report.sections | sections, chronology
    report.revision, report.changed_at = report.revision + 1, at
    report.author = user
    report.save()


def submit(report: Report, user: User, *, at: datetime) -> None:
    report.state, report.author = "in_review", user
    report.save()
    _note("report.submitted", report, user.actor, at)


def give_back(report: Report, words: str, user: User, *, at: datetime) -> None:
    report.state, report.reviewer, report.reviewed_at, report.review_words = "draft", user, at, words
    report.save()
    _note("report.returned", report, user.actor, at, reason=words)


def approve(report: Report, words: str, user: User, *, at: datetime) -> None:
    report.state, report.reviewer, report.reviewed_at, report.review_words = "approved", user, at, words
    report.save()
    _note("report.approved", report, user.actor, at, reason=words)


def send(report: Report, pdf: Attachment, user: User, *, at: datetime) -> None:
    report.state, report.sent_at, report.pdf = "sent", at, pdf
    report.save()
    _note("report.sent", report, user.actor, at)


def decide_action(
    report: Report, words: str, owner: User, due_at: datetime, *, by: Actor, at: datetime
) -> PreventiveAction:
    action = PreventiveAction.objects.create(report=report, words=words, owner=owner, due_at=due_at)
    _act("action.decided", action, by, at, owner=owner.name, words=words)
    return action


def end_action(action: PreventiveAction, state: str, words: str, *, by: Actor, at: datetime) -> None:
    action.state, action.ended_at, action.ended_words = state, at, words
    action.save()
    _act(
        "action.done" if state == "done" else "action.dropped",
        action,
        by,
        at,
        words=action.words,
        reason=words,
    )


def _note(verb: str, report: Report, by: Actor, at: datetime, **private: Any) -> None:
    record(verb, stream=report.case.stream, by=by, at=at, report=report.ordinal, private=private)


def _act(verb: str, action: PreventiveAction, by: Actor, at: datetime, **private: Any) -> None:
    for stream in (action.report.case.stream, action.stream):
        record(verb, stream=stream, by=by, at=at, action=action.pk, private=private)
