"""Who does something: the person's id and their name as it was, written down with every act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["staff", "customer", "system"]


@dataclass(frozen=True)
class Actor:
    kind: Kind
    id: int | None
    name: str


SYSTEM = Actor("system", None, "守诺")
