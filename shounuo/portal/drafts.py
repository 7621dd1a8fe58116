"""Under which name the browser keeps what is typed into each form of this door."""

from __future__ import annotations


def of_new_case(about: str = "") -> str:
    return f"new-case-{about}" if about else "new-case"


def of_reply(number: str) -> str:
    return f"reply-{number}"


def of_denial(number: str) -> str:
    return f"deny-{number}"
