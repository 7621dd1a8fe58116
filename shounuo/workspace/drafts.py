"""Under which name the browser keeps what is typed into each form of this door."""

from __future__ import annotations

NEW_CASE = "desk-new-case"


def of_form(number: str, name: str) -> str:
    return f"desk-{name}-{number}"
