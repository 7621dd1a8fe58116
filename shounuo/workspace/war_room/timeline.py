"""The middle column: what happened and what was said, newest first, in one list that can be narrowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shounuo.cases.models import Message
from shounuo.cases.reads import conversation
from shounuo.casework.story import told
from shounuo.kernel.words import Words, t
from shounuo.logbook.reads import Line
from shounuo.workspace.war_room.head import Head

SHOWN = {
    "all": Words("全部", "All"),
    "customer": Words("与客户", "Customer"),
    "inside": Words("内部", "Inside"),
    "work": Words("处理", "Work"),
    "promises": Words("承诺", "Promises"),
}
INSIDE = frozenset(
    {"incident.synced", "incident.coming", "incident.arrived", "incident.left", "incident.command"}
)
QUIET = frozenset(
    {"commitment.made", "commitment.met", "commitment.withdrawn", "message.sent", "page.called"}
)
"""Lines that stand under their own heading only: a P0 makes sixteen promises in its first second."""
SAID_IN_FULL = frozenset(
    {"case.replied", "case.customer_replied", "case.noted", "case.diagnosed", "incident.synced"}
)
"""Their text stands there as a message."""
TONES = {
    "incident.begun": "broken", "incident.restored": "kept", "incident.lifted": "kept", "incident.customer_back": "kept",
    "incident.customer_not_back": "broken", "incident.step_done": "kept", "incident.command": "accent",
    "commitment.broken": "broken", "commitment.warned": "risk", "commitment.met": "kept", "alarm.raised": "broken",
    "incident.went_on": "risk", "incident.relief_offered": "risk",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """`kind`: fact, or public, customer, internal and diagnosis for what was said."""

    at: datetime
    kind: str
    who: str
    text: str
    tone: str = ""


def timeline_part(page: Head, shown: str) -> dict[str, Any]:
    """`shown`: one of SHOWN. Messages stand with their text, everything else as its sentence."""
    shown = shown if shown in SHOWN else "all"
    said = [] if shown in ("work", "promises") else _said(page, shown)
    lines = [_fact(line) for line in told(page.case) if _wanted(line, shown)]
    entries = sorted([*lines, *said], key=lambda one: one.at, reverse=True)
    filters = [{"key": key, "name": name, "current": key == shown} for key, name in SHOWN.items()]
    return {"entries": entries, "filters": filters, "shown": shown}


def _said(page: Head, shown: str) -> list[Entry]:
    messages = conversation(page.case, customer=shown == "customer")
    return [_message(one) for one in messages if shown != "inside" or not one.is_public]


def _message(one: Message) -> Entry:
    kind = ("customer" if one.by_kind == "customer" else "public") if one.is_public else one.kind
    return Entry(one.said_at, kind, one.by_name, one.body)


def _fact(line: Line) -> Entry:
    return Entry(line.happened_at, "fact", "", line.sentence, TONES.get(line.verb, ""))


def _wanted(line: Line, shown: str) -> bool:
    if line.verb in SAID_IN_FULL or "message" in line.facts:
        return False
    if shown == "all":
        return line.verb not in QUIET
    if shown == "promises":
        return line.verb.startswith("commitment.")
    if shown == "inside":
        return line.verb in INSIDE
    return shown == "work" and line.verb.startswith("incident.")


def kind_words(kind: str) -> str:
    return {
        "public": t("发给客户", "To the customer"),
        "customer": t("客户说", "From the customer"),
        "internal": t("内部", "Inside"),
        "diagnosis": t("诊断", "Diagnosis"),
    }.get(kind, "")
