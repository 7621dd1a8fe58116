"""Under which name the browser keeps what is typed in a war room."""

from __future__ import annotations


def of(number: str, name: str) -> str:
    return f"war-{name}-{number}"
