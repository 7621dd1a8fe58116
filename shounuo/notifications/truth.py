"""Whether what a notice says is still so: asked of what waited through a night, or for its digest."""

from __future__ import annotations

from collections.abc import Iterable

from shounuo.cases.models import Case
from shounuo.commitments.models import Commitment
from shounuo.notifications.models import ENDED, Call, Delivery, Message

AFTERWARDS = ("report", "permanent_fix")
"""Promises that go on once a case is solved."""


def untrue(rows: Iterable[Delivery]) -> list[Delivery]:
    """Those whose message nobody needs any more; two queries for any number."""
    many = list(rows)
    calls = _calls([row.message_id for row in many])
    running = _running([row.message for row in many])
    return [row for row in many if not _holds(row.message, calls.get(row.message_id), running)]


def _calls(message_ids: list[int]) -> dict[int, Call]:
    found = Call.objects.filter(message__in=message_ids).select_related("page")
    return {call.message_id: call for call in found}


def _running(messages: list[Message]) -> set[tuple[int | None, str]]:
    warned = {one.case_id for one in messages if one.kind == "commitment.warning"}
    rows = (
        Commitment.objects.filter(case__in=warned, state="running") if warned else Commitment.objects.none()
    )
    return set(rows.values_list("case_id", "track"))


def _holds(message: Message, call: Call | None, running: set[tuple[int | None, str]]) -> bool:
    case = message.case
    if case is None:
        return True
    if call is not None:
        return call.page.state == "open" or (case.is_open and _still_tells(call))
    match message.kind:
        case "commitment.warning":
            return (case.pk, message.facts["track"]) in running
        case "commitment.breach":
            return case.is_open or message.facts["track"] in AFTERWARDS
        case "case.assigned" | "case.offered":
            return _is_asked(message, case)
        case _:
            return case.state != "closed"


def _still_tells(call: Call) -> bool:
    return call.part == "notice" or call.page.state not in ENDED


def _is_asked(message: Message, case: Case) -> bool:
    """An assignment is for whoever has the case, an offer for whoever has it not yet."""
    has_it = case.assignee_id == message.user_id
    return case.is_open and has_it == (message.kind == "case.assigned")
