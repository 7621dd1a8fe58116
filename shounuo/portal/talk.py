"""What was said on a case, in the order it was said: the request, replies, resolutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shounuo.cases.models import Attachment, Case, Message, Resolution
from shounuo.cases.reads import conversation
from shounuo.cases.words import SOLUTIONS
from shounuo.kernel.words import Words


@dataclass(frozen=True)
class Turn:
    """`kind`: customer, staff or resolution. A resolution has `parts` (heading, text) instead of a body."""

    key: str
    kind: str
    author: str
    role: Words | str
    at: datetime
    body: str = ""
    files: tuple[dict[str, Any], ...] = ()
    parts: tuple[tuple[Words, str], ...] = ()


def talk(case: Case, resolutions: list[Resolution]) -> list[Turn]:
    """The customer's own view: what is public. Two queries."""
    turns = [_said(case, message) for message in conversation(case, customer=True)]
    turns += [_solved(one) for one in resolutions]
    return [_request(case), *sorted(turns, key=lambda turn: (turn.at, turn.kind == "resolution"))]


def _request(case: Case) -> Turn:
    files = case.attachments.filter(message=None, public=True).order_by("id")
    return Turn(
        "request", "customer", case.requester.name, Words("提交案例", "submitted the case"), case.opened_at,
        case.description, tuple(_file(case, file) for file in files),
    )  # fmt: skip


def _said(case: Case, message: Message) -> Turn:
    files = tuple(_file(case, file) for file in message.attachments.all() if file.public)
    staff = message.by_kind == "staff"
    role = Words("工程师", "Engineer") if staff else ""
    kind = "staff" if staff else "customer"
    return Turn(f"message-{message.pk}", kind, message.by_name, role, message.said_at, message.body, files)


def _solved(one: Resolution) -> Turn:
    parts = (
        (Words("解决方案", "Solution"), one.solution),
        (Words("根本原因", "Root cause"), one.root_cause),
        (Words("预防建议", "Prevention"), one.prevention),
    )
    return Turn(
        f"resolution-{one.pk}", "resolution", one.by_name, SOLUTIONS[one.kind], one.resolved_at,
        parts=tuple((heading, text) for heading, text in parts if text),
    )  # fmt: skip


def _file(case: Case, file: Attachment) -> dict[str, Any]:
    return {"name": file.name, "size": file.size, "url": f"/cases/{case.number}/files/{file.pk}"}
