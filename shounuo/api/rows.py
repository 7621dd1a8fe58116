"""Rows that leave: plain values, in the words and for the eyes of who asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from shounuo.api.answer import spoken
from shounuo.assignment.models import Offer
from shounuo.cases.models import NEVER, Assignment, Attachment, Case, Message, PriorityDecision, Resolution
from shounuo.commitments.reads import StripRow

Row = dict[str, Any]
IN_LIST = (
    "number",
    "subject",
    "priority",
    "priority_source",
    "state",
    "problem_type",
    "opened_at",
    "updated_at",
    "revision",
)


def listed(row: Row) -> Row:
    """A row of a page of cases."""
    return {name: row[name] for name in IN_LIST} | {
        "customer": row["customer__short_name"],
        "requester": row["requester__name"],
        "assignee": row["assignee__name"],
        "next_due_at": when(row["next_due_at"]),
    }


def head(case: Case, masked: list[str]) -> Row:
    """The case after an act."""
    return {
        "number": case.number,
        "state": case.state,
        "priority": case.priority,
        "priority_source": case.priority_source,
        "assignee": case.assignee.name if case.assignee else None,
        "revision": case.revision,
        "next_due_at": when(case.next_due_at),
        "masked": masked,
    }


def offer(one: Offer) -> Row:
    """What somebody is asked to take."""
    return {
        "number": one.case.number, "subject": one.case.subject, "priority": one.case.priority, "giver": one.giver.name,
        "reason": spoken(one.reason), "answer_by": when(one.answer_by),
    }  # fmt: skip


def whole(case: Case) -> Row:
    """Everything on the head of a case."""
    kept = head(case, [])
    del kept["masked"]
    texts = (
        "subject",
        "description",
        "channel",
        "problem_type",
        "impact",
        "environment",
        "services",
        "account",
        "resources",
    )
    return kept | {name: getattr(case, name) for name in texts} | {
        "customer": case.customer.short_name,
        "requester": case.requester.name,
        "opened_at": case.opened_at,
        "updated_at": case.updated_at,
        "url": address(case.number),
    }  # fmt: skip


def address(number: str) -> str:
    """Where a person sees the case."""
    return f"{settings.PUBLIC_URL}/cases/{number}"


def desk_address(number: str) -> str:
    """Where staff work on it."""
    return f"{settings.PUBLIC_URL}/desk/cases/{number}"


def promise(row: StripRow) -> Row:
    shown = {name: value for name, value in vars(row).items() if name != "marks"}
    return shown | {"label": str(row.label)}


def message(said: Message) -> Row:
    return {
        "id": said.pk, "kind": said.kind, "body": said.body, "via": said.via, "said_at": said.said_at,
        "by": said.by_name, "by_kind": said.by_kind, "attachments": files(said.attachments.all()),
    }  # fmt: skip


def files(attachments: Iterable[Attachment]) -> list[Row]:
    return [
        {
            "id": one.pk, "name": one.name, "size": one.size, "content_type": one.content_type, "sha256": one.sha256,
            "added_at": one.added_at, "by": one.by_name,
        }
        for one in attachments
    ]  # fmt: skip


def decision(row: PriorityDecision) -> Row:
    return {
        "level": row.level, "source": row.source, "reason": spoken(row.reason) or "", "decided_at": row.decided_at,
        "by": row.by_name, "judgement": spoken(row.judgement),
    }  # fmt: skip


def assignment(row: Assignment, *, customer: bool) -> Row:
    """Why this person: loads and rankings are the house's own affair."""
    return {
        "engineer": row.user.name, "assigned_at": row.assigned_at, "accepted_at": row.accepted_at, "ended_at": row.ended_at,
        "why": None if customer else spoken(row.why.get("why")),
    }  # fmt: skip


def resolution(row: Resolution) -> Row:
    return {
        "kind": row.kind, "solution": row.solution, "root_cause": row.root_cause, "prevention": row.prevention,
        "resolved_at": row.resolved_at, "by": row.by_name, "answer": row.answer, "answered_at": row.answered_at,
    }  # fmt: skip


def when(moment: datetime) -> datetime | None:
    return None if moment >= NEVER else moment
