"""Section 5.3.2: the event types that make a case a P0 or a P1."""

from typing import Literal

from shounuo.policy.model.basis import Entry, Text


class EventType(Entry):
    id: str
    level: Literal["P0", "P1"]
    clause: str
    group: Text
    name: Text
