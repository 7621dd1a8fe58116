"""What was said on a case, in the order it was said: the request, replies, notes, resolutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shounuo.cases.models import Attachment, Case, Message, Resolution
from shounuo.cases.words import CHANNELS, SOLUTIONS
from shounuo.kernel.words import Words


@dataclass(frozen=True)
class Turn:
    """`kind`: customer, staff, internal, diagnosis or resolution. A resolution has `parts` (heading, text) and no body.
    `new` marks what came while the reader was writing."""

    key: str
    kind: str
    author: str
    role: Words | str
    at: datetime
    body: str = ""
    files: tuple[dict[str, Any], ...] = ()
    parts: tuple[tuple[Words, str], ...] = ()
    new: bool = False


ANSWERS = {
    "confirmed": Words("客户已确认解决", "The customer confirmed it"),
    "denied": Words("客户表示没有解决", "The customer said it is not solved"),
    "silent": Words("客户没有答复，已自动关闭", "No answer; closed by itself"),
    "": Words("正在等客户确认", "Waiting for the customer's word"),
}


def talk(
    case: Case, messages: list[Message], resolutions: list[Resolution], new: frozenset[int] = frozenset(), *, inside: bool = True
) -> list[Turn]:  # fmt: skip
    """Everything, for colleagues; outside a closed room only public files. One query beyond what is given."""
    turns = [_said(case, message, message.pk in new) for message in messages]
    turns += [_solved(one) for one in resolutions]
    return [
        _request(case, inside=inside),
        *sorted(turns, key=lambda turn: (turn.at, turn.kind == "resolution")),
    ]


def _request(case: Case, *, inside: bool) -> Turn:
    files = case.attachments.filter(message=None, **({} if inside else {"public": True})).order_by("id")
    role = Words.of(
        "提交案例 · {zh}",
        "submitted the case · {en}",
        zh=CHANNELS[case.channel].zh,
        en=CHANNELS[case.channel].en,
    )
    return Turn(
        "request", "customer", case.requester.name, role, case.opened_at, case.description,
        tuple(_file(case, file) for file in files),
    )  # fmt: skip


def _said(case: Case, message: Message, new: bool) -> Turn:
    files = tuple(_file(case, file) for file in message.attachments.all())
    customer = message.by_kind == "customer"
    kind = {"public": "customer" if customer else "staff"}.get(message.kind, message.kind)
    role = Words("客户", "Customer") if customer else ""
    if kind == "staff":
        role = Words("公开回复", "Public reply")
    return Turn(
        f"message-{message.pk}", kind, message.by_name, role, message.said_at, message.body, files, new=new
    )


def _solved(one: Resolution) -> Turn:
    parts = (
        (Words("解决方案", "Solution"), one.solution),
        (Words("根本原因", "Root cause"), one.root_cause),
        (Words("预防措施", "Prevention"), one.prevention),
    )
    said = SOLUTIONS[one.kind]
    answer = ANSWERS[one.answer]
    return Turn(
        f"resolution-{one.pk}", "resolution", one.by_name,
        Words(f"{said.zh} · {answer.zh}", f"{said.en} · {answer.en}"), one.resolved_at,
        parts=tuple((heading, text) for heading, text in parts if text),
    )  # fmt: skip


def _file(case: Case, file: Attachment) -> dict[str, Any]:
    return {"name": file.name, "size": file.size, "url": f"/desk/cases/{case.number}/files/{file.pk}"}
