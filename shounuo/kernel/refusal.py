"""An expected no: it has a code for machines, a sentence for people and a status for the door that shows it."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Raised by actions and casework; doors show `sentence` in its own words. Anything else that is raised is a bug."""

    def __init__(self, code: str, sentence: str, *, status: int = 409, **facts: Any) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status
        self.facts = facts
