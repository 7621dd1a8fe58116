"""What the updates that nobody gives have to have come to, from the standard's own numbers. Imports nothing of the product.

Each case owes its customer an update again and again. Each one missed is broken once, at its due time; a line in the logbook, an
alarm, and a message to whoever has the case and to the technical lead; and the next one runs on from there, the only one that
waits. The resolution of each is broken once, too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.chaos.store import Store

EVERY = {"P1": 30 * 60, "P2": 2 * 3600, "P3": 4 * 3600, "P4": 24 * 3600}
"""Seconds between two updates, from clauses 4.2-P1 to 4.2-P4."""


@dataclass(frozen=True)
class Owed:
    """One case before the storm: when its first update and its resolution were due, and who has it."""

    case: int
    number: str
    level: str
    assignee: int
    update_due: int
    resolution_due: int

    def dues(self, end: int) -> list[int]:
        """When each update was due that is missed at `end`, and when the next one is."""
        dues = [self.update_due]
        while dues[-1] < end:
            dues.append(dues[-1] + EVERY[self.level])
        return dues


def owed(store: Store) -> list[Owed]:
    rows = store.rows(
        "SELECT c.id, c.number, c.priority, c.assignee_id, u.due_at, r.due_at FROM cases_case c "
        "JOIN commitments_commitment u ON u.case_id = c.id AND u.track = 'update' "
        "JOIN commitments_commitment r ON r.case_id = c.id AND r.track = 'resolution'"
    )
    return [
        Owed(case, number, level, assignee, store.seconds(update), store.seconds(resolution))
        for case, number, level, assignee, update, resolution in rows
    ]


def faults(store: Store, cases: list[Owed], lead: int, end: int) -> list[str]:
    """Everything that is missing or too many when the clock of the house stands at `end`."""
    return [
        *_compared("missed", _missed(store), Counter((c.case, k, due, due) for c in cases for k, due in _each(c, end))),
        *_compared("running", _running(store), Counter((c.case, len(c.dues(end)), c.dues(end)[-1]) for c in cases)),
        *_compared("broken resolution", _resolutions(store), Counter((c.case, c.resolution_due) for c in cases)),
        *_compared("entry", _entries(store), Counter(f"case:{c.number} {w}" for c in cases for w in _what(c, end))),
        *_compared("alarm", _alarms(store), Counter(f"broken:{c.number}:{w}" for c in cases for w in _what(c, end))),
        *_compared("message", _messages(store), Counter(key for c in cases for key in _told(c, lead, end))),
        *_compared("waiting row", _waiting(store), Counter(c.case for c in cases)),
    ]  # fmt: skip


def missed(cases: Iterable[Owed], end: int) -> int:
    return sum(len(case.dues(end)) - 1 for case in cases)


def _each(case: Owed, end: int) -> list[tuple[int, int]]:
    return list(enumerate(case.dues(end)[:-1], start=1))


def _what(case: Owed, end: int) -> list[str]:
    return [*(f"update:{k}" for k, _ in _each(case, end)), "resolution:1"]


def _told(case: Owed, lead: int, end: int) -> list[str]:
    people = {case.assignee, lead}
    return [f"{case.number}:breach:{what}:100:{who}" for what in _what(case, end) for who in people]


# ------------------------------------------------------------ what is there


def _missed(store: Store) -> Counter[Any]:
    rows = store.rows(
        "SELECT case_id, ordinal, due_at, broken_at FROM commitments_commitment WHERE track = 'update' AND state = 'missed'"
    )
    return Counter((case, k, store.seconds(due), store.seconds(broken)) for case, k, due, broken in rows)


def _running(store: Store) -> Counter[Any]:
    rows = store.rows(
        "SELECT case_id, ordinal, due_at FROM commitments_commitment WHERE track = 'update' AND state <> 'missed'"
    )
    return Counter((case, k, store.seconds(due)) for case, k, due in rows)


def _resolutions(store: Store) -> Counter[Any]:
    rows = store.rows(
        "SELECT case_id, broken_at FROM commitments_commitment WHERE track = 'resolution' AND broken_at IS NOT NULL"
    )
    return Counter((case, store.seconds(broken)) for case, broken in rows)


def _entries(store: Store) -> Counter[Any]:
    rows = store.rows(
        "SELECT stream, facts FROM logbook_entry WHERE verb = 'commitment.broken' AND substr(stream, 1, 5) = 'case:'"
    )
    facts = [(stream, json.loads(told) if isinstance(told, str) else told) for stream, told in rows]
    return Counter(f"{stream} {told['track']}:{told['ordinal']}" for stream, told in facts)


def _alarms(store: Store) -> Counter[Any]:
    rows = store.rows(
        "SELECT key FROM notifications_alarm WHERE kind = 'commitment.broken' AND case_id IS NOT NULL"
    )
    return Counter(key for (key,) in rows)


def _messages(store: Store) -> Counter[Any]:
    """Each message as often as it is queued for delivery."""
    rows = store.rows(
        "SELECT m.key FROM notifications_message m JOIN notifications_delivery d ON d.message_id = m.id "
        "WHERE m.kind = 'commitment.breach'"
    )
    return Counter(key for (key,) in rows)


def _waiting(store: Store) -> Counter[Any]:
    rows = store.rows("SELECT subject_id FROM waiting_due WHERE kind = 'case.promises'")
    return Counter(subject for (subject,) in rows)


def _compared(what: str, there: Counter[Any], expected: Counter[Any]) -> list[str]:
    lacking = [f"{what} missing: {one}" for one in (expected - there).elements()]
    return lacking + [f"{what} too many: {one}" for one in (there - expected).elements()]
